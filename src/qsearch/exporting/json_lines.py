"""Write one plan a line, as `parse` prints it; reading a line back gives the same plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from qsearch.plan import Plan
from qsearch.wire import plan_to_json

__all__ = ["write"]


def write(plans: Iterable[Plan], stream: BinaryIO) -> None:
    """Write plans as UTF-8 JSON lines."""
    for plan in plans:
        stream.write(json.dumps(plan_to_json(plan), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
