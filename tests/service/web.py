"""A web service over a home of invented plans, in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from qsearch.settings import settings_from
from qsearch_api.app import create_app
from tests.service import invented


@contextmanager
def client_of(home: Path) -> Iterator[TestClient]:
    """Open the service over a home; errors of the server are answers, as over the wire."""
    settings = settings_from({"PATH": os.defpath}, home=home)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def upload(client: TestClient, *files: tuple[str, bytes], draft: bool = False, path: str = "/v1/plans", **query: str):
    """Send files as a form does."""
    return client.post(
        path,
        files=[("files", file) for file in files],
        data={"draft": "true"} if draft else {},
        params=query,
        follow_redirects=True,
    )


def plans_file(folder: Path, *plans) -> tuple[str, bytes]:
    """Return a file of exported plans as a form sends it."""
    return ("plans.jsonl", invented.write_jsonl(folder / "sent.jsonl", *plans).read_bytes())
