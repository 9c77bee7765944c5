"""Send JSON with bytes behind it over a pipe: how a program and the processes that work for it talk.

A frame is the lengths of both parts, the JSON in ASCII (so that half a surrogate pair
passes, too), and the bytes. Nothing in it is ever run.
"""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Sequence
from typing import Any, BinaryIO, NamedTuple

__all__ = ["Frame", "receive", "send", "start"]

_LENGTHS = struct.Struct(">QQ")
_LONGEST_HEADER = 512 * 1024 * 1024
_LONGEST_BODY = 512 * 1024 * 1024


class Frame(NamedTuple):
    """Hold one message."""

    header: dict[str, Any]
    body: bytes = b""


def start(command: Sequence[str], *, debug: bool) -> subprocess.Popen[bytes]:
    """Start a process to talk with over its standard input and output; `debug` lets its standard error through.

    A group of its own lets all that it starts be ended with it, and keeps Ctrl-C for this program.
    """
    return subprocess.Popen(  # noqa: S603 - our own module, nothing typed by anyone
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if debug else subprocess.DEVNULL,
        start_new_session=True,
    )


def send(stream: BinaryIO, frame: Frame) -> None:
    """Write a frame; raises OSError where the other side has gone."""
    header = json.dumps(frame.header).encode("ascii")
    stream.write(_LENGTHS.pack(len(header), len(frame.body)))
    stream.write(header)
    stream.write(frame.body)
    stream.flush()


def receive(stream: BinaryIO) -> Frame | None:
    """Return the next frame; None where the stream ends, in the middle of one too, or holds none.

    Both lengths are checked before anything is kept, since a process that reads a forged
    file is not trusted.
    """
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    of_header, of_body = _LENGTHS.unpack(lengths)
    if of_header > _LONGEST_HEADER or of_body > _LONGEST_BODY:
        return None
    header, body = stream.read(of_header), stream.read(of_body)
    if len(header) < of_header or len(body) < of_body:
        return None
    try:
        shape = json.loads(header)
    except (ValueError, RecursionError):
        return None
    return Frame(shape, body) if isinstance(shape, dict) else None
