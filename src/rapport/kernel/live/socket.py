"""
The door of the hub: the WebSocket at /live/.

    client  {"subscribe": ["record:customers:UID", …], "since": "CURSOR"}   since: after a break
            {"unsubscribe": [topic, …]}
    server  {"cursor": "…"}   first, and every half minute: from where to resume
            {"subscribed": […], "refused": [{"topic": …, "code": …}], "cursor": "…"}
            {"topic": …, "payload": {…}, "cursor": "…"}
            {"resync": [topic, …]}, {"resync": true}   read these screens anew; all of them
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from django.db import Error as DatabaseError

from rapport.kernel.errors import Refusal
from rapport.kernel.events.bell import session_dsn
from rapport.kernel.live.hub import Hub, InThread, Subscriber
from rapport.kernel.live.sign_in import actor_of
from rapport.kernel.live.subscriptions import Subscriptions, encoded, understood

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/live/"
BEAT_SECONDS = 30.0
RECHECK_SECONDS = 60.0
SEND_SECONDS = 20.0
BETWEEN_MESSAGES = 0.05  # a client that asks without end gets twenty answers a second
RESTART_SECONDS = 1.0
LEFT, SIGNED_OUT, ELSEWHERE, AGAIN_LATER, BAD_MESSAGE, BROKEN = 0, 4401, 4404, 1013, 1007, 1011
log = logging.getLogger("rapport.live")


class LiveDoor:
    """The ASGI application for sockets; its life is the process's life."""

    def __init__(self, in_thread: InThread) -> None:
        self._in_thread = in_thread
        self._hub = Hub(in_thread, session_dsn)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == PATH:
            await Conversation(scope, receive, send, self._hub, self._in_thread).run()
        else:
            await receive()
            await send({"type": "websocket.close", "code": ELSEWHERE})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        running = asyncio.create_task(self._keep_running())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await send({"type": "lifespan.shutdown.complete"})

    async def _keep_running(self) -> None:
        while True:
            try:
                await self._hub.run()
            except Exception:  # the process's door: a hub that died would leave all screens stale
                log.exception("the hub broke")
                await asyncio.sleep(RESTART_SECONDS)


class Conversation:
    """One open socket."""

    def __init__(
        self, scope: Message, receive: Receive, send: Send, hub: Hub, in_thread: InThread
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._hub, self._in_thread = hub, in_thread
        self._subscriber = Subscriber()
        self._wishes = Subscriptions(hub, self._subscriber, in_thread)

    async def run(self) -> None:
        """Speak until one of the two leaves, or the sign-in ends."""
        await self._receive()
        code = await self._let_in()
        if not code:
            try:
                code = await self._speak()
            finally:
                self._wishes.end()
        if code:
            with suppress(OSError):  # the other end has left meanwhile
                await self._send({"type": "websocket.close", "code": code})

    async def _let_in(self) -> int:
        try:
            actor = await self._in_thread(actor_of, self._scope)
            if actor is None:
                return SIGNED_OUT
            await self._hub.greet(self._subscriber)
        except (Refusal, DatabaseError) as fault:
            log.warning("a socket was turned away: %s", type(fault).__name__)
            return AGAIN_LATER
        self._wishes.actor = actor
        await self._send({"type": "websocket.accept"})
        self._subscriber.put(encoded({"cursor": self._hub.cursor}))
        return 0

    async def _speak(self) -> int:
        """Hear, say and look again side by side; return why the first of them ended."""
        sides = [asyncio.create_task(side) for side in (self._hear(), self._say(), self._recheck())]
        try:
            done, _ = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
        first = done.pop()
        if (fault := first.exception()) is not None:
            log.error("a socket broke", exc_info=fault)
            return BROKEN
        return first.result()

    async def _hear(self) -> int:
        while (message := await self._receive())["type"] == "websocket.receive":
            asked = understood(message.get("text"))
            if asked is None:
                return BAD_MESSAGE
            await self._wishes.change(asked)
            await asyncio.sleep(BETWEEN_MESSAGES)
        return LEFT

    async def _say(self) -> int:
        while True:
            try:
                text = await asyncio.wait_for(self._subscriber.next(), BEAT_SECONDS)
            except TimeoutError:
                text = encoded({"cursor": self._hub.cursor})
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._send({"type": "websocket.send", "text": text})
            except TimeoutError:
                return AGAIN_LATER
            except OSError:
                return LEFT
            if self._subscriber.is_lagging and self._subscriber.is_empty:
                return AGAIN_LATER

    async def _recheck(self) -> int:
        """Look from time to time whether the person still may be here and see what he sees."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            try:
                actor = await self._in_thread(actor_of, self._scope)
                if actor is None:
                    return SIGNED_OUT
                await self._wishes.probe_again(actor)
            except (Refusal, DatabaseError) as fault:
                log.warning("a socket was not looked at: %s", type(fault).__name__)
