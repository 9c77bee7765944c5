"""Turn Word documents into PDF and ODT by LibreOffice, many in one run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["convert", "has_office"]

_SECONDS = 600


def has_office() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(documents: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
    """Return each Word document in another format (`pdf`, `odt`, `html`…), by the same names.

    Raises:
        RuntimeError: LibreOffice gave no file for one of them.

    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem, content in documents.items():
            (folder / f"{stem}.docx").write_bytes(content)
        profile = (folder / "profile").as_uri()
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", "out"]
            + [f"{stem}.docx" for stem in documents],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
        missing = [stem for stem in documents if not (folder / "out" / f"{stem}.{kind}").is_file()]
        if missing:
            raise RuntimeError(f"LibreOffice gave no {kind} of {', '.join(missing)}")
        return {stem: (folder / "out" / f"{stem}.{kind}").read_bytes() for stem in documents}
