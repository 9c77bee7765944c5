"""Show what was read of a file: its pages or tables, and the items beside them.

For a person who asks why an item came out as it did. A PDF file's pages are pictures
with cells, items and their numbers drawn on; of other formats the tables are shown as
they were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from qsearch.plan import ParseWarning, Plan, PlanItem
from qsearch.reading.document import Box, Document, Line, Page, Table
from qsearch.reading.pdf.pictures import Mark, pictures

__all__ = ["FILES", "show_reading"]

FILES = re.compile(r"index\.html|reading\.css|page-[1-9]\d{0,4}\.png")
"""The names of the files that are written."""

_CELL, _ITEM, _LINE, _RUNNING = "#4a90d9", "#c0392b", "#2e7d32", "#8a8a8a"
_LABELS = (("dimension", "構面"), ("subdimension", "評核指標"), ("execution_item", "執行項目"))

_STYLE = """\
body { font: 16px/1.6 system-ui, "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", sans-serif; margin: 1.5rem; }
body { color: #1b1b1b; background: #fff; }
.page { display: flex; flex-wrap: wrap; gap: 1.5rem; border-top: 1px solid #ccc; padding: 1rem 0; }
.page > figure { flex: 3 1 32rem; margin: 0; }
.page > figure img { max-width: 100%; border: 1px solid #ccc; }
.page > .read { flex: 2 1 22rem; }
.legend span { display: inline-block; width: 1.2em; height: .8em; border: 2px solid; margin-right: .4em; }
.legend .cell { border-color: #4a90d9; }
.legend .item { border-color: #c0392b; background: #f7dedb; }
.legend .line { border-color: #2e7d32; }
.legend .running { border-color: #8a8a8a; background: #e8e8e8; }
table { border-collapse: collapse; }
td { border: 1px solid #999; padding: .2rem .5rem; vertical-align: top; white-space: pre-line; }
ol { padding-left: 2.4em; }
li { margin-bottom: .9rem; }
li p { margin: .1rem 0; }
.soft { color: #5c5c5c; }
.carried { color: #8a5a00; }
.warning { background: #fff4d6; border-left: 4px solid #b7791f; padding: .3rem .7rem; }
"""


def show_reading(data: bytes, document: Document, plan: Plan, folder: Path) -> None:
    """Write `index.html`, its style and, for a PDF file, a picture a page into a folder, which is made.

    Raises UnreadableDocument where a page can't be drawn, OSError where nothing can be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if document.kind == "pdf":
        marks = {page.number: list(_marks(page, plan)) for page in document.pages if page.number is not None}
        for number, picture in pictures(data, marks, document.name):
            (folder / f"page-{number}.png").write_bytes(picture)
    (folder / "reading.css").write_text(_STYLE, encoding="utf-8")
    (folder / "index.html").write_text("".join(_sheet(document, plan)), encoding="utf-8")


def _marks(page: Page, plan: Plan) -> Iterator[Mark]:
    for element in page.elements:
        if isinstance(element, Line):
            if element.box is not None:
                yield Mark(element.box, _RUNNING if element.running else _LINE, wash=element.running)
        else:
            for row in element.rows:
                yield from (Mark(cell.box, _CELL) for cell in row.cells if cell.box is not None)
    for item in plan.items:
        for at in item.source.boxes if item.source is not None else ():
            if at.page == page.number:
                yield Mark(Box(at.x0, at.top, at.x1, at.bottom), _ITEM, str(item.position), wash=True)


def _sheet(document: Document, plan: Plan) -> Iterator[str]:
    title = escape(f"讀取結果：{document.name}")
    yield f'<!doctype html>\n<html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="reading.css"></head><body>\n'
    yield f"<h1>{title}</h1>\n<p>{escape(plan.title or '（未印計畫名稱）')}　{escape(plan.agency or '')}　"
    yield f"版式 {escape(plan.form)}，{len(plan.items)} 項，提醒 {len(plan.warnings)} 則</p>\n"
    if document.kind == "pdf":
        yield '<p class="legend"><span class="item"></span>項目（數字為項目序號）　<span class="cell"></span>表格儲存格　'
        yield '<span class="line"></span>表格外的文字　'
        yield '<span class="running"></span>頁首、頁尾與頁碼（不列入內容）</p>\n'
    placed: set[int] = set()
    for page in document.pages:
        here = [item for item in plan.items if page.number is not None and _begins_on(item, page.number)]
        placed.update(item.position for item in here)
        warnings = [warning for warning in plan.warnings if warning.page == page.number and page.number is not None]
        yield '<section class="page">'
        if document.kind == "pdf":
            alt = f"第 {page.number} 頁與讀到的儲存格和項目"
            yield f'<figure><img src="page-{page.number}.png" alt="{alt}"><figcaption>第 {page.number} 頁</figcaption></figure>'
        else:
            yield f'<div class="read">{"".join(_elements(page))}</div>'
        yield f'<div class="read">{"".join(_warnings(warnings))}{"".join(_items(here))}</div></section>\n'
    rest = [item for item in plan.items if item.position not in placed]
    unplaced = [warning for warning in plan.warnings if warning.page is None]
    yield f'<section class="page"><div class="read">{"".join(_warnings(unplaced))}{"".join(_items(rest))}</div></section>'
    yield "</body></html>\n"


def _begins_on(item: PlanItem, page: int) -> bool:
    return item.source is not None and item.source.page == page


def _elements(page: Page) -> Iterator[str]:
    for element in page.elements:
        if isinstance(element, Table):
            yield from _table(element)
        elif element.text.strip():
            yield f"<p>{escape(element.text)}</p>"


def _table(table: Table) -> Iterator[str]:
    yield "<table>"
    for row in table.rows:
        yield "<tr>"
        for cell in row.cells:
            if not cell.covered:
                yield f'<td rowspan="{cell.rows}" colspan="{cell.columns}">{escape(cell.text)}</td>'
        yield "</tr>"
    yield "</table>"


def _warnings(warnings: Iterable[ParseWarning]) -> Iterator[str]:
    for warning in warnings:
        yield f'<p class="warning">{escape(warning.message)}</p>'


def _items(items: Iterable[PlanItem]) -> Iterator[str]:
    held = list(items)
    if not held:
        return
    yield "<ol>"
    for item in held:
        carried = item.source.carried if item.source is not None else ()
        yield f'<li value="{item.position}">'
        for name, heading in _LABELS:
            printed = getattr(item, name)
            if printed:
                note = '　<span class="carried">承上</span>' if name in carried else ""
                yield f'<p class="soft">{heading}：{escape(printed)}{note}</p>'
        yield f"<p><strong>{escape(item.number or '')}</strong> {escape(item.text)}</p>"
        told = [f"完成期限：{item.deadline}"] if item.deadline else []
        told += [f"承辦單位：{'、'.join(item.units)}"] if item.units else []
        told += [f"{extra.heading}：{extra.text}" for extra in item.extra]
        if item.source is not None and item.source.confidence is not None:
            told.append(f"文字辨識信心：{item.source.confidence:.0%}")
        label = " > ".join(part for part in (item.label.dimension, item.label.execution_item) if part)
        told.append(f"標準標籤：{label}" if label else "沒有標準標籤")
        yield f'<p class="soft">{escape("；".join(told))}</p></li>'
    yield "</ol>"
