"""Start uvicorn with our application: its settings, its listener, its limits of the system."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
from typing import Any

import uvicorn

from rapport.kernel.web.server.guards import GuardedProtocol
from rapport.kernel.web.server.processes import serve_by_many

UNREAD_SECONDS = int(os.environ.get("RAPPORT_UNREAD_SECONDS", "60"))
AT_ONCE = 64
log = logging.getLogger("rapport.server")


def listen(host: str, port: int) -> socket.socket:
    """Return the listening socket; the kernel cuts off a client that stops reading."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=512)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    return listener


def serve(
    application: Any, listener: socket.socket, *, processes: int = 1, trusted_proxies: str = ""
) -> bool:
    """
    Serve until SIGTERM or SIGINT; requests in flight get ten seconds.

    Returns   whether the application started at all.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = 16384 if most == resource.RLIM_INFINITY else min(most, 16384)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    config = uvicorn.Config(
        application,
        http=GuardedProtocol,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=64 << 10,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
        limit_concurrency=files // 2,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=10,
    )
    place = ":".join(map(str, listener.getsockname()[:2]))

    def serve_here(given: socket.socket) -> bool:
        log.info("serving on %s", place)
        server = Server(config, None if processes == 1 else given)
        server.run(sockets=[given] if processes == 1 else [])
        return server.started

    if processes == 1:
        return serve_here(listener)
    config.load()
    return serve_by_many(serve_here, listener, processes)


class Server(uvicorn.Server):
    """uvicorn, taking connections that another process has accepted."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket | None) -> None:
        super().__init__(config)
        self._channel = channel
        self._taken: set[asyncio.Task[Any]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take what comes over the channel, once the application is up."""
        await super().startup(sockets)
        if self._channel is not None and not self.should_exit:
            self._channel.setblocking(False)
            asyncio.get_running_loop().add_reader(self._channel, self._take, self._channel)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()  # what still waits in it is told that nobody is here
        await super().shutdown(sockets)

    def _take(self, channel: socket.socket) -> None:
        try:
            said, descriptors, _, _ = socket.recv_fds(channel, AT_ONCE, AT_ONCE)
        except BlockingIOError:
            return
        if not said:  # the accepting process has died; nobody would ever come
            asyncio.get_running_loop().remove_reader(channel)
            self.handle_exit(signal.SIGTERM, None)
        for descriptor in descriptors:
            task = asyncio.ensure_future(self._greet(socket.socket(fileno=descriptor)))
            self._taken.add(task)
            task.add_done_callback(self._taken.discard)

    async def _greet(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
        except OSError:  # the client has gone already
            connection.close()

    def _protocol(self) -> asyncio.Protocol:
        return GuardedProtocol(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
