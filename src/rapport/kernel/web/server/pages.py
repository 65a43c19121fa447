"""Run Django up to its reply, in one thread, and say what the event loop shall do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from rapport.kernel.web.server.spools import PIECE, Rooms

ROUTE, USER = "rapport.route", "rapport.user_id"


class Pages(WSGIHandler):
    """Django's own application, noting for the log which address answered and for whom."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        match = request.resolver_match
        if match is not None:
            request.META[ROUTE] = match.route
        asker = getattr(request, "actor", None)
        if asker is not None and asker.user_id is not None:
            request.META[USER] = asker.user_id
        return response


@dataclass(slots=True)
class Reply:
    """What Django answered; `stream` and `file` are still unread."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    stream: Any = None
    file: Any = None
    language: str | None = None  # of the stream: what the view chose stays with its thread
    in_memory: int = 0  # bytes of `body` claimed from the room of all spools


def answer_of(django: WSGIApplication, environ: WSGIEnvironment, rooms: Rooms) -> Reply:
    """Run Django in this thread up to its reply. A large page is counted, or goes to disk."""
    reply = Reply()

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        reply.status = int(status[:3])
        reply.headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1"))
            for name, value in headers
        ]

    result: Any = django(environ, start_response)
    if environ["REQUEST_METHOD"] == "HEAD":
        result.close()
    elif isinstance(result, FileWrapper):
        reply.file = result.filelike
    elif getattr(result, "streaming", False):
        reply.stream, reply.language = result, translation.get_language()
    else:
        try:
            _keep(reply, b"".join(result), rooms)
        finally:
            result.close()
    return reply


def _keep(reply: Reply, body: bytes, rooms: Rooms) -> None:
    if len(body) <= PIECE:
        reply.body = body
    elif rooms.memory.takes(len(body)):
        reply.body, reply.in_memory = body, len(body)
    else:
        # Bounded by the threads that make pages, so the room on disk is not asked.
        reply.file = rooms.new_file()
        reply.file.write(body)
        reply.file.seek(0)
