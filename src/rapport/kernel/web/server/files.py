"""Send an open file at the client's pace; reading takes a thread for a moment only."""

from __future__ import annotations

import asyncio
from typing import Protocol

from rapport.kernel.web.server.exchange import Exchange
from rapport.kernel.web.server.spools import PIECE, ClientGone


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> object: ...


async def send_file(exchange: Exchange, file: Readable | None) -> None:
    """Send the file after the head that went before, and end the answer."""
    if file is None:
        await exchange.finish()
        return
    gone = asyncio.Event()
    try:
        async with exchange.watching(gone.set):
            while piece := await asyncio.to_thread(file.read, PIECE):
                await exchange.send(piece)
                if gone.is_set():
                    raise ClientGone
    finally:
        await asyncio.to_thread(file.close)
    await exchange.finish()
