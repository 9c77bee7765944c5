"""Read the scorecard form: theme × perspective × goal × indicator (KPI) × action, told apart by codes.

Perspective labels are merged cells that converters print beside any of their rows, so
the letter in a row's code says which perspective it belongs to, and the labels printed
beside rows of one letter say what that perspective is called. Strategy maps, which name
goals only, have no action column and give no items.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qsearch.parsing.codes import Code, read_code, split_codes
from qsearch.parsing.forms import FormReading
from qsearch.parsing.joining import join_label, join_wrapped
from qsearch.parsing.named_units import named_units
from qsearch.parsing.numbering import Kind, strip_number
from qsearch.parsing.table.actions import Fragment, action_kinds, split_actions
from qsearch.parsing.table.cells import CellText, Strip, put_together
from qsearch.parsing.table.columns import Part
from qsearch.parsing.table.drafts import Draft, Portion, finish
from qsearch.parsing.table.filing import Place
from qsearch.parsing.table.rows import TableRow, plan_table
from qsearch.parsing.table.stacked import Starts, unstack
from qsearch.plan import Kpi, ParseWarning
from qsearch.reading.document import Document

__all__ = ["ScorecardForm"]

# The four perspectives of the balanced scorecard (Kaplan and Norton), by the letter that
# codes give them, and the words that printed labels have for them.
_PERSPECTIVES = {"C": "顧客", "P": "內部流程", "L": "學習成長", "F": "財務"}
_WORDS = {"C": "顧客|市民|民眾|服務對象", "P": "流程", "L": "學習|成長", "F": "財務|預算"}
_THEME_HEADING = re.compile(r"策略(?:主題|主軸|議題)\s*[：:]\s*(?P<theme>\S.*)")
_THEME_COLUMN = re.compile(r"策略(?:主題|主軸|議題)")
_LETTER_LAST = re.compile(r"\s*[(（]?\s*([A-Z])\s*[)）]?\s*$")
_LETTER_FIRST = re.compile(r"^\s*[(（]?([A-Z])[)）.、：:\s]\s*")
_EXTRA: tuple[Part, ...] = ("extra",)
_CONTINUED = re.compile(r"\s*[(（]?[續承](?:上頁)?[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class _Coded:
    """Hold a goal or an indicator; `code` is None where it prints none."""

    code: Code | None
    text: str


@dataclass(frozen=True, slots=True)
class _Theme:
    """Hold a theme (策略主題) and its letter, empty where it has none."""

    letter: str
    text: str


@dataclass(slots=True)
class _Row:
    """Hold one strip with the goals, indicators and theme that are in force beside it."""

    strip: Strip
    label: str | None
    theme: _Theme | None
    goals: list[_Coded]
    kpis: list[_Coded]
    actions: list[tuple[Code | None, str | None, tuple[Fragment, ...]]]

    def letter(self) -> str | None:
        """Return the perspective's letter in the row's codes, None where it has no codes."""
        codes = [held.code for held in (*self.goals, *self.kpis)] + [code for code, _, _ in self.actions]
        letters = Counter(code.perspective for code in codes if code is not None)
        return letters.most_common(1)[0][0] if letters else None


class ScorecardForm:
    """Read tables of goals, indicators and actions."""

    name = "scorecard"

    def recognise(self, document: Document) -> float:
        """Return 0.95 where an action column stands beside a goal or an indicator column, else 0."""
        rows = plan_table(document).rows
        if not any(row.columns.at("goal") or row.columns.at("kpi") for row in rows):
            return 0.0
        coded = _share_coded(rows) >= 0.5
        both = any(row.columns.at("goal") and row.columns.at("kpi") for row in rows)
        return 0.95 if coded or both else 0.5

    def read(self, document: Document) -> FormReading:
        """Return the actions of every table of the scorecard."""
        table = plan_table(document)
        coded = _share_coded(table.rows) >= 0.5
        starts = [_action_text(row) for row in table.rows]
        kinds = frozenset() if coded else action_kinds(starts)
        depth = _depth(starts) if coded else 0
        parted = unstack(table.rows, _CodeStarts()) if coded else table.rows
        strips = put_together(parted, kinds, coded=coded)
        rows = list(_in_force(strips, kinds, depth))
        warnings = table.warnings
        drafts, places = _file(rows, warnings)
        warnings += _skipped((code, row.strip.page) for row in rows for code, _, _ in row.actions)
        return FormReading(
            finish(drafts, places, document.name, warnings, extra=_EXTRA, units=named_units(document)), tuple(warnings)
        )


class _CodeStarts:
    """Find actions by their codes."""

    def find(self, row: TableRow) -> Starts:
        """Return the lines of the row's action cell that start with a code."""
        lines = _action_text(row).split("\n")
        starts = [height for height, line in enumerate(lines) if read_code(line) is not None]
        rest = bool(starts) and any(line.strip() for line in lines[: starts[0]])
        return Starts((0, *starts) if rest else tuple(starts), rest)


def _action_text(row: TableRow) -> str:
    return row.cells[row.columns.parts.index("action")].text


def _share_coded(rows: Sequence[TableRow]) -> float:
    starts = [text for text in map(_action_text, rows) if text.strip()]
    return sum(read_code(text) is not None for text in starts) / len(starts) if starts else 0.0


def _depth(starts: Iterable[str]) -> int:
    """Return how many numbers an action's code has."""
    depths = Counter(len(code.numbers) for text in starts if (code := read_code(text)) is not None)
    return depths.most_common(1)[0][0]


def _in_force(strips: Sequence[Strip], kinds: frozenset[Kind], depth: int) -> Iterator[_Row]:
    """Yield each strip with the goals, indicators and theme that stand beside it or are carried down to it."""
    theme: _Theme | None = None
    goals: list[_Coded] = []
    kpis: list[_Coded] = []
    seen: set[CellText] = set()
    for strip in strips:
        theme = _theme_of(strip) or theme
        if (goal := strip.of("goal")) and goal not in seen:
            goals, kpis = _coded(goal), []
        if (kpi := strip.of("kpi")) and kpi not in seen:
            kpis = _coded(kpi)
        action = strip.of("action")
        actions = _actions(action, kinds, depth) if action and action not in seen else []
        seen.update(box for box in strip.boxes if box)
        yield _Row(strip, _label_of(strip), theme, goals, kpis, actions)


def _theme_of(strip: Strip) -> _Theme | None:
    """Return the theme that a column beside, or a heading above the table names."""
    for at, part in enumerate(strip.columns.parts):
        if part == "label" and _THEME_COLUMN.search(strip.columns.headings[at]) and strip.boxes[at]:
            return _theme(join_label(strip.boxes[at].lines))
    headings = [found["theme"] for line in strip.above if (found := _THEME_HEADING.search(line))]
    return _theme(headings[-1]) if headings else None


def _theme(printed: str) -> _Theme:
    text = _CONTINUED.sub("", printed)
    for pattern in (_LETTER_LAST, _LETTER_FIRST):
        if (found := pattern.search(text)) and pattern.sub("", text):
            return _Theme(found[1], strip_number(pattern.sub("", text)))
    return _Theme("", strip_number(text))


def _label_of(strip: Strip) -> str | None:
    """Return the perspective that is printed beside this strip, None where the cell is empty."""
    for at, part in enumerate(strip.columns.parts):
        if part == "label" and not _THEME_COLUMN.search(strip.columns.headings[at]) and strip.boxes[at]:
            return strip_number(re.sub(r"[(（]?[A-Z][)）]?$", "", join_label(strip.boxes[at].lines)).strip())
    return None


def _coded(box: CellText) -> list[_Coded]:
    text = join_wrapped(box.lines)
    first = read_code(text)
    if first is None:
        return [_Coded(None, strip_number(text))]
    return [_Coded(code, code.rest) for code in split_codes(text, len(first.numbers))]


def _actions(
    box: CellText, kinds: frozenset[Kind], depth: int
) -> list[tuple[Code | None, str | None, tuple[Fragment, ...]]]:
    """Return the code or number, and the lines, of each action in a cell."""
    if not depth:
        numbered = split_actions(box.fragments, kinds)
        return [(None, action.number.printed if action.number else None, action.fragments) for action in numbered]
    found: list[tuple[Code | None, list[Fragment]]] = []
    for fragment in box.fragments:
        codes = split_codes(fragment.text, depth)
        before = fragment.text[: codes[0].start if codes else None].strip()
        if before:
            if not found:
                found.append((None, []))
            found[-1][1].append(replace(fragment, text=before))
        found += ((code, [replace(fragment, text=code.rest)]) for code in codes)
    return [(code, code.printed if code else None, tuple(lines)) for code, lines in found]


def _file(rows: Sequence[_Row], warnings: list[ParseWarning]) -> tuple[list[Draft], list[Place]]:
    """Return a draft for each action, and its place."""
    names = _perspective_names(rows)
    themes = {row.theme.letter: row.theme.text for row in rows if row.theme is not None and row.theme.letter}
    drafts: list[Draft] = []
    places: list[Place] = []
    label: str | None = None
    for row in rows:
        label = row.label or label
        if not row.actions and drafts and row.strip.of("action") is drafts[-1].portions[-1].strip.of("action"):
            drafts[-1].portions.append(Portion((), row.strip))
        for code, number, fragments in row.actions:
            goal, kpi = _beside(row.goals, code), _beside(row.kpis, code)
            warnings += _contradictions(code, goal, kpi, row)
            letters = code or (kpi and kpi.code) or (goal and goal.code)
            theme = row.theme.text if row.theme is not None else None
            if letters and letters.theme in themes:
                theme = themes[letters.theme]
            drafts.append(Draft(number, [Portion(fragments, row.strip)]))
            places.append(
                Place(
                    names.get(letters.perspective, label) if letters else label,
                    theme,
                    goal.text if goal else None,
                    Kpi(kpi.code.printed if kpi.code else None, kpi.text) if kpi else None,
                )
            )
    return drafts, places


def _beside(held: Sequence[_Coded], code: Code | None) -> _Coded | None:
    """Return which of the goals or indicators beside an action it belongs to: the one its code names, else the last."""
    named = (one for one in held if code is not None and one.code is not None and code.is_below(one.code))
    return next(named, held[-1] if held else None)


def _perspective_names(rows: Sequence[_Row]) -> dict[str, str]:
    """Return what this scorecard calls the perspective of each letter.

    A label whose words are those of the letter names it, wherever it is printed; for
    letters of the agency's own, the label printed beside most of their rows.
    """
    labels = Counter(row.label for row in rows if row.label)
    beside = Counter((row.letter(), row.label) for row in rows if row.label)
    names: dict[str, str] = {}
    for letter in sorted({letter for row in rows if (letter := row.letter())}):
        words = _WORDS.get(letter)
        fitting = [label for label, _ in labels.most_common() if label and words and re.search(words, label)]
        other = [label for (at, label), _ in beside.most_common() if at == letter and label]
        if letter in _PERSPECTIVES:
            names[letter] = fitting[0] if fitting else _PERSPECTIVES[letter]
        elif other:
            names[letter] = other[0]
    return names


def _contradictions(code: Code | None, goal: _Coded | None, kpi: _Coded | None, row: _Row) -> Iterator[ParseWarning]:
    """Yield a warning where an action's code names another goal, indicator or theme than those it stands beside."""
    if code is None:
        return
    for what, held in (("策略目標", goal), ("KPI", kpi)):
        if held is not None and held.code is not None and not code.is_below(held.code):
            message = f"行動方案 {code.printed} 的編號與同列的{what} {held.code.printed} 不符，依所在的列歸類。"
            yield ParseWarning("code-mismatch", message, row.strip.page)
    if row.theme is not None and row.theme.letter and code.theme and row.theme.letter != code.theme:
        message = f"行動方案 {code.printed} 的編號與所在的策略主題「{row.theme.text}」（{row.theme.letter}）不符。"
        yield ParseWarning("code-mismatch", message, row.strip.page)


def _skipped(codes: Iterable[tuple[Code | None, int | None]]) -> Iterator[ParseWarning]:
    """Yield a warning where the actions of one indicator don't count from 1 without a gap."""
    last: dict[tuple[str, str, tuple[int, ...]], int] = {}
    for code, page in codes:
        if code is None:
            continue
        above = (code.theme, code.perspective, code.numbers[:-1])
        if code.numbers[-1] != last.get(above, 0) + 1:
            yield ParseWarning("number-skipped", f"行動方案 {code.printed} 的編號沒有接續前一項。", page)
        last[above] = code.numbers[-1]
