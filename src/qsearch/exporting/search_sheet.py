"""Lay the hits of many queries out as a flat table: a row for each hit, with citation, score and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from qsearch.exporting.columns import Cell, FlatTable
from qsearch.exporting.marks import inner_lines, printable
from qsearch.results import BatchAnswer, Hit, MatchReason

__all__ = ["search_sheet"]

_QUERY = ("查詢序", "查詢", "條件", "共計", "說明")
_HIT = (
    "名次",
    "分數",
    "機關",
    "年度",
    "構面",
    "執行項目",
    "編號",
    "推動作法",
    "完成期限",
    "承辦單位",
    "出處",
    "為何列在此處",
    "代碼",
)


def search_sheet(answers: Iterable[BatchAnswer], explained: Callable[[MatchReason], str]) -> FlatTable:
    """Return the table of all answers, query by query; one without hits has a row that says so.

    `explained` says a reason in words.
    """
    rows = tuple(row for number, answer in enumerate(answers, 1) for row in _rows(number, answer, explained))
    return FlatTable(_QUERY + _HIT, rows, title="查詢結果")


def _rows(number: int, answer: BatchAnswer, explained: Callable[[MatchReason], str]) -> Iterator[tuple[Cell, ...]]:
    result = answer.result
    head = (number, _text(answer.query.text), _text(answer.query.conditions))
    if result is None:
        yield (*head, None, _text(answer.error), *(None for _ in _HIT))
        return
    told = f"改以「{result.did_you_mean}」搜尋" if result.repaired else None
    if not result.hits:
        yield (*head, result.total, _text("；".join(filter(None, (told, "查無相符的作法")))), *(None for _ in _HIT))
    for rank, hit in enumerate(result.hits, 1):
        yield (*head, result.total, _text(told), rank, round(hit.score, 4), *_hit(hit, explained))


def _hit(hit: Hit, explained: Callable[[MatchReason], str]) -> Iterator[Cell]:
    plan, item = hit.item.plan, hit.item.item
    yield from (_text(plan.agency), plan.year)
    yield from map(_text, (item.dimension, item.execution_item, item.number, item.text))
    yield from (_text(inner_lines(item)), _text("、".join(item.units)), _text(hit.citation))
    yield _text("\n".join(explained(reason) for reason in hit.explanation))
    yield _text(item.id)


def _text(text: str | None) -> str | None:
    return (printable(text) or None) if text is not None else None
