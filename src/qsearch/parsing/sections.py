"""Part a plan's running text into its sections (壹、計畫依據 …) and their lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qsearch.parsing.headings import header_of_cells, header_of_line
from qsearch.parsing.joining import join_wrapped, squeeze
from qsearch.parsing.numbering import Kind, Numbering, read_number
from qsearch.parsing.page_marks import is_page_mark
from qsearch.reading.document import Document, Line, Page, Table

__all__ = ["Section", "Topic", "heading_lines", "list_entries", "part"]

Topic = Literal["basis", "goals", "targets", "period", "content", "steps", "control", "other"]

# What a section is about, by the words of its heading; the first that fits holds.
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("control", re.compile(r"管考|管制|考核|獎懲|獎勵|考評|追蹤")),
    ("content", re.compile(r"內容|要項|[作做]法|策略|工作項目|分工|重點")),
    ("steps", re.compile(r"步驟|(?:執行|實施|推動|辦理|作業)(?:方式|程序|流程|組織)")),
    ("other", re.compile(r"預期(?:效益|成效|成果|績效)|經費|附則|其他|附件")),
    ("period", re.compile(r"期程|期間|時程|期限")),
    ("targets", re.compile(r"對象|(?:適用|實施)(?:機關|範圍|單位)|(?:執行|辦理|推動|參與)(?:單位|機關)")),
    ("basis", re.compile(r"依據|緣起|緣由")),
    ("goals", re.compile(r"目標|目的|宗旨")),
)
_UNNUMBERED = re.compile(
    r"(?:計畫|法令|訂定)?(?:依據|緣起|緣由)|(?:計畫|實施|推動)?(?:目標|目的|宗旨)|(?:執行|實施|適用|推動)(?:對象|範圍)"
    r"|(?:執行|實施|計畫|辦理|推動)(?:期程|期間|時程)|(?:計畫|實施|執行|工作)內容|(?:執行|實施|推動)步驟"
    r"|(?:管考|考核|管制考核|績效管考)(?:與|及)?(?:獎懲|獎勵)?|獎懲"
)
_LONGEST_HEADING = 16
_TABLE_TITLE = re.compile(r"附[表件錄][一二三四五六七八九十\d]*|.{0,40}(?:年度?|計畫|方案).{0,30}(?:表|計畫|內容|方案)")
_DATE_LINE = re.compile(r"(?:中華)?(?:民國)?\d{2,4}(?:年\d{1,2}月(?:\d{1,2}日)?|[./-]\d{1,2}[./-]\d{1,2}).{0,12}")


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one section: its heading without number, what it is about, and its lines.

    The text before the first heading is a section without heading, of topic None.
    """

    heading: str | None
    topic: Topic | None
    lines: tuple[str, ...]
    number: Numbering | None = None


def part(document: Document) -> tuple[Section, ...]:
    """Return the sections of a document in order; tables of actions and what titles them are left out.

    Sections are numbered 壹、; where no heading is, 一、; where none is either, a line that
    is nothing but a usual heading opens one.
    """
    running = _running_lines(document)
    level = _section_level(document)
    sections: list[Section] = []
    heading, topic, number = None, None, None
    lines: list[str] = []
    in_table = False
    titles: list[str] = []

    for element in _elements(document):
        if _opens_table(element):
            if not in_table:
                kept = _without_table_title(lines)
                titles += lines[len(kept) :]
                lines = kept
            in_table = True
        if isinstance(element, Table):
            continue
        text = element.text.strip().lstrip("#").strip()
        bare = squeeze(text)
        opened = _heading(text, level) if bare else None
        if opened is not None:
            sections.append(Section(heading, topic, tuple(lines), number))
            number, heading, topic, inline = opened
            lines, in_table = ([inline] if inline else []), False
        elif not in_table and not is_page_mark(bare) and not (lines and sections and bare in running):
            lines.append(text)
    sections.append(Section(heading, topic, tuple(lines), number))
    if titles:
        sections.append(Section(None, None, tuple(titles)))
    return tuple(sections)


def heading_lines(document: Document) -> frozenset[int]:
    """Return the numbers of the lines that head a section; a table ends where one follows it."""
    level = _section_level(document)
    return frozenset(line.number for _, line in document.lines() if line.text.strip() and _heading(line.text, level))


def list_entries(lines: Sequence[str], *, wrapped: bool) -> tuple[str, ...]:
    """Return the entries of a list without their numbers, each joined over its lines.

    What stands before the first number introduces the list and is no entry; a deeper list
    belongs, with its numbers, to the entry it stands in. Where nothing is numbered, the text
    is one entry if its lines are `wrapped`, and each line is one if they are paragraphs.
    """
    kinds = [found.kind if (found := _list_number(line)) else None for line in lines]
    top = next((kind for kind in kinds if kind is not None), None)
    if top is None:
        whole = (join_wrapped(lines),) if wrapped else tuple(line.strip() for line in lines)
        return tuple(entry for entry in whole if entry)
    entries: list[list[str]] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind == top:
            found = _list_number(line)
            entries.append([found.rest if found else line])
        elif entries:
            entries[-1].append(re.sub(r"^\s*[-–•●◎]\s+", "", line))
    return tuple(text for entry in entries if (text := join_wrapped(entry)))


_LIST_KINDS: frozenset[Kind] = frozenset(
    {"chinese", "chinese-bracketed", "arabic", "arabic-bracketed", "circled", "stem", "letter"}
)


def _list_number(line: str) -> Numbering | None:
    return read_number(line, _LIST_KINDS)


def _elements(document: Document) -> Iterator[Line | Table]:
    for page in document.pages:
        yield from page.elements


def _opens_table(element: Line | Table) -> bool:
    if isinstance(element, Table):
        return any(header_of_cells(row.texts()) is not None for row in element.rows[:3])
    return header_of_line(element.text) is not None


def _section_level(document: Document) -> Kind | None:
    """Return how the sections are numbered, None where only their words tell them."""
    lines = [line.text.strip() for _, line in document.lines()]
    if any(_heading(line, "formal") for line in lines):
        return "formal"
    topics = {found[2] for line in lines if (found := _heading(line, "chinese"))}
    return "chinese" if len(topics - {"other"}) >= 2 else None


def _heading(text: str, level: Kind | None) -> tuple[Numbering | None, str, Topic, str] | None:
    """Return number, heading, topic and the text behind its colon where a line is a section's heading."""
    if level is None:
        bare = squeeze(text).strip("：:【】[]〔〕")
        return (None, bare, _topic(bare), "") if _UNNUMBERED.fullmatch(bare) else None
    number = read_number(text, {level})
    if number is None:
        return None
    head, _, inline = number.rest.partition("：") if "：" in number.rest else number.rest.partition(":")
    bare = re.sub(r"[（(].*", "", squeeze(head))
    if len(bare) > _LONGEST_HEADING:
        return None
    topic = _topic(bare)
    if level != "formal" and (topic == "other" or re.search(r"[，。；]", bare) or len(bare) > 8):
        return None
    inline = "" if re.fullmatch(r"[（(].*[)）]", inline.strip()) else inline.strip()
    return number, bare, topic, inline


def _topic(heading: str) -> Topic:
    return next((topic for topic, words in _TOPICS if words.search(heading)), "other")


def _without_table_title(lines: list[str]) -> list[str]:
    """Return lines without the title and date that stand right above a table."""
    end = len(lines)
    while end and (not lines[end - 1] or _titles_table(lines[end - 1])):
        end -= 1
    return lines[:end]


def _titles_table(line: str) -> bool:
    bare = squeeze(line)
    if re.search(r"[。；，]", bare) or _list_number(line) is not None:
        return False
    return bool(_TABLE_TITLE.fullmatch(bare) or _TABLE_TITLE.match(bare, 0, 3) or _DATE_LINE.fullmatch(bare))


def _running_lines(document: Document) -> frozenset[str]:
    """Return the lines, squeezed, that stand at the top or foot of more than one page."""
    seen: dict[str, int] = {}
    for page in document.pages:
        for bare in set(_edges(page)):
            seen[bare] = seen.get(bare, 0) + 1
    return frozenset(bare for bare, count in seen.items() if count > 1)


def _edges(page: Page) -> Iterable[str]:
    bare = [squeeze(line.text) for line in page.lines() if line.text.strip()]
    return bare[:3] + bare[-2:]
