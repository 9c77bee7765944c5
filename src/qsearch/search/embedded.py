"""Search with tantivy, in a folder of our own.

The folder holds `index.json`, which says what the index was built from and in which
subfolder it is, and that subfolder. A rebuild fills a new subfolder and then replaces
`index.json`; an update commits in place and then replaces it. Whenever the process is
killed, `index.json` is whole and tells of nothing that is not there.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from qsearch.errors import EngineUnavailable
from qsearch.search.engine import (
    EngineAnswer,
    EngineItem,
    EngineQuery,
    FacetName,
    Field,
    FieldFilter,
    IndexState,
    Scored,
    TermCount,
)
from qsearch.search.manifest import Manifest, broken, manifest_stamp, read_manifest, write_manifest
from qsearch.search.tantivy_answer import Counted, count_facets, frequent_terms, leading_page, listed_page, ranked_page
from qsearch.search.tantivy_query import missing_query, passing_query, ranked_query, unranked_query
from qsearch.search.tantivy_schema import FORMAT, document, open_schema, register_tokenizers
from qsearch.search.texts_file import TextsReader, TextsWriter

if TYPE_CHECKING:
    import tantivy

__all__ = ["EmbeddedEngine"]

_WRITER_MEMORY = 64_000_000  # bytes; tantivy writes a segment whenever it is full
_REBUILD_MEMORY = 256_000_000  # fewer segments to merge, and to look into when searching
_MOST_KEPT = 64  # counts over all that passes some filters
_COUNTERS = 4  # threads that count facets, for so many searches at once


_Passing = tuple[tuple[FieldFilter, ...], tuple[FacetName, ...]]


class EmbeddedEngine:
    """Keep an index in a folder; it is made at the first write.

    Readers see what any process has committed. Safe to share between threads. From
    `count_beside_from` items on, facets are counted in a thread of their own, beside the
    search; below, handing over costs more than it saves.
    """

    def __init__(self, folder: Path, *, count_beside_from: int = 50_000) -> None:
        self._folder = folder
        self._count_beside_from = count_beside_from
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._told: tuple[tuple[int, ...], Manifest] | None = None

    # --- reading ------------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query over what is committed now."""
        opened = self._index()
        if opened is None:
            return EngineAnswer(facets=tuple((name, ()) for name in query.facets))
        index, held = opened.index, opened.texts
        with _ours("搜尋"):
            searcher = index.searcher()
            # tantivy lets go of Python while it works, so values are counted beside the search.
            beside = bool(query.facets) and searcher.num_docs >= self._count_beside_from
            counting = self._counters.submit(_counted, opened, searcher, query) if beside else None
            total = leading = None
            if query.ranked and query.flooded:
                hits, leading = leading_page(searcher, index.schema, query, held)
            elif query.ranked:
                hits, total = ranked_page(searcher, ranked_query(index.schema, query), query.offset, query.limit, held)
            else:
                matching = unranked_query(index.schema, query)
                hits, total = listed_page(searcher, matching, query.offset, query.limit, held)
            if counting is not None:
                counted = counting.result()
            elif query.facets or total is None:
                counted = _counted(opened, searcher, query)
            else:
                counted = Counted(total, {})
            if not query.texts:
                hits = tuple(Scored(hit.id, hit.score) for hit in hits)
            return EngineAnswer(hits, counted.total, counted.facets(), leading)

    @cached_property
    def _counters(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_COUNTERS, thread_name_prefix="qsearch-facets")

    def frequencies(self, field: Field, terms: Sequence[str]) -> tuple[int, ...]:
        """Return in how many items each term of a field stands; items replaced lately may count twice."""
        opened = self._index()
        if opened is None:
            return (0,) * len(terms)
        with _ours("讀取"):
            searcher = opened.index.searcher()
            return tuple(searcher.doc_freq(field, term) for term in terms)

    def terms_with_prefix(
        self, field: Field, prefix: str, *, filters: tuple[FieldFilter, ...] = (), limit: int
    ) -> tuple[TermCount, ...]:
        """Return the terms of a field that begin with a prefix, most frequent first."""
        opened = self._index()
        if opened is None or limit < 1:
            return ()
        index = opened.index
        with _ours("讀取"):
            passing = passing_query(index.schema, filters)
            return frequent_terms(index.searcher(), index.schema, field, prefix, passing, limit)

    def count(self) -> int:
        """Return how many items are held."""
        opened = self._index()
        if opened is None:
            return 0
        held: int = opened.index.searcher().num_docs
        return held

    def state(self) -> IndexState | None:
        """Return what the index was built from; None where there is none, or it has to be built again."""
        try:
            manifest = self._manifest()
        except EngineUnavailable:
            return None
        return manifest.state if manifest and (self._folder / manifest.folder).is_dir() else None

    # --- writing ------------------------------------------------------------------------

    def update(self, items: Iterable[EngineItem], *, plans: Iterable[str], state: IndexState) -> None:
        """Take away every item of `plans` and add `items`, in one commit."""
        opened = self._index()
        if opened is None:
            self.rebuild(items, state=state)
            return
        with _writer(opened.index) as writer:
            # With the writer in hand: has another process put a new index in this one's place?
            manifest = self._manifest()
            if manifest is None or manifest.folder != opened.folder:
                raise EngineUnavailable("另一個程式剛重建了搜尋索引。", hint="請再試一次。")
            with _ours("寫入"):
                for plan in plans:
                    writer.delete_documents_by_term("plan", plan)
            _add(writer, items, self._folder / manifest.folder)
        self._name(Manifest(manifest.folder, state))

    def rebuild(self, items: Iterable[EngineItem], *, state: IndexState) -> None:
        """Build a new index beside the old and put it in the old one's place."""
        import tantivy

        folder = self._folder / f"index-{token_hex(6)}"
        with self._other_writers_kept_out():
            try:
                with _ours("寫入"):
                    folder.mkdir(parents=True)
                    index = tantivy.Index(open_schema(), path=str(folder))
                    register_tokenizers(index)
                with _writer(index, _REBUILD_MEMORY) as writer:
                    _add(writer, items, folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._name(Manifest(folder.name, state))
            # Listed while no one else may build; what comes later is not ours to remove.
            outdated = [other for other in self._folder.glob("index-*") if other != folder]
        for other in outdated:
            # Where a reader still holds it open (Windows), the next rebuild clears it.
            shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def _other_writers_kept_out(self) -> Iterator[None]:
        """Hold the writer of the index that stands, if there is one that opens."""
        try:
            opened = self._index()
        except EngineUnavailable:
            opened = None
        with nullcontext() if opened is None else _writer(opened.index):
            yield

    # --- files --------------------------------------------------------------------------

    def _manifest(self) -> Manifest | None:
        """Return the manifest as it is on the disk; a search asks a dozen times, so what did not change is not read again."""
        stamp = manifest_stamp(self._folder)
        held = self._told
        if held is not None and stamp == held[0]:
            return held[1]
        manifest = read_manifest(self._folder, written_as=FORMAT)
        # Stamped before it was read: what is written meanwhile is read next time.
        self._told = None if stamp is None or manifest is None else (stamp, manifest)
        return manifest

    def _name(self, manifest: Manifest) -> None:
        with _ours("寫入"):
            write_manifest(self._folder, manifest, written_as=FORMAT)

    def _index(self) -> _Opened | None:
        """Return the index as last committed by any process; None where nothing was ever written."""
        manifest = self._manifest()
        while manifest is not None:
            try:
                return self._open(manifest.folder)
            except (ValueError, OSError) as error:
                # Since we looked, a rebuild may have put a new folder in this one's place.
                now = self._manifest()
                if now == manifest:
                    raise broken(str(error)) from error
                manifest = now
        return None

    def _open(self, folder: str) -> _Opened:
        import tantivy

        path = self._folder / folder
        with self._lock:
            stamp = _stamp(path / "meta.json")
            if self._opened is None or self._opened.folder != folder:
                index = tantivy.Index.open(str(path))
                register_tokenizers(index)
                # Looking whether meta.json changed costs microseconds; tantivy's own watcher looks twice a second.
                index.config_reader("manual")
                self._opened = _Opened(folder, index, TextsReader(path), stamp)
            elif self._opened.stamp != stamp:
                self._opened.index.reload()
                self._opened = replace(self._opened, stamp=stamp, every={})
            return self._opened


@dataclass(frozen=True, slots=True)
class _Opened:
    """Hold an index that is open, the texts beside it, and the stamp of the commit it shows.

    `every` keeps what was counted over all that passes some filters.
    """

    folder: str
    index: tantivy.Index
    texts: TextsReader
    stamp: tuple[int, ...]
    every: dict[_Passing, Counted] = field(default_factory=dict)


def _counted(opened: _Opened, searcher: tantivy.Searcher, query: EngineQuery) -> Counted:
    """Count the match set and its facets; where nearly everything matches, by what does not."""
    schema = opened.index.schema
    if not _matches_most(searcher, query):
        return count_facets(searcher, unranked_query(schema, query), query.facets)
    passing = (query.filters, query.facets)
    every = opened.every.get(passing)
    if every is None:
        every = count_facets(searcher, passing_query(schema, query.filters), query.facets)
        if len(opened.every) < _MOST_KEPT:
            opened.every[passing] = every
    return every.without(count_facets(searcher, missing_query(schema, query), query.facets))


def _matches_most(searcher: tantivy.Searcher, query: EngineQuery) -> bool:
    """Whether terms decide what matches, and one of them alone stands in more than half of all items."""
    if query.required or query.excluded or query.years:
        return False
    half = searcher.num_docs // 2
    return any(searcher.doc_freq(term.field, term.text) > half for term in query.terms if term.matches)


@contextmanager
def _writer(index: tantivy.Index, memory: int = _WRITER_MEMORY) -> Iterator[tantivy.IndexWriter]:
    """Hold the one writer of an index; whatever was not committed at the end never was."""
    try:
        writer = index.writer(memory, 1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise broken(str(error)) from error
        raise EngineUnavailable("另一個程式正在寫入搜尋索引。", hint="請稍後再試。") from error
    try:
        with _ours("寫入"):
            # tantivy counts on from the last commit, so it would stumble over the files of
            # one that never came because the process was killed.
            writer.garbage_collect_files()
        yield writer
    finally:
        # An exception keeps the frames it went through alive, and with them the writer and its lock.
        with _ours("寫入"):
            writer.rollback()
            writer.wait_merging_threads()


def _add(writer: tantivy.IndexWriter, items: Iterable[EngineItem], folder: Path) -> None:
    with _ours("寫入"):
        texts = TextsWriter(folder)
    try:
        for item in items:
            with _ours("寫入"):
                writer.add_document(document(item, texts.add(item)))
        with _ours("寫入"):
            texts.flush()
            writer.commit()
    finally:
        texts.close()


def _stamp(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


@contextmanager
def _ours(doing: str) -> Iterator[None]:
    """Turn tantivy's errors, which are all ValueErrors, and the file system's into ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"搜尋索引{doing}失敗：{error}。", hint="請重建索引：qsearch doctor --fix") from error
