"""One HTTP request and its answer: what was received, what was sent, and its line in the log."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from rapport.kernel.errors import Refusal
from rapport.kernel.web import logs, metrics
from rapport.kernel.web.server.limits import MIB, Limits
from rapport.kernel.web.server.refusals import HeadTooLarge, UploadStalled, UploadTooLarge, reply_to
from rapport.kernel.web.server.spools import Body, ClientGone

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SWALLOW_SECONDS = 2
ASIDE = ("/healthz", "/readyz")


class Exchange:
    """A client's request and the way back to it."""

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.path: str = scope["path"]
        self.request_id = secrets.token_hex(16)
        self.said: dict[str, Any] = {}  # what Django tells of the request for the log
        self.has_begun = False
        self._receive, self._send = receive, send
        self._started = time.perf_counter()
        self._is_whole = False
        self._status = self._sent = self._came = 0
        logs.begin_request(self.request_id)

    def check_head(self, limits: Limits) -> None:
        """Refuses HeadTooLarge, UploadTooLarge: what the head alone gives away."""
        headers = self.scope["headers"]
        size = sum(len(name) + len(value) for name, value in headers)
        if size + len(self.scope["raw_path"]) + len(self.scope["query_string"]) > limits.head:
            raise HeadTooLarge()
        declared = dict(headers)
        if int(declared.get(b"content-length", 0)) > limits.body:
            raise UploadTooLarge(limit=limits.body // MIB)
        self._is_whole = b"content-length" not in declared and b"transfer-encoding" not in declared

    async def fill(self, body: Body, limits: Limits) -> None:
        """Receive the whole body. Refuses UploadStalled, UploadTooLarge."""
        if self._is_whole:
            return
        try:
            async with asyncio.timeout(limits.body_whole):
                await self._pour(body, limits)
        except TimeoutError:
            raise UploadStalled() from None

    async def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Send the head of the answer."""
        self.has_begun, self._status = True, status
        named = next((value for name, value in headers if name == b"x-request-id"), None)
        if named is None:
            headers = [*headers, (b"x-request-id", self.request_id.encode())]
        else:
            self.request_id = named.decode("latin-1")
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def send(self, piece: bytes) -> None:
        """Send a piece of the answer and wait until the client's connection has room again."""
        self._sent += len(piece)
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        # The server waits before it writes; only a further message waits for this piece.
        await self._send({"type": "http.response.body", "body": b"", "more_body": True})

    async def finish(self, last: bytes = b"") -> None:
        """Send what is left of the answer and end it."""
        self._sent += len(last)
        await self._send({"type": "http.response.body", "body": last})

    async def refuse(self, refusal: Refusal) -> None:
        """Answer, then swallow a little of the body: closing at once would reset the reply away."""
        status, headers, body = reply_to(refusal, self.scope, self.request_id)
        await self.begin(status, [*headers, (b"connection", b"close")])
        self._sent += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        if not self._is_whole:
            with suppress(TimeoutError):
                async with asyncio.timeout(SWALLOW_SECONDS):
                    while (await self._receive()).get("more_body"):
                        await asyncio.sleep(0.05)
        await self.finish()

    @asynccontextmanager
    async def watching(self, on_gone: Callable[[], None]) -> AsyncIterator[None]:
        """Call `on_gone` when the client leaves while the block runs."""

        async def watch() -> None:
            while (await self._receive())["type"] != "http.disconnect":
                pass
            on_gone()

        watcher = asyncio.create_task(watch())
        try:
            yield
        finally:
            watcher.cancel()

    def log(self) -> None:
        """Write the request's line, but for the probes that come every few seconds and go well."""
        if self.path in ASIDE and self._status == 200:
            return
        route, taken = self.said.pop("route", None), time.perf_counter() - self._started
        metrics.count(method=self.scope["method"], route=route, status=self._status, seconds=taken)
        fields = {
            "method": self.scope["method"],
            "route": route if route is not None else logs.bare_path(self.path),
            "status": self._status,
            "ms": round(taken * 1000, 1),
            "bytes_in": self._came,
            "bytes_out": self._sent,
            "request_id": self.request_id,
            **self.said,
        }
        logs.access_log.info("", extra={"fields": fields})

    async def _pour(self, body: Body, limits: Limits) -> None:
        while not self._is_whole:
            message = await asyncio.wait_for(self._receive(), limits.body_idle)
            if message["type"] == "http.disconnect":
                raise ClientGone
            await body.add(message.get("body", b""))
            self._came = body.size
            if body.size > limits.body:
                raise UploadTooLarge(limit=limits.body // MIB)
            self._is_whole = not message.get("more_body", False)
        body.file.seek(0)
