"""File the actions of a table under the labels printed left of them.

A block is what stands under one subdimension, over as many pages as it takes. A new label
or numbers that start again open the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qsearch.parsing.columns.cells import Action, Printed, read_actions, read_executions, read_labels
from qsearch.parsing.columns.lanes import Row
from qsearch.parsing.columns.sheets import Slip
from qsearch.parsing.joining import join_label

__all__ = ["Block", "Filing", "file_actions"]

_BELOW = 1  # lines by which a label may stand lower than the action it belongs to


@dataclass(slots=True)
class Block:
    """Gather the actions of one subdimension with its printed execution items."""

    dimension: str | None
    subdimension: str | None
    executions: list[Printed] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    unlabelled: bool = False

    def execution_item(self, action: Action) -> str | None:
        """Return the execution item an action belongs to: the one its leading number names.

        Where the numbers name none (1、2、3、, or 1.1 to 1.5 beside several items without a
        number), it is all that is printed, joined; None where the one named isn't printed.
        """
        majors = {other.number.ordinals[0] for other in self.actions if len(other.number.ordinals) > 1}
        if action.number.ordinals[0] not in majors or not self.executions:
            return "；".join(printed.text for printed in self.executions) or None
        major = action.number.ordinals[0]
        if any(printed.number is not None for printed in self.executions):
            named = (item.text for item in self.executions if item.number and item.number.ordinal == major)
            return next(named, None)
        if len(majors) == len(self.executions):
            return self.executions[sorted(majors).index(major)].text
        return "；".join(printed.text for printed in self.executions)

    def path(self) -> str:
        """Return the labels for a message."""
        return "／".join(label for label in (self.dimension, self.subdimension) if label) or "（未印標題）"


@dataclass(slots=True)
class Filing:
    """Gather the blocks of a table, and the lines that belong to none."""

    blocks: list[Block] = field(default_factory=list)
    stray: list[Slip] = field(default_factory=list)


@dataclass(slots=True)
class _Label:
    """Hold a subdimension, or a dimension that has none so far; `y` is where it stands in its row."""

    dimension: str | None
    subdimension: str | None
    y: int


def file_actions(rows: Sequence[Row]) -> Filing:
    """Return the blocks of all rows, in order."""
    filer = _Filer()
    for index, row in enumerate(rows):
        filer.add(row, index)
    return filer.filing


class _Filer:
    """Read the rows in order; labels and execution items wait for the actions that follow them."""

    def __init__(self) -> None:
        self.filing = Filing()
        self._dimension: str | None = None
        self._labels: list[_Label] = []
        self._executions: list[Printed] = []

    def add(self, row: Row, index: int) -> None:
        """File what one row holds."""
        waited = bool(self._labels)
        self._read_labels(row)
        self._read_executions(row)
        actions: list[Action] = []
        for lane in row.lanes_of("action"):
            found, stray = read_actions(lane, index, row.sheet, actions[-1] if actions else self._last_action())
            actions += found
            self.filing.stray += stray
        if actions:
            self._file(actions, waited)

    def _file(self, actions: Sequence[Action], waited: bool) -> None:
        """File the actions of a row under the labels that wait, or go on with the open block."""
        last = self._last_action()
        # Labels of the row that stand below its first action leave that action to the block before.
        goes_on = last is not None and _follows(actions[0], last) and not waited
        if goes_on and self._labels:
            goes_on = self._labels[0].y > actions[0].y + _BELOW
        groups = _groups(actions)
        blocks: list[Block] = [self.filing.blocks[-1]] if goes_on else []
        chosen, self._labels = _choose(groups[len(blocks) :], self._labels)
        blocks += [Block(label.dimension, label.subdimension) for label in chosen]
        while len(blocks) < len(groups):  # numbers start again and no label says under what
            before = (
                blocks[-1] if blocks else self.filing.blocks[-1] if self.filing.blocks else Block(self._dimension, None)
            )
            blocks.append(Block(before.dimension, before.subdimension, unlabelled=True))
        for block, group in zip(blocks, groups, strict=True):
            block.actions += group
        self.filing.blocks += blocks[1:] if goes_on else blocks
        self._spread_executions(blocks)

    def _last_action(self) -> Action | None:
        return self.filing.blocks[-1].actions[-1] if self.filing.blocks else None

    def _read_labels(self, row: Row) -> None:
        """Let the labels of a row wait; one that the page cut is completed, one printed again is passed over."""
        for lane in row.lanes_of("dimension"):
            for order, printed in enumerate(read_labels(lane)):
                if printed.number is None:
                    if order == 0 and row.opens_sheet:
                        self._complete(printed.text)
                elif printed.number.kind == "chinese":
                    if printed.text != self._dimension:
                        self._dimension = printed.text
                        self._labels.append(_Label(printed.text, None, printed.y))
                elif self._labels and self._labels[-1].subdimension is None:
                    self._labels[-1].subdimension = printed.text
                elif not (row.opens_sheet and self._is_open(printed.text)):
                    self._labels.append(_Label(self._dimension, printed.text, printed.y))

    def _is_open(self, subdimension: str) -> bool:
        block = self.filing.blocks[-1] if self.filing.blocks and not self._labels else None
        return block is not None and (block.dimension, block.subdimension) == (self._dimension, subdimension)

    def _complete(self, text: str) -> None:
        """Add text without a number to the label that the end of the page cut."""
        holder = self._labels[-1] if self._labels else self.filing.blocks[-1] if self.filing.blocks else None
        if holder is None or text in (holder.dimension, holder.subdimension):
            return
        if holder.subdimension is not None:
            holder.subdimension = join_label([holder.subdimension, text])
        elif holder.dimension is not None:
            holder.dimension = self._dimension = join_label([holder.dimension, text])

    def _read_executions(self, row: Row) -> None:
        """Let the execution items of a row wait; one that the page cut is completed."""
        executions = [printed for lane in row.lanes_of("execution_item") for printed in read_executions(lane)]
        holder = self._executions or (self.filing.blocks[-1].executions if self.filing.blocks else [])
        is_cut = row.opens_sheet and not self._labels and executions and executions[0].number is None and holder
        if is_cut and any(printed.number is not None for printed in (*holder, *executions)):
            rest = executions.pop(0)
            holder[-1] = replace(holder[-1], text=join_label([holder[-1].text, rest.text]))
        self._executions += executions

    def _spread_executions(self, blocks: Sequence[Block]) -> None:
        """Give blocks the waiting execution items: the next block where their numbers start again.

        Items without numbers go one to each block, or else to the block they stand beside.
        """
        waiting, self._executions = self._executions, []
        numbered = any(printed.number is not None for printed in waiting)
        at = 0
        for order, printed in enumerate(waiting):
            if numbered:
                last = blocks[at].executions[-1].number if blocks[at].executions else None
                restarts = printed.number is not None and last is not None and printed.number.ordinal <= last.ordinal
                at += restarts and at + 1 < len(blocks)
            elif len(waiting) == len(blocks):
                at = order
            else:
                above = [index for index, block in enumerate(blocks) if block.actions[0].y <= printed.y + _BELOW]
                at = max(above, default=0)
            blocks[at].executions.append(printed)


def _follows(action: Action, last: Action) -> bool:
    """Whether an action's number goes on behind the last one's."""
    return action.number.kind == last.number.kind and action.number.ordinals > last.number.ordinals


def _groups(actions: Sequence[Action]) -> list[list[Action]]:
    """Part actions where their numbers start again."""
    groups: list[list[Action]] = []
    for action in actions:
        if not groups or not _follows(action, groups[-1][-1]):
            groups.append([])
        groups[-1].append(action)
    return groups


def _choose(groups: Sequence[Sequence[Action]], labels: Sequence[_Label]) -> tuple[list[_Label], list[_Label]]:
    """Return a label for each group, and the labels below the last group, which wait for the next page.

    Where there are more labels than groups, each group has the one that stands nearest; the
    labels between have no action.
    """
    chosen: list[_Label] = []
    rest = list(labels)
    for order, group in enumerate(groups):
        free = max(len(rest) - (len(groups) - order - 1), min(1, len(rest)))
        if not rest:
            break
        nearest = min(range(free), key=lambda at: abs(rest[at].y - group[0].y))
        chosen.append(rest[nearest])
        rest = rest[nearest + 1 :]
    return chosen, rest
