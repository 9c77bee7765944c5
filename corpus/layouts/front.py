"""Set the sections around the table of actions: 計畫依據 to 管考獎懲."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.layouts.paper import CHINESE_NUMERALS, spaced, wrap

from qsearch.plan import Plan

__all__ = ["closing_paragraphs", "closing_wrapped", "front_sections", "opening_paragraphs", "opening_wrapped"]

_LINE = 66  # columns of a line of body text


def opening_paragraphs(plan: Plan) -> list[str]:
    """Return 壹 to 肆, a paragraph a line and lists as `- 一、`, each section between blank lines."""
    lines = ["壹、計畫依據：", "", *_listed(plan.basis), "", "貳、計畫目標：", "", *_listed(plan.goals), ""]
    lines += ["參、執行對象：", "", plan.targets or "", "", "肆、執行期程：", "", spaced(plan.period or ""), ""]
    return lines


def closing_paragraphs(plan: Plan) -> list[str]:
    """Return 陸 and 柒 in the same manner."""
    return ["陸、執行步驟：", "", *_listed(plan.steps), "", "柒、管考獎懲", "", *_listed(plan.control), ""]


def opening_wrapped(plan: Plan, *, airy: bool) -> list[str]:
    """Return 壹 to 肆 in lines as a PDF file gives them; `airy` parts all lines by blank ones, else only wraps."""
    lines: list[str] = []
    lines += _section("壹、計畫依據", plan.basis, airy=airy)
    lines += _section("貳、計畫目標", plan.goals, airy=airy)
    lines += _section("參、執行對象", (plan.targets or "",), airy=airy)
    lines += _section("肆、執行期程", (plan.period or "",), airy=airy)
    return lines


def closing_wrapped(plan: Plan, *, airy: bool) -> list[str]:
    """Return 陸 and 柒 in the same manner."""
    steps = _section("陸、執行步驟", plan.steps, airy=airy)
    return steps + _section("柒、管考獎懲", plan.control, airy=airy)


def front_sections(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """Yield every section as its heading and paragraphs, the table referred to as an annex."""
    yield "壹、計畫依據", _numbered(plan.basis)
    yield "貳、計畫目標", _numbered(plan.goals)
    yield "參、執行對象", [plan.targets] if plan.targets else []
    yield "肆、執行期程", [plan.period] if plan.period else []
    yield "伍、計畫內容", ["（詳如附表）"]
    yield "陸、執行步驟", _numbered(plan.steps)
    yield "柒、管考獎懲", _numbered(plan.control)


def _numbered(entries: Sequence[str]) -> list[str]:
    """Return the entries, numbered where there is more than one."""
    if len(entries) < 2:
        return list(entries)
    return [f"{CHINESE_NUMERALS[at]}、{entry}" for at, entry in enumerate(entries)]


def _listed(entries: Sequence[str]) -> list[str]:
    return [f"- {spaced(entry)}" if len(entries) > 1 else spaced(entry) for entry in _numbered(entries)]


def _section(heading: str, entries: Sequence[str], *, airy: bool) -> list[str]:
    lines = [f"{heading} "]
    if airy:
        lines.append("")
    for entry in _numbered(entries):
        wrapped = wrap(spaced(entry), _LINE)
        for line in wrapped[:-1]:
            lines += [line, ""]
        lines.append(f"{wrapped[-1]} ")
        if airy:
            lines.append("")
    return lines if airy else [*lines, ""]
