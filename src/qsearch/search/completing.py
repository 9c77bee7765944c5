"""Complete what is being typed: words and concepts of the items, and how past actions begin.

A word is shown in the characters of Taiwan, a concept as the thesaurus prints it, an
action as it is printed; each is found by its folded form, so it makes no difference in
which script or width the beginning is typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from qsearch.results import Completion
from qsearch.search.beginnings import read_beginning
from qsearch.search.engine import Engine, Field
from qsearch.search.index import status_filter
from qsearch.search.wording import STOP_WORDS
from qsearch.text.analyse import Analyser
from qsearch.text.fold import fold_text, to_traditional
from qsearch.text.script import is_han
from qsearch.text.thesaurus import Wording

__all__ = ["Completer"]

_LONGEST = 60  # folded characters; who has typed more has a query
_MOST_BEGINNINGS = 5_000
"""Where more items may begin so, each of their beginnings says little and looking through them takes long."""

_MOST_CONCEPTS = 64
_SPARE_WORDS = 8  # some are stop words, or numbers
_LONGER_CONCEPTS = 16


class Completer:
    """Join an engine with the analysis its index was built by."""

    def __init__(self, engine: Engine, analyser: Analyser) -> None:
        self._engine = engine
        self._analyser = analyser
        self._filters = (status_filter(drafts=False),)

    def complete(self, typed: str, *, limit: int) -> tuple[Completion, ...]:
        """Return at most `limit` whole queries that begin as typed: terms first, then past actions.

        A term completes what stands after the last white space and keeps what stands before
        it; an action completes everything typed. Nothing typed, or more than a sentence,
        has none.
        """
        whole = _joined(typed[: 4 * _LONGEST])
        if not whole or len(whole) > _LONGEST or limit < 1:
            return ()
        before, last = _parted(typed.lstrip())
        terms = self._terms(_joined(last), limit)
        items = list(self._beginnings(whole, limit)) if len(whole) > 1 else []
        # Terms stand in far more items than any beginning: by count alone no action would ever be seen.
        room = max(limit - len(items), limit - limit // 2)
        shown = [Completion(before + text, "term", count) for text, count in terms[:room]]
        shown += [Completion(text, "item", count) for text, count in items[: limit - len(shown)]]
        return tuple(shown)

    def _terms(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that continue a prefix and in how many items each stands, most frequent first."""
        if not prefix:
            return []
        words = self._engine.terms_with_prefix(
            Field.TEXT_WORDS, prefix, filters=self._filters, limit=2 * limit + _SPARE_WORDS
        )
        wordings = [one for one in self._analyser.thesaurus.wordings_with_prefix(prefix) if one.folded != prefix]
        printings = {one.folded: one.printed for one in wordings}
        found = {
            word.term: (_shown(printings.get(word.term, word.term)), word.count)
            for word in words
            if len(word.term) > 1 and word.term not in STOP_WORDS and not word.term.isdecimal()
        }
        for folded, printed, count in self._concepts(prefix, wordings, limit):
            found[folded] = (printed, max(count, found[folded][1] if folded in found else 0))
        found.pop(prefix, None)
        return sorted(found.values(), key=lambda term: (-term[1], len(term[0]), term[0]))[:limit]

    def _concepts(self, prefix: str, wordings: Iterable[Wording], limit: int) -> Iterator[tuple[str, str, int]]:
        """Yield one wording of each concept that has some with this prefix: folded, printed, in how many items."""
        if len(prefix) == 1 and not is_han(prefix):
            return
        # The concept's own name where it begins so, else the shortest wording that does.
        ordered = sorted(wordings, key=lambda one: (one.folded != one.concept, len(one.folded), one.folded))
        chosen = {one.concept: one for one in reversed(ordered)}
        concepts = sorted(chosen)[:_MOST_CONCEPTS]
        likely = zip(self._engine.frequencies(Field.TEXT_CONCEPTS, concepts), concepts, strict=True)
        # That cheap count knows drafts, and what was taken away lately, too.
        for some, concept in sorted(likely, key=lambda one: (-one[0], one[1]))[:limit]:
            if some and (count := self._count(concept)):
                yield chosen[concept].folded, _shown(chosen[concept].printed), count

    def _count(self, concept: str) -> int:
        """Return in how many published items a concept stands."""
        found = self._engine.terms_with_prefix(
            Field.TEXT_CONCEPTS, concept, filters=self._filters, limit=_LONGER_CONCEPTS
        )
        return next((one.count for one in found if one.term == concept), 0)

    def _beginnings(self, prefix: str, limit: int) -> Iterator[tuple[str, int]]:
        """Yield the beginnings of actions, printed, and how many begin so; none where too many do."""
        pairs = [prefix[at : at + 2] for at in range(len(prefix) - 1) if is_han(prefix[at]) and is_han(prefix[at + 1])]
        if min(self._engine.frequencies(Field.TEXT_BIGRAMS, pairs), default=0) > _MOST_BEGINNINGS:
            return
        terms = self._engine.terms_with_prefix(Field.BEGINNING, prefix, filters=self._filters, limit=2 * limit)
        counts: Counter[str] = Counter()
        printings: dict[str, str] = {}
        for one in terms:
            folded, printed = read_beginning(one.term)
            counts[folded] += one.count
            printings.setdefault(folded, printed)  # the most frequent comes first
        for folded, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]:
            yield printings[folded], count


def _shown(term: str) -> str:
    """Return a term as it is printed here: what holds nothing Traditional is converted."""
    return to_traditional(term) if term == fold_text(term) else term


def _joined(text: str) -> str:
    return "".join(fold_text(text).split())


def _parted(typed: str) -> tuple[str, str]:
    """Return what stands before the term that is being typed, with its white space, and that term."""
    words = typed.split()
    if not words or typed[-1].isspace():
        return typed, ""
    return typed[: -len(words[-1])], words[-1]
