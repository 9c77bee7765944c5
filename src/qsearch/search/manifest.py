"""The small file that says where an index lies and what it was built from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from qsearch.errors import EngineUnavailable
from qsearch.search.engine import IndexState

__all__ = ["Manifest", "broken", "manifest_stamp", "read_manifest", "write_manifest"]

_NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Name the subfolder of an index and the state it was built from."""

    folder: str
    state: IndexState


def read_manifest(folder: Path, *, written_as: int) -> Manifest | None:
    """Read the manifest of an index folder; None where nothing was ever written.

    Raises EngineUnavailable where it cannot be read, or tells of another format.
    """
    try:
        content = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        if content["format"] != written_as:
            raise broken(f"格式為 {content['format']}，本版讀取 {written_as}")
        return Manifest(content["folder"], IndexState(content["revision"], content["analysis"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise broken(str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise broken(f"{_NAME} 的內容已損壞") from error


def manifest_stamp(folder: Path) -> tuple[int, ...] | None:
    """Return what changes whenever the manifest does, for it is always replaced; None where there is none."""
    try:
        status = (folder / _NAME).stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def write_manifest(folder: Path, manifest: Manifest, *, written_as: int) -> None:
    """Write the manifest beside the old one and put it in its place. Raises OSError."""
    content = {
        "format": written_as,
        "folder": manifest.folder,
        "revision": manifest.state.revision,
        "analysis": manifest.state.analysis,
    }
    beside = folder / f"{_NAME}-{token_hex(4)}"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / _NAME)
    for left in folder.glob(f"{_NAME}-*"):
        # Left by a process that was killed, or by one that is faster than we are.
        left.unlink(missing_ok=True)


def broken(why: str) -> EngineUnavailable:
    """Return the error of an index that cannot be used as it is."""
    return EngineUnavailable(f"搜尋索引無法使用：{why}。", hint="請重建索引：qsearch doctor --fix")
