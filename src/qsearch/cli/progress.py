"""Show how far a long command is, on a terminal and nowhere else."""

from __future__ import annotations

import os
import unicodedata
from types import TracebackType
from typing import Self, TextIO

__all__ = ["ProgressBar"]

_BAR = 24  # columns
_CLEAR = "\r\033[K"  # back to the start of the line, and erase it (ECMA-48)


class ProgressBar:
    """Draw one line that tells files done, files in all and the name of the one at work; gone at the end.

    Draws nothing where the stream is no terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._write(_CLEAR)

    def show(self, done: int, total: int, name: str) -> None:
        """Draw the line anew."""
        filled = _BAR * done // total if total else _BAR
        head = f"{'█' * filled}{'░' * (_BAR - filled)} {done}/{total} "
        self._write(f"{_CLEAR}{head}{_cut(name, self._columns() - len(head) - 1)}")

    def _write(self, text: str) -> None:
        if self._shown:
            self._stream.write(text)
            self._stream.flush()

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except (OSError, ValueError):
            return 80


def _cut(name: str, columns: int) -> str:
    """Return the end of a name that fits: file names differ there more often than at their start."""
    used = 0
    for at in range(len(name) - 1, -1, -1):
        used += 2 if unicodedata.east_asian_width(name[at]) in "WF" else 1
        if used > columns - 1:
            return "…" + name[at + 1 :] if columns > 1 else ""
    return name
