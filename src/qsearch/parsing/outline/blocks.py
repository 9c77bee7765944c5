"""Cut the lines of a deep outline into blocks: a number with the lines that stand behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import Numbering
from qsearch.parsing.outline.levels import Fit, Level, Levels, is_bare_letter, level_of, outline_number
from qsearch.parsing.outline.rows import Printed
from qsearch.parsing.outline.tails import best_tail, goes_on
from qsearch.parsing.units import looks_like_unit
from qsearch.plan import ParseWarning

__all__ = ["Block", "Cutter", "Hints"]

# White space beside a Latin word or a figure (Line 官方帳號) does not part columns.
_COLUMN_PIECE = re.compile(r"\S(?:(?!(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])).)*")
_LONGEST_LEFTOVER = 10  # characters of a wrapped label that may stand before an action in one line
_LABEL_LINES = 5  # lines within which a label in a narrow column ends
_FULL_LINE = 0.9  # the share of lines that are no wider than the column; the rest were not cut right
_LABEL_RANK = 5  # 壹 to 1.1: the numbers that labels of columns bear


@dataclass(slots=True)
class Block:
    """Hold a number with the lines printed behind it; `number` is None for a line that bears none.

    `level` is that of the block before where there is no number.
    """

    number: Numbering | None
    level: Level | None
    lines: list[Printed] = field(default_factory=list)

    def text(self) -> str:
        """Return the lines joined without white space."""
        return squeeze("".join(line.text for line in self.lines))


@dataclass(frozen=True, slots=True)
class Hints:
    """Hold what a first look at the document found.

    `order` names its levels from the outermost; `labels` are those of them printed in
    label columns; `inner` are enumerations within actions, which are no levels.
    """

    order: tuple[Level, ...] = ()
    labels: frozenset[Level] = frozenset()
    inner: frozenset[Level] = frozenset()
    units: frozenset[str] = frozenset()


class Cutter:
    """Walk down the lines and open a block at each number that goes on from those before it."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._levels = Levels()
        self._beside: list[Block] = []  # blocks that began in one line, label first
        self._labels: list[Block] = []  # the label blocks that may still go on
        self._label_age = 0
        self._action_line = ""  # what the last number began with, number included
        self._width = 0  # characters that a line of the action column takes
        self.blocks: list[Block] = []
        self.warnings: list[ParseWarning] = []

    def cut(self, lines: Iterable[Printed]) -> None:
        """Take in all lines."""
        lines = tuple(lines)
        widths = sorted(self._text_width(line.text) for line in lines if outline_number(line.text) is not None)
        self._width = widths[int(_FULL_LINE * (len(widths) - 1))] if widths else 0
        for line in lines:
            self._take(line)

    def _take(self, line: Printed) -> None:
        self._label_age += 1
        if self._label_age > _LABEL_LINES:
            self._labels = []
        started = self._start(line)
        if started:
            if len(started) > 1 or self._is_label(started[0]):
                self._beside, self._label_age = started, 0
                self._labels = [block for block in started if self._is_label(block)]
            return
        if self._take_leftover(line) or self._take_beside(line) or not self.blocks:
            return
        if self._is_unnumbered_action(line):
            self.blocks.append(Block(None, self.blocks[-1].level, [line]))
            self._warn("item-without-number", f"「{line.text.split()[0]}」沒有編號，視為與前一項同層。", line)
            return
        self.blocks[-1].lines.append(line)

    def _start(self, line: Printed) -> list[Block]:
        """Open the blocks that a line begins; several where labels stand beside an action."""
        started: list[Block] = []
        text = line.text
        while True:
            number = outline_number(text)
            if number is None or not self._accepts(number, text, line, first=not started):
                if started and text:
                    started[-1].lines.append(line.with_text(text))
                return started
            if self._repeats_heading(number):
                return [self.blocks[-1]]
            block, self._action_line = self._open(number, line), text
            started.append(block)
            cut = self._next_number(number)
            block.lines += [line.with_text(number.rest[:cut].strip())] if number.rest[:cut].strip() else []
            if cut is None:
                return started
            text = number.rest[cut:].strip()

    def _open(self, number: Numbering, line: Printed) -> Block:
        fit = self._levels.fit(number)
        if fit is Fit.SKIPS or fit is Fit.REPEATS:
            before = self._levels.last(number)
            what = "編號不連續，可能漏讀" if fit is Fit.SKIPS else "編號重複或重新起算"
            after = "" if before is None else f"「{before.printed}」之後為"
            self._warn(
                "number-skipped" if fit is Fit.SKIPS else "number-repeated",
                f"{after}「{number.printed}」：{what}。",
                line,
            )
        elif fit is Fit.STRANGE:
            self._warn("number-skipped", f"「{number.printed}」之前沒有同層的編號，可能漏讀。", line)
        self._levels = self._levels.taken(number, self._hints.order)
        block = Block(number, level_of(number))
        self.blocks.append(block)
        return block

    def _accepts(self, number: Numbering, text: str, line: Printed, *, first: bool) -> bool:
        """Whether what looks like a number is one, by what it goes on from and by the line it stands in."""
        level, fit, bare = level_of(number), self._levels.fit(number), is_bare_letter(text)
        if level in self._hints.inner:
            return False
        if not first:
            return fit >= Fit.OPENS and not bare
        current = self.blocks[-1] if self.blocks else None
        if bare and (current is None or not _closed(current.text())):
            return False
        if fit is Fit.CONTINUES:
            return not bare or (current is not None and self._has_tail(current))
        if fit is Fit.OPENS:
            return not bare or level in self._hints.order
        if bare:
            return fit is Fit.SKIPS and best_tail(line.text, self._hints.units) is not None
        done = current is None or self._has_tail(current)
        if fit is Fit.SKIPS:
            return done or level in self._hints.order
        return (done or self._repeats_heading(number)) and level in self._hints.order

    def _next_number(self, number: Numbering) -> int | None:
        """Return where, in the text behind a label's number, the next number stands; None where none does."""
        level = level_of(number)
        may_hold = level in self._hints.labels if self._hints.order else number.rank <= _LABEL_RANK
        if not may_hold:
            return None
        for space in re.finditer(r"\s+", number.rest):
            rest = number.rest[space.end() :]
            found = outline_number(rest)
            if found is None or is_bare_letter(rest) or level_of(found) in self._hints.inner:
                continue
            if not self._hints.order and (found.rank <= number.rank or found.kind == "letter"):
                continue
            if self._levels.fit(found) >= Fit.OPENS and self._is_deeper(found, number):
                return space.start()
        return None

    def _is_deeper(self, found: Numbering, number: Numbering) -> bool:
        order = self._hints.order
        if level_of(found) not in order or level_of(number) not in order:
            return found.rank > number.rank
        return order.index(level_of(found)) > order.index(level_of(number))

    def _take_leftover(self, line: Printed) -> bool:
        """Take a line that begins with the rest of a wrapped label and goes on with a number (`性 A 團體…`)."""
        if not self._labels:
            return False
        for space in re.finditer(r"\s+", line.text):
            head, rest = line.text[: space.start()], line.text[space.end() :]
            if len(squeeze(head)) > _LONGEST_LEFTOVER:
                break
            number = outline_number(rest)
            if number is None or is_bare_letter(rest) or self._levels.fit(number) < Fit.OPENS:
                continue
            if level_of(number) in self._hints.labels or level_of(number) in self._hints.inner:
                continue
            self._give_to_labels(head.split(), line)
            labels, age = self._labels, self._label_age
            self._start(line.with_text(rest))
            self._labels, self._label_age = labels, age
            return True
        return False

    def _give_to_labels(self, pieces: Sequence[str], line: Printed) -> None:
        targets = self._labels[-len(pieces) :] if len(pieces) <= len(self._labels) else self._labels[-1:]
        if len(targets) < len(pieces):
            targets[-1].lines.append(line.with_text("".join(pieces)))
            return
        for block, piece in zip(targets, pieces, strict=True):
            block.lines.append(line.with_text(piece))

    def _take_beside(self, line: Printed) -> bool:
        """Share a line out among blocks that began beside each other (`及正確 情形`).

        The last piece goes on with the action, those before it with the labels next to it.
        """
        if len(self._beside) < 2 or self._label_age > _LABEL_LINES or self.blocks[-1] is not self._beside[-1]:
            return False
        tail = best_tail(line.text, self._hints.units)
        pieces = list(_COLUMN_PIECE.finditer(line.text if tail is None else tail.text))
        while len(pieces) > 1 and self._ends_units(pieces[-1].group()):
            pieces.pop()
        labels = self._beside[:-1]
        if len(pieces) == 1:
            if tail is not None or self._is_label(self._beside[-1]) or not self._is_rest_of_label(line.text):
                return False
            self._beside[-2].lines.append(line)
            return True
        while len(pieces) > 1 and self._ends_units(pieces[-1].group()):
            pieces.pop()
        labels = self._beside[:-1]
        if len(pieces) == 1 and tail is None and self._has_tail(self._beside[-1]):
            if looks_like_unit(line.text) or len(line.text) > _LONGEST_LEFTOVER:
                return False
            labels[-1].lines.append(line)
            return True
        if not 2 <= len(pieces) <= len(self._beside):
            return False
        for block, piece in zip(labels[-(len(pieces) - 1) :], pieces[:-1], strict=True):
            block.lines.append(line.with_text(piece.group()))
        self._beside[-1].lines.append(line.with_text(line.text[pieces[-1].start() :]))
        return True

    def _is_rest_of_label(self, piece: str) -> bool:
        """Whether a piece alone goes on with the label rather than with the action beside it.

        It does where the action's line was not full, so that nothing made it wrap.
        """
        action = self._beside[-1]
        if action.number is None or len(piece) > _LONGEST_LEFTOVER or self._ends_units(piece):
            return False
        return _closed(action.text()) and self._text_width(self._action_line) < self._width - 1

    def _text_width(self, line: str) -> int:
        """Return how many characters of a line are text of one column; 0 where labels stand beside it."""
        number = outline_number(line)
        if number is not None and self._next_number(number) is not None:
            return 0
        tail = best_tail(line, self._hints.units)
        return len((line if tail is None else tail.text).strip())

    def _ends_units(self, piece: str) -> bool:
        """Whether a piece at a line's end lists units, the first and last of them maybe cut."""
        names = [name for name in re.split(r"[、，]", piece) if name]
        return bool(names) and all(
            any(known.endswith(name) or known.startswith(name) for known in self._hints.units) for name in names
        )

    def _repeats_heading(self, number: Numbering) -> bool:
        """Whether a page repeats an open label at its top, be it with （續）."""
        before = self._levels.last(number)
        if before is None or before.ordinals != number.ordinals:
            return False
        words = re.sub(r"[（(]?續[）)]?$", "", squeeze(number.rest))
        return bool(words) and squeeze(before.rest).startswith(words)

    def _is_unnumbered_action(self, line: Printed) -> bool:
        """Whether a whole row without a number follows a row that is complete."""
        found = best_tail(line.text, self._hints.units)
        if found is None or not found.text or not found.units or found.score < 6:
            return False
        before = [best_tail(printed.text, self._hints.units) for printed in self.blocks[-1].lines]
        done = next((tail for tail in before if tail is not None and tail.units and tail.score >= 6), None)
        return done is not None and goes_on(done.deadline, line.text) is None and _closed(self.blocks[-1].text())

    def _has_tail(self, block: Block) -> bool:
        return any(best_tail(line.text, self._hints.units) is not None for line in block.lines)

    def _is_label(self, block: Block) -> bool:
        if block.number is None or block.level is None:
            return False
        return block.level in self._hints.labels if self._hints.order else block.number.rank <= _LABEL_RANK

    def _warn(self, code: str, message: str, line: Printed) -> None:
        self.warnings.append(ParseWarning(code, message, line.page))


def _closed(text: str) -> bool:
    """Whether every bracket of a text is closed."""
    return _count(text, "(（「《") <= _count(text, ")）」》")


def _count(text: str, signs: Collection[str]) -> int:
    return sum(text.count(sign) for sign in signs)
