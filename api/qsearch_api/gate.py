"""What every request passes: size, origin, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SECURITY_HEADERS", "Gate", "Refuse"]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

Refuse = Callable[[Request, HTTPStatus, str, str, str], Response]
"""Make the answer to a request refused, from a status, a code, a sentence and a hint."""


class Gate:
    """Turn away what is too large or comes from another site's page, and guard the answers.

    A browser tells with `Sec-Fetch-Site`, older ones with `Origin`, whose page sends a
    form (OWASP, Cross-Site Request Forgery Prevention, "Fetch Metadata"); a program
    sends neither and has no one's cookies to misuse.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse, max_body: int) -> None:
        self._app = app
        self._refuse = refuse
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, receive, guarded)
        else:
            await self._app(scope, self._measured(receive), guarded)

    def _refusal(self, request: Request) -> Response | None:
        if request.method not in _SAFE_METHODS and not _from_our_pages(request.headers):
            return self._refuse(
                request,
                HTTPStatus.FORBIDDEN,
                "cross-site",
                "此請求來自其他網站的網頁，未予處理。",
                "請由本站頁面操作。",
            )
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._max_body:
            return self._refuse(
                request,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "too-large",
                f"上傳內容超過 {self._max_body // 2**20} MB。",
                "請分次上傳，或於主機上以 qsearch ingest 匯入。",
            )
        return None

    def _measured(self, receive: Receive) -> Receive:
        """Count what is read: a chunked body announces no length."""
        read = 0

        async def measured() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._max_body:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        return measured


def _from_our_pages(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
