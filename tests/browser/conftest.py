"""One server and one browser for all the browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qsearch.cli import main
from tests.service import invented
from tests.service.test_api_serving import served

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--lang=zh-TW",
)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a home that holds two invented plans."""
    folder = tmp_path_factory.mktemp("served")
    source = invented.write_jsonl(folder / "plans.jsonl", invented.NORTH, invented.SOUTH)
    main(["--home", str(folder / "home"), "ingest", str(source)])
    with served(folder / "home") as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Open a browser with a profile of its own."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed (Debian: chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    opened.set_page_load_timeout(30)
    yield opened
    opened.quit()


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Return a plan file to upload."""
    plan = invented.plan("松濤縣戶政事務所", 104, (invented.item(1, "1.1", invented.PLACE, "騎樓增設輪椅坡道"),))
    return invented.write_jsonl(tmp_path / "松濤.jsonl", plan)
