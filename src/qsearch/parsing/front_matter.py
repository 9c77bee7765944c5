"""Read a plan's front matter: what it is called and what its sections say."""

from __future__ import annotations

from dataclasses import dataclass

from qsearch.parsing.joining import join_wrapped
from qsearch.parsing.masthead import read_masthead, year_in
from qsearch.parsing.sections import Section, Topic, list_entries, part
from qsearch.plan import ParseWarning
from qsearch.reading.document import Document

__all__ = ["FrontMatter", "read_front_matter"]

# These kinds give a paragraph as one line; in the others a line is what fitted on the page.
_PARAGRAPH_KINDS = frozenset({"odt", "docx", "html", "sheet"})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Hold the fields of a plan that stand outside its table; `sections` counts the known ones."""

    title: str | None
    agency: str | None
    year: int | None
    document_number: str | None = None
    issued: str | None = None
    basis: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    targets: str | None = None
    period: str | None = None
    steps: tuple[str, ...] = ()
    control: tuple[str, ...] = ()
    sections: int = 0
    warnings: tuple[ParseWarning, ...] = ()


def read_front_matter(document: Document) -> FrontMatter:
    """Read title, agency, year, date and sections of a document.

    Where the title names no year, the period does, then the date of issue.
    """
    sections = part(document)
    masthead = read_masthead([line for section in sections if section.topic is None for line in section.lines])
    wrapped = document.kind not in _PARAGRAPH_KINDS
    period = _text(sections, "period")
    period_year = year_in(period or "")
    year = masthead.year or period_year or year_in(masthead.issued or "")
    warnings: tuple[ParseWarning, ...] = ()
    if masthead.year is not None and period_year is not None and masthead.year != period_year:
        message = f"標題為 {masthead.year} 年，期程為 {period_year} 年，兩者不一致；採用標題的年度。"
        warnings = (ParseWarning("year-disagrees", message),)
    return FrontMatter(
        title=masthead.title,
        agency=masthead.agency,
        year=year,
        document_number=masthead.document_number,
        issued=masthead.issued,
        basis=_basis(sections, wrapped),
        goals=_entries(sections, "goals", wrapped),
        targets=_text(sections, "targets"),
        period=period,
        steps=_entries(sections, "steps", wrapped),
        control=_entries(sections, "control", wrapped),
        sections=len({section.topic for section in sections} - {None, "other"}),
        warnings=warnings,
    )


def _basis(sections: tuple[Section, ...], wrapped: bool) -> tuple[str, ...]:
    """Return the entries of 依據; of 緣起 only where no section is called 依據."""
    named = tuple(section for section in sections if section.heading is not None and "依據" in section.heading)
    return _entries(named, "basis", wrapped) or _entries(sections, "basis", wrapped)


def _entries(sections: tuple[Section, ...], topic: Topic, wrapped: bool) -> tuple[str, ...]:
    return tuple(
        entry
        for section in sections
        if section.topic == topic
        for entry in list_entries(section.lines, wrapped=wrapped)
    )


def _text(sections: tuple[Section, ...], topic: Topic) -> str | None:
    """Return the text of the first section of a topic that has any, numbers and all."""
    texts = (join_wrapped(section.lines) for section in sections if section.topic == topic)
    return next((text for text in texts if text), None)
