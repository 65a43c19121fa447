"""
Serve Django's WSGI handler and native asyncio sockets from one process and one port.

A request takes a thread once its body is whole and gives it back once its reply is made. What waits
for a client waits in a spool (memory, then an unlinked file), never in a thread. Sockets take none.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar
from wsgiref.types import WSGIApplication

from django.db import close_old_connections
from django.utils import translation

from rapport.kernel.errors import Refusal
from rapport.kernel.web import logs
from rapport.kernel.web.server.environ import environ_of
from rapport.kernel.web.server.exchange import Exchange, Message, Receive, Send
from rapport.kernel.web.server.files import send_file
from rapport.kernel.web.server.lanes import Lane
from rapport.kernel.web.server.limits import Limits
from rapport.kernel.web.server.pages import ROUTE, USER, Reply, answer_of
from rapport.kernel.web.server.refusals import Broken, Busy, NotReady
from rapport.kernel.web.server.spools import Body, ClientGone, NoRoom, Rooms, StreamSpool
from rapport.kernel.web.server.statics import StaticFiles

ASGIApplication = Callable[[Message, Receive, Send], Awaitable[None]]
InThread = Callable[..., Awaitable[Any]]
T = TypeVar("T")
log = logging.getLogger("rapport.server")
PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]


class Bridge:
    """
    The ASGI application: WebSockets and the process's life to `sockets`, the rest to Django.

    `sockets` is made with the bridge's `in_thread`; `ready` raises while the service cannot work.
    """

    def __init__(
        self,
        django: WSGIApplication,
        sockets: Callable[[InThread], ASGIApplication],
        *,
        limits: Limits,
        statics: StaticFiles | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._django, self._statics, self._ready = django, statics, ready
        self._limits, self._rooms = limits, Rooms(limits)
        waiting, bulk = limits.waiting, limits.bulk_threads
        self._pages = Lane(
            "page",
            threads=limits.page_threads,
            waiting=waiting,
            at_once=limits.pages_at_once,
            slow=limits.slow_page,
        )
        self._bulk = Lane("bulk", threads=bulk, waiting=waiting, at_once=bulk)
        self._probe = Lane("probe", threads=1, waiting=0, at_once=1)
        self._looking: asyncio.Future[None] | None = None
        self._sockets = sockets(self.in_thread)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(Exchange(scope, receive, send))
        elif scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._sockets(scope, receive, send)

    async def in_thread(self, call: Callable[..., T], *args: object) -> T:
        """Run a short synchronous call, such as a socket's sign-in, where Django's requests run."""
        return await self._pages.start(contextvars.copy_context().run, _beside, call, *args)

    async def _live(self, scope: Message, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "lifespan.shutdown.complete":
                for lane in (self._pages, self._bulk, self._probe):
                    lane.close()
                logs.flush()  # the signal that ended us kills the process next
            await send(message)

        await self._sockets(scope, receive, sending)

    async def _answer(self, exchange: Exchange) -> None:
        try:
            with suppress(ClientGone):
                await self._answer_or_refuse(exchange)
        finally:
            exchange.log()

    async def _answer_or_refuse(self, exchange: Exchange) -> None:
        try:
            await self._route(exchange)
        except Refusal as refusal:
            await exchange.refuse(refusal)
        except ClientGone:
            raise
        except Exception:  # the server's door: logged once, and told to whoever still listens
            log.exception("a request broke")
            if exchange.has_begun:
                raise
            await exchange.refuse(Broken())

    async def _route(self, exchange: Exchange) -> None:
        if exchange.path == "/healthz":
            await _say_ok(exchange)
        elif exchange.path == "/readyz":
            await self._check_ready()
            await _say_ok(exchange)
        elif self._statics is not None and exchange.path.startswith(self._statics.prefix):
            exchange.check_head(self._limits)
            await self._statics.answer(exchange)
        else:
            await self._serve(exchange)

    async def _check_ready(self) -> None:
        """Ask once for all that ask now: a database that hangs holds one thread, not the pages'."""
        if self._looking is None or self._looking.done():
            self._looking = self._probe.start(self._ready)
        try:
            await asyncio.wait_for(asyncio.shield(self._looking), self._limits.ready)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the service is not ready
            log.warning("not ready: %s", type(fault).__name__)
            raise NotReady() from None

    async def _serve(self, exchange: Exchange) -> None:
        exchange.check_head(self._limits)
        body = Body(self._rooms)
        context = contextvars.copy_context()
        try:
            await exchange.fill(body, self._limits)
            environ = environ_of(exchange.scope, body.file, body.size)
            environ["rapport.request_id"] = exchange.request_id
            lane = self._bulk if body.is_bulky else self._pages
            reply = await lane.start(context.run, answer_of, self._django, environ, self._rooms)
        except NoRoom:
            raise Busy() from None
        finally:
            body.close()
        for name, key in (("route", ROUTE), ("user_id", USER)):
            if key in environ:
                exchange.said[name] = environ[key]
        await self._send(exchange, reply, context)

    async def _send(self, exchange: Exchange, reply: Reply, context: contextvars.Context) -> None:
        if reply.stream is not None:
            await self._send_stream(exchange, reply, context)
            return
        try:
            await exchange.begin(reply.status, reply.headers)
            if reply.in_memory:
                await exchange.send(reply.body)
        finally:
            self._rooms.memory.give_back(reply.in_memory)
        if reply.file is not None:
            await send_file(exchange, reply.file)
        else:
            await exchange.finish(b"" if reply.in_memory else reply.body)

    async def _send_stream(
        self, exchange: Exchange, reply: Reply, context: contextvars.Context
    ) -> None:
        """Let a bulk thread run the stream dry, and send at the client's pace."""
        spool = StreamSpool(self._rooms)
        try:
            pump = self._bulk.start(context.run, _pump, reply, spool)
        except Refusal:
            reply.stream.close()
            raise
        pump.add_done_callback(lambda _: spool.end())
        try:
            await exchange.begin(reply.status, reply.headers)
            async with exchange.watching(spool.abandon):
                while piece := await spool.next():
                    await exchange.send(piece)
        finally:
            spool.abandon()
        await pump
        await exchange.finish()


def _beside(call: Callable[..., T], *args: object) -> T:
    close_old_connections()  # as at the start of a request: a dead session is made anew
    return call(*args)


def _pump(reply: Reply, spool: StreamSpool) -> None:
    try:
        with translation.override(reply.language):
            for piece in reply.stream:
                spool.put(piece)
    finally:
        reply.stream.close()


async def _say_ok(exchange: Exchange) -> None:
    await exchange.begin(200, [*PLAIN, (b"content-length", b"3")])
    await exchange.finish(b"ok\n")
