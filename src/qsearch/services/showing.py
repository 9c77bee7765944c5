"""Show what was read of a stored plan's file."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from qsearch.catalogue import Catalogue
from qsearch.errors import NotFound
from qsearch.services.reading_plans import PlanReader

__all__ = ["Showing"]


class Showing:
    """Keep, below a folder, what a person can look at of each original; made when first asked for."""

    def __init__(self, catalogue: Catalogue, reader: PlanReader, folder: Path) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._folder = folder

    def shown(self, plan_id: str) -> Path:
        """Return the folder with `index.html` and what belongs to it.

        Raises NotFound where there is no such plan or its file was not kept, InputError
        where the file has nothing to look at.
        """
        original = self._catalogue.original(plan_id)
        if original is None:
            raise NotFound(
                "這份計畫沒有保存原始檔案，無法檢視讀取結果。", hint="請重新匯入計畫的文件檔（PDF、ODT、DOCX 等）。"
            )
        ready = self._folder / original.stem
        if (ready / "index.html").is_file():
            return ready
        plan = self._catalogue.plan(plan_id)
        recognised = any(item.source is not None and item.source.confidence is not None for item in plan.items)
        self._folder.mkdir(parents=True, exist_ok=True)
        # Another request may be at it, too: each writes a folder of its own, and one of them gets the name.
        begun = Path(mkdtemp(prefix="unfinished-", dir=self._folder))
        try:
            self._reader.show_file(original, begun, ocr=recognised)
            with suppress(OSError):
                begun.replace(ready)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
        return ready
