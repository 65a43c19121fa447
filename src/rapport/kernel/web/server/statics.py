"""Answer for static files from the event loop: an index in memory, no Django, no page thread."""

from __future__ import annotations

import asyncio
from pathlib import Path

from whitenoise import WhiteNoise  # type: ignore[import-untyped]

from rapport.kernel.errors import NotFound
from rapport.kernel.web.server.exchange import Exchange
from rapport.kernel.web.server.files import send_file

# Django's manifest puts twelve hexadecimal digits of the content into the name.
HASHED = r"\.[0-9a-f]{12}\.[^/]+$"
ASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


class StaticFiles:
    """The files below one folder, found once at start; the compressed neighbour when accepted."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.prefix = prefix
        self._found = WhiteNoise(
            None,
            root=str(root),
            prefix=prefix,
            max_age=3600,
            allow_all_origins=False,
            immutable_file_test=HASHED,
        ).files

    async def answer(self, exchange: Exchange) -> None:
        """Send the file that the request names. Refuses NotFound."""
        file = self._found.get(exchange.path)
        if file is None:
            raise NotFound()
        headers = exchange.scope["headers"]
        asked = {
            "HTTP_" + name.decode().upper().replace("-", "_"): value.decode("latin-1")
            for name, value in headers
            if name in ASKED
        }
        response = await asyncio.to_thread(file.get_response, exchange.scope["method"], asked)
        head = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.headers
        ]
        head.append((b"x-content-type-options", b"nosniff"))
        exchange.said["route"] = f"{self.prefix.strip('/')}/*"
        await exchange.begin(int(response.status), head)
        await send_file(exchange, response.file)
