"""`qsearch serve` as a process of its own, with other commands beside it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from qsearch.errors import CatalogueError, ConfigError
from qsearch.settings import settings_from
from qsearch_api.serving import listening, serve
from tests.service import invented


@contextmanager
def served(home: Path) -> Iterator[httpx.Client]:
    """Serve a home in a process of its own and stop it in the end."""
    command = [sys.executable, "-m", "qsearch", "--home", str(home), "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        line = process.stderr.readline()
        address = re.search(r"http://\S+:\d+", line)
        assert address, line
        # No proxy stands between this test and its own machine.
        with httpx.Client(base_url=address[0], timeout=60, trust_env=False) as client:
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        process.stderr.close()


def test_commands_work_beside_the_service_and_it_sees_what_they_did(run, tmp_path):
    with served(tmp_path / "home") as web:
        assert web.get("/v1/search", params={"q": "溫奶器"}).json()["total"] == 0
        report = run("ingest", invented.write_jsonl(tmp_path / "plans.jsonl", invented.NORTH), "--json")
        assert report.status == 0
        assert web.get("/v1/search", params={"q": "溫奶器"}).json()["total"] == 1
        assert run("doctor", "--json").json == {"ok": True, "findings": []}
        sent = {"files": ("south.jsonl", invented.write_jsonl(tmp_path / "south.jsonl", invented.SOUTH).read_bytes())}
        assert web.post("/v1/plans", files=sent).json()["plans"][0]["status"] == "added"
        assert run("search", "護照", "--json").json["total"] == 1
        assert run("remove", report.json["plans"][0]["id"]).status == 0
        assert web.get("/v1/search", params={"q": "溫奶器"}).json()["total"] == 0


def test_a_port_that_is_taken_is_an_error_with_a_hint(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match="無法在") as raised:
            serve(settings_from({"PATH": os.defpath}, home=tmp_path), host="127.0.0.1", port=taken.getsockname()[1])
    assert "--port" in raised.value.hint


def test_a_host_that_does_not_exist_is_an_error_with_a_hint(tmp_path):
    with pytest.raises(ConfigError, match="無法在"):
        serve(settings_from({"PATH": os.defpath}, home=tmp_path), host="no such host", port=0)


def test_a_home_that_cannot_be_opened_is_not_served(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(CatalogueError):
        serve(settings_from({"PATH": os.defpath}, home=tmp_path), host="127.0.0.1", port=0)


def test_small_answers_do_not_wait_for_a_full_packet():
    # asyncio sets TCP_NODELAY on sockets whose protocol is named, and accepted ones inherit it.
    with listening("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
