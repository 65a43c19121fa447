"""Start uvicorn with our application: its settings, its listener, its limits of the system."""

from __future__ import annotations

import logging
import os
import resource
import socket
from typing import Any

import uvicorn

from rapport.kernel.web.server.guards import GuardedProtocol

UNREAD_SECONDS = int(os.environ.get("RAPPORT_UNREAD_SECONDS", "60"))
log = logging.getLogger("rapport.server")


def listen(host: str, port: int) -> socket.socket:
    """Return the listening socket; the kernel cuts off a client that stops reading."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=512)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    return listener


def serve(application: Any, listener: socket.socket, *, trusted_proxies: str = "") -> bool:
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
    log.info("serving on %s", ":".join(map(str, listener.getsockname()[:2])))
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    return server.started
