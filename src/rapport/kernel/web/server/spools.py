"""
Keep what waits for a client out of the threads: in memory at first, then in an unlinked file.

An unlinked file leaves nothing behind, whatever kills the process. All clients share one room in
memory and one on disk, so that a thousand slow ones cost no more than what those hold.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from rapport.kernel.web.server.limits import Limits

PIECE = 64 << 10


class NoRoom(Exception):
    """The spools of all clients together are full."""


class ClientGone(Exception):
    """Nobody is left to read the reply."""


class Room:
    """Bytes lent to the spools of all requests of the process."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._changed = threading.Condition()

    def takes(self, size: int, *, wait: float = 0) -> bool:
        """Lend `size` bytes, if they are free or become so in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free >= size, wait):
                return False
            self._free -= size
            return True

    def give_back(self, size: int) -> None:
        if size:
            with self._changed:
                self._free += size
                self._changed.notify_all()


class Rooms:
    """Where spools may be: in memory and on disk."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.memory, self.disk = Room(limits.memory_all), Room(limits.disk)

    def new_file(self) -> IO[bytes]:
        return TemporaryFile(dir=self.limits.folder)


class Body:
    """A request's body, whole before any thread sees it."""

    def __init__(self, rooms: Rooms) -> None:
        self.file: IO[bytes] = BytesIO()
        self.size = 0
        self._rooms = rooms
        self._in_memory = self._on_disk = 0

    @property
    def is_bulky(self) -> bool:
        return self.size > self._rooms.limits.memory_each

    async def add(self, piece: bytes) -> None:
        """Keep a piece. Refuses NoRoom."""
        self.size += len(piece)
        if not self._on_disk and self._holds(len(piece)):
            self.file.write(piece)
            return
        if not self._rooms.disk.takes(self.size - self._on_disk):
            raise NoRoom
        self._on_disk = self.size
        try:
            await asyncio.to_thread(self._write, piece)
        except OSError as fault:  # the disk itself is full
            raise NoRoom from fault

    def close(self) -> None:
        self.file.close()
        self._rooms.memory.give_back(self._in_memory)
        self._rooms.disk.give_back(self._on_disk)

    def _holds(self, size: int) -> bool:
        if self.is_bulky or not self._rooms.memory.takes(size):
            return False
        self._in_memory += size
        return True

    def _write(self, piece: bytes) -> None:
        if isinstance(self.file, BytesIO):
            held, self.file = self.file, self._rooms.new_file()
            self.file.write(held.getbuffer())
            self._rooms.memory.give_back(self._in_memory)
            self._in_memory = 0
        self.file.write(piece)


class StreamSpool:
    """A stream on its way from a thread to a socket; a slow reader costs disk, not the thread."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms, self._limits = rooms, rooms.limits
        self._loop, self._ready = asyncio.get_running_loop(), asyncio.Event()
        self._changed = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._file: IO[bytes] | None = None
        self._held = self._sending = self._read = self._written = 0
        self._ended = self._abandoned = False

    def put(self, piece: bytes) -> None:
        """Take a piece from the stream's thread. Refuses ClientGone, NoRoom."""
        may_hold = len(piece) <= self._limits.memory_each
        with self._changed:
            holds = (may_hold and self._file is None) and self._changed.wait_for(
                lambda: self._abandoned or self._holds(len(piece)), self._limits.hurry
            )
            if holds and not self._abandoned:
                self._pieces.append(piece)
        if not holds:
            self._spill(piece)
        if self._abandoned:
            raise ClientGone
        self._loop.call_soon_threadsafe(self._ready.set)

    def end(self) -> None:
        """Say that no further piece comes; called in the loop."""
        self._ended = True
        self._ready.set()

    def abandon(self) -> None:
        """Give back what is held: the client has left, or has all; called in the loop."""
        with self._changed:
            self._abandoned = True
            self._drop_file()
            self._pieces.clear()
            self._rooms.memory.give_back(self._held + self._sending)
            self._held = self._sending = 0
            self._changed.notify_all()
        self._ready.set()

    async def next(self) -> bytes:
        """Return what has come since, or nothing at the end; what was returned before is sent."""
        self._sent()
        while not self._abandoned:
            self._ready.clear()
            ended = self._ended
            piece = await asyncio.to_thread(self._take) if self._file else self._take()
            if piece or ended:
                return piece
            await self._ready.wait()
        return b""

    def _holds(self, size: int) -> bool:
        if self._held and self._held + size > self._limits.memory_each:
            return False
        if not self._rooms.memory.takes(size):
            return False
        self._held += size
        return True

    def _spill(self, piece: bytes) -> None:
        if not self._rooms.disk.takes(len(piece), wait=self._limits.disk_wait):
            raise NoRoom
        # Fifty unread downloads at full speed took both cores from the pages (p95 x3).
        time.sleep(len(piece) / self._limits.spill_rate)
        with self._changed:
            if self._abandoned or not self._writes(piece):
                self._rooms.disk.give_back(len(piece))
                if not self._abandoned:
                    raise NoRoom

    def _writes(self, piece: bytes) -> bool:
        try:
            if self._file is None:
                self._file = self._rooms.new_file()
            self._file.seek(self._written)
            self._file.write(piece)
            self._file.flush()
        except OSError:  # the disk itself is full
            return False
        self._written += len(piece)
        return True

    def _sent(self) -> None:
        with self._changed:
            self._rooms.memory.give_back(self._sending)
            self._sending = 0

    def _take(self) -> bytes:
        with self._changed:
            if self._pieces:
                piece = b"".join(self._pieces)
                self._pieces.clear()
                self._held, self._sending = 0, self._held
                self._changed.notify_all()
                return piece
            if self._file is None:
                return b""
            self._file.seek(self._read)
            piece = self._file.read(PIECE)
            self._read += len(piece)
            if self._read == self._written:
                self._drop_file()
            return piece

    def _drop_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._rooms.disk.give_back(self._written)
            self._file, self._read, self._written = None, 0, 0
