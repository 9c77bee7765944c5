"""A plan pasted as the text that common tools pull out of its PDF comes back as well as the text allows."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from corpus.layouts import office, word
from corpus.layouts.grid import Setting
from corpus.layouts.source import SOURCES, load_source

from qsearch.frameworks import load_frameworks
from qsearch.parsing.plans import parse_document
from qsearch.reading.files import read_bytes
from qsearch.shipped import corpus_dir
from tests.golden.renderings import SERIF, SETTINGS, as_set, score

AWARD, OUTLINE = "qinglan-library-101", "yunleng-health-108"
CHOSEN = ("ruled", "no rules", "small sans on Letter", "portrait and landscape, small Ming")
BY_NAME = {setting.name: setting for setting in SETTINGS}
LARGE = Setting("large serif, headings that wrap", size=14, font=SERIF)

# Spaces keep columns apart (pdftotext -layout): the place of each word is evidence enough.
LAID_OUT = [(slug, BY_NAME[name]) for slug in (AWARD, OUTLINE) for name in CHOSEN] + [(AWARD, LARGE)]
# Cells one after the other (pdftotext -raw): what stands side by side runs together, and is told by its look.
IN_CELLS = [(AWARD, BY_NAME[name]) for name in CHOSEN]


@pytest.fixture(scope="module")
def text_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Setting, str], bytes]:
    if not office.has_office() or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice (soffice) or poppler's pdftotext is not installed")
    cases = {f"{slug} {setting.name}": (slug, setting) for slug, setting in (*LAID_OUT, *IN_CELLS)}
    names = {name: str(at) for at, name in enumerate(cases)}

    def set_plan(slug: str, setting: Setting) -> bytes:
        return word.set_plan(as_set(load_source(SOURCES / f"{slug}.json").plan, setting), setting)

    folder = tmp_path_factory.mktemp("pdf")
    documents = {names[name]: set_plan(slug, setting) for name, (slug, setting) in cases.items()}
    for name, content in office.convert(documents, "pdf").items():
        (folder / f"{name}.pdf").write_bytes(content)

    @cache
    def text(slug: str, setting: Setting, option: str) -> bytes:
        path = folder / f"{names[f'{slug} {setting.name}']}.pdf"
        return subprocess.run(["pdftotext", option, str(path), "-"], capture_output=True, check=True).stdout

    return text


def share(content: bytes, slug: str, setting: Setting) -> tuple[float, tuple[str, ...]]:
    frameworks = load_frameworks(corpus_dir() / "frameworks")
    read = parse_document(read_bytes(content, "plan.txt"), frameworks)
    found = score(read, as_set(load_source(Path(SOURCES) / f"{slug}.json").plan, setting))
    return found.share, found.wrong[:5]


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "setting"), LAID_OUT, ids=lambda case: getattr(case, "name", case))
def test_text_in_spaced_columns_comes_back(
    slug: str, setting: Setting, text_of: Callable[[str, Setting, str], bytes]
) -> None:
    found, wrong = share(text_of(slug, setting, "-layout"), slug, setting)
    assert found >= 0.98, wrong


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "setting"), IN_CELLS, ids=lambda case: getattr(case, "name", case))
def test_text_cell_by_cell_comes_back_for_the_most_part(
    slug: str, setting: Setting, text_of: Callable[[str, Setting, str], bytes]
) -> None:
    found, wrong = share(text_of(slug, setting, "-raw"), slug, setting)
    assert found >= 0.94, wrong
