"""The wheel carries all that the product needs: it runs away from the clone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.service import invented

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it as an installer does, beside nothing of the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def _python(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The libraries are those of this environment; qsearch itself is the unpacked one.
    environment = os.environ | {"PYTHONPATH": str(site), "QSEARCH_HOME": str(site.parent / "home")}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=site.parent,
        env=environment,
        check=False,
    )


def _run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _python(site, "-m", "qsearch", *arguments)


def test_the_wheel_is_what_runs_and_finds_its_data(installed):
    code = (
        "import qsearch, qsearch_api; from qsearch.shipped import corpus_dir\n"
        "print(qsearch.__file__, qsearch_api.__file__, corpus_dir())"
    )
    ran = _python(installed, "-c", code)
    assert [path.startswith(str(installed)) for path in ran.stdout.split()] == [True, True, True]


def test_the_main_verbs_run_from_the_wheel(installed):
    source = invented.write_jsonl(installed.parent / "plans.jsonl", invented.NORTH)
    assert _run(installed, "ingest", str(source)).returncode == 0
    found = json.loads(_run(installed, "search", "單一窗口", "--json").stdout)
    assert found["total"] >= 1
    labelled = json.loads(
        _run(installed, "suggest", "辦理滿意度問卷調查", "--framework", "quality-award", "--json").stdout
    )
    assert labelled["items"][0]["execution_item"][0]["label"] == "機關服務滿意度"
    frameworks = json.loads(_run(installed, "frameworks", "--json").stdout)
    assert len(frameworks["frameworks"]) >= 4


def test_the_pages_come_along(installed):
    code = (
        "from pathlib import Path\n"
        "from fastapi.testclient import TestClient\n"
        "from qsearch.settings import settings_from\n"
        "from qsearch_api.app import create_app\n"
        "with TestClient(create_app(settings_from({}, home=Path('pages-home')))) as client:\n"
        "    print(client.get('/').status_code, client.get('/healthz').json()['status'])\n"
    )
    ran = _python(installed, "-c", code)
    assert ran.stdout.split() == ["200", "ok"], ran.stderr
