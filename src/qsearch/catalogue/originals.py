"""Keep the files that plans were read from, each under the hash of its bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

__all__ = ["Original", "Originals"]

_NAME = re.compile(r"(?P<hash>[0-9a-f]{64})(?P<suffix>\.[a-z0-9]{1,8})?")
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Original:
    """Name a kept file by the hash of its bytes and its suffix (`.pdf`, or empty)."""

    sha256: str
    suffix: str


class Originals:
    """Keep files under `folder/ab/<hash>.<ext>`; equal bytes are kept once.

    A file appears under its name only when all of it is on the disk. Callers hold the
    catalogue's write lock while they keep or drop, so that no file is dropped between
    being found here and being named by a row.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, original: Original) -> Path:
        """Return where an original is or would be kept."""
        return self.folder / original.sha256[:2] / f"{original.sha256}{original.suffix}"

    def keep(self, content: bytes, file_name: str) -> Original:
        """Store the bytes of a file, on the disk when this returns, and return its name."""
        suffix = Path(file_name).suffix.lower()
        original = Original(sha256(content).hexdigest(), suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else "")
        path = self.path(original)
        if self.intact(original):
            return original
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=_UNFINISHED, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync_folder(path.parent)
        _sync_folder(self.folder)
        return original

    def intact(self, original: Original) -> bool:
        """Tell whether the original is there and its bytes still have the hash they are named by."""
        try:
            with self.path(original).open("rb") as file:
                return file_digest(file, "sha256").hexdigest() == original.sha256
        except FileNotFoundError:
            return False

    def drop(self, original: Original) -> None:
        """Remove an original, if it is there."""
        self.path(original).unlink(missing_ok=True)

    def kept(self) -> Iterator[Original]:
        """Yield every original on the disk, in order of hash."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if match := _NAME.fullmatch(path.name):
                yield Original(match["hash"], match["suffix"] or "")

    def unfinished(self) -> tuple[Path, ...]:
        """Return what writers that were killed left behind."""
        return tuple(sorted(self.folder.glob(f"[0-9a-f][0-9a-f]/{_UNFINISHED}*")))


def _sync_folder(folder: Path) -> None:
    # A renamed file survives a power cut only once its folder's entry is on the disk.
    # Windows opens no folders, and needs no such call.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
