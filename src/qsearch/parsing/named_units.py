"""Find the units that a plan's front matter names, by which those of its table can be told."""

from __future__ import annotations

import re

from qsearch.parsing.joining import squeeze
from qsearch.parsing.numbering import read_number
from qsearch.parsing.units import names_in
from qsearch.reading.document import Document

__all__ = ["named_units"]

_TARGETS = re.compile(r"(?:執行|實施|適用|推動|辦理)(?:對象|單位|機關)|參與單位")


def named_units(document: Document) -> tuple[str, ...]:
    """Return the units that the front matter lists as 執行對象; () where it lists none."""
    lines = [line.text.strip() for _, line in document.lines() if line.text.strip()]
    for at, line in enumerate(lines):
        heading = squeeze(line)
        number = read_number(heading)
        if number is None or not _TARGETS.match(number.rest):
            continue
        parts = [re.split(r"[:：]", number.rest, maxsplit=1)[1]] if re.search(r"[:：]", number.rest) else []
        for following in lines[at + 1 : at + 8]:
            if read_number(following) is not None:
                break
            parts.append(following)
        if names := names_in("".join(parts)):
            return names
    return ()
