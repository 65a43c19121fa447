"""The two guards that uvicorn lacks: a request's head must come in time, and small."""

from __future__ import annotations

import asyncio
from html import escape

from django.conf import settings
from django.utils import translation
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from rapport.kernel.errors import N_

HEAD_SECONDS = 10.0
# Far above what the bridge refuses by a page: this only ends heads without an end.
HEAD_BYTES = 256 << 10
LATE = N_("The request did not arrive in time. Send it once more.")
LONG = N_("The address or the cookies of this request are too long.")


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, closing on a request head that is late or long."""

    _late: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self._late is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._late is not None and self._head_bytes > HEAD_BYTES:
            self._end(431, LONG)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._late is None:
            self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._late = self.loop.call_later(HEAD_SECONDS, self._look_once_more)

    def _head_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _look_once_more(self) -> None:
        # A loop that was held up itself reads first what came meanwhile.
        self._late = self.loop.call_later(0.05, self._end_late)

    def _end_late(self) -> None:
        # A browser opens connections ahead of need: to one that said nothing there is no answer.
        if self._head_bytes:
            self._end(408, LATE)
        else:
            self.transport.abort()

    def _end(self, status: int, sentence: str) -> None:
        self._head_came()
        page = _page(sentence)
        head = b"content-type: text/html; charset=utf-8\r\ncontent-length: %d\r\n" % len(page)
        self.transport.write(
            STATUS_LINE[status] + head + b"connection: close\r\n\r\n" + page,
        )
        self.transport.close()


def _page(sentence: str) -> bytes:
    """Return a page that says it in every language: the head that would tell which did not come."""
    said = []
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            said.append(f'<p lang="{code}">{escape(translation.gettext(sentence))}</p>')
    return f"<!doctype html>\n<title>Rapport</title>\n{''.join(said)}\n".encode()
