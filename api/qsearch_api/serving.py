"""Run the web service."""

from __future__ import annotations

import os
import socket
import sys

import uvicorn

from qsearch.errors import ConfigError
from qsearch.settings import Settings
from qsearch.workspace import open_workspace
from qsearch_api.app import create_app
from qsearch_api.parts import Parts

__all__ = ["listening", "serve"]

_BACKLOG = 128


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve pages and API until stopped; say on stderr where.

    Port 0 takes a free one. Raises ConfigError where the address cannot be had,
    CatalogueError where the home cannot be opened.
    """
    # A home that cannot be opened is an error of this command, not of each request.
    with open_workspace(settings) as workspace:
        Parts.of(workspace)
    with listening(host, port) as listener:
        shown = f"[{host}]" if listener.family == socket.AF_INET6 else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        print(f"qsearch 已啟動：{address} （按 Ctrl+C 停止）", file=sys.stderr, flush=True)
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", server_header=False))
        server.run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens already, so that a browser that comes early waits.

    Bound by hand, so that a taken port is our error and the address shown is the real
    one. Raises ConfigError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: asyncio turns Nagle's algorithm, which costs 40 ms an answer, off for such sockets alone.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows the option would take a port from another program
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"無法在 {host}:{port} 提供服務：{error.strerror or error}。",
            hint="請以 --port 另選連接埠，或停止占用者。",
        ) from error
    return listener
