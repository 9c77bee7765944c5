"""Measure search against judged queries (nDCG, recall, MRR) as the contract defines them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qsearch.catalogue import Catalogue
from qsearch.errors import InputError, NotFound
from qsearch.frameworks import parse_year
from qsearch.plan import Filters
from qsearch.results import QueryScores, SearchEvaluation

__all__ = ["Evaluating", "JudgedQuery", "ndcg", "read_qrels", "read_queries", "recall", "reciprocal_rank"]

DEPTH = 100
"""How deep a run is scored for the reciprocal rank."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """Hold one query of a test collection."""

    id: str
    kind: str
    text: str
    filters: Filters


class Evaluating:
    """Run judged queries through the whole search path and score the ranking."""

    def __init__(self, catalogue: Catalogue, ranked_ids: Callable[[str, Filters, int], Sequence[str]]) -> None:
        self._catalogue = catalogue
        self._ranked_ids = ranked_ids

    def search(self, queries_file: Path, qrels_file: Path) -> SearchEvaluation:
        """Score every query that has a relevant item.

        In the qrels `STEM#NNN` is the item at position NNN of the plan ingested from a
        file named STEM.*. Raises InputError for files that are no such tables, NotFound
        where a judged plan is not stored.
        """
        queries = read_queries(queries_file)
        qrels = read_qrels(qrels_file)
        names = self._item_ids({name for grades in qrels.values() for name in grades})
        scored: list[tuple[str, float, float, float]] = []
        for query in queries:
            relevant = {names[name]: grade for name, grade in qrels.get(query.id, {}).items() if grade > 0}
            if not relevant:
                continue
            run = self._ranked_ids(query.text, query.filters, DEPTH)
            scored.append((query.kind, ndcg(run, relevant), recall(run, relevant), reciprocal_rank(run, relevant)))
        if not scored:
            raise InputError(f"「{qrels_file}」沒有評判「{queries_file}」的任何查詢。", hint="兩檔的查詢編號須相同。")
        kinds = sorted({kind for kind, *_ in scored})
        return SearchEvaluation(
            _averages([scores for _, *scores in scored]),
            tuple((kind, _averages([scores for own, *scores in scored if own == kind])) for kind in kinds),
        )

    def _item_ids(self, names: set[str]) -> Mapping[str, str]:
        """Map `STEM#NNN` to the id of the stored item."""
        by_stem: dict[str, dict[int, str]] = {}
        found: dict[str, str] = {}
        for name in sorted(names):
            stem, _, position = name.rpartition("#")
            if not stem or not position.isdigit():
                raise InputError(
                    f"評判檔中的「{name}」不是項目名稱。", hint="項目以「檔名#三位數項次」表示，例如 ncl-102#001。"
                )
            if stem not in by_stem:
                by_stem[stem] = self._positions(stem)
            item_id = by_stem[stem].get(int(position))
            if item_id is None:
                raise NotFound(f"計畫 {stem} 沒有第 {int(position)} 項。", hint="請匯入受評判的那一份計畫。")
            found[name] = item_id
        return found

    def _positions(self, stem: str) -> dict[int, str]:
        plans = self._catalogue.find_by_stem(stem)
        if not plans:
            raise NotFound(f"沒有由檔名 {stem}.* 匯入的計畫。", hint="請先匯入受評判的計畫。")
        return {stored.item.position: stored.item.id or "" for stored in self._catalogue.iter_items(plan_ids=plans[:1])}


def ndcg(run: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """Return nDCG at `depth` with gain 2^grade - 1 and discount log2(rank + 1).

    Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, in the form of Burges et al., ICML 2005.
    """
    gain = sum((2 ** relevant.get(name, 0) - 1) / math.log2(rank + 1) for rank, name in enumerate(run[:depth], 1))
    grades = sorted(relevant.values(), reverse=True)[:depth]
    best = sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
    return gain / best if best else 0.0


def recall(run: Sequence[str], relevant: Mapping[str, int], depth: int = 20) -> float:
    """Return the share of relevant items in the first `depth`, over at most `depth` of them."""
    good = {name for name, grade in relevant.items() if grade > 0}
    return len(good & set(run[:depth])) / min(depth, len(good)) if good else 0.0


def reciprocal_rank(run: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Return 1 over the rank of the first relevant item, 0 where there is none."""
    return next((1 / rank for rank, name in enumerate(run, 1) if relevant.get(name, 0) > 0), 0.0)


def _averages(scores: Sequence[Sequence[float]]) -> QueryScores:
    count = len(scores)
    return QueryScores(count, *(sum(column) / count for column in zip(*scores, strict=True)))


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """Return the queries of a four-column TSV: id, kind, query, JSON filter (may be empty)."""
    queries = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) not in (3, 4):
            raise InputError(
                f"「{path}」第 {number} 行有 {len(columns)} 欄。",
                hint="應為查詢編號、類別、查詢、JSON 篩選條件四欄，以定位字元分隔。",
            )
        given = columns[3].strip() if len(columns) == 4 else ""
        id_, kind, text = columns[:3]
        queries.append(JudgedQuery(id_, kind, text, _filters(given, f"「{path}」第 {number} 行")))
    return tuple(queries)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return for each query id the grade of each judged item (TREC qrels)."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        columns = line.split()
        try:
            query, _, name, grade = columns
            grades.setdefault(query, {})[name] = int(grade)
        except ValueError as error:
            raise InputError(
                f"「{path}」第 {number} 行不是評判資料。", hint="應為查詢編號、0、項目、等級四欄，以空白分隔。"
            ) from error
    return grades


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"無法讀取「{path}」：{error.strerror}。", hint="請檢查路徑與檔名。") from error
    except UnicodeDecodeError as error:
        raise InputError(f"「{path}」不是 UTF-8 文字。", hint="請另存為 UTF-8。") from error


def _filters(given: str, where: str) -> Filters:
    if not given:
        return Filters()
    try:
        shape = json.loads(given)
        values = {
            name.replace("-", "_"): tuple(str(entry) for entry in (value if isinstance(value, list) else [value]))
            for name, value in shape.items()
        }
        years = tuple(parse_year(entry) for entry in values.pop("year", ()))
        return Filters(year=years, **values)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"{where}的篩選條件無法解讀：{error}", hint='例如 {"agency": "國家圖書館", "year": "102"}'
        ) from error
