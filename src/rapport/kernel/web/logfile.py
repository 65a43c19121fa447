"""
Write log lines from a thread of their own, and turn the file over when it is full.

The event loop logs every request: a disk that pauses must not pause the loop. Several processes may
write the same file; each looks whether another has turned it over, and one at a time turns.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections import deque
from pathlib import Path

FLUSH_SECONDS = 0.2
MOST_WAITING = 20_000
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class LogFile(logging.Handler):
    """A file of lines, `files` of at most `size` bytes: name.log, name.log.1 and so on."""

    def __init__(self, path: Path, *, size: int, files: int) -> None:
        super().__init__()
        self._path, self._size, self._files = path, size, files
        self._lines: deque[str] = deque()
        self._lost = 0
        self._wake, self._writing = threading.Event(), threading.Lock()
        self._owner = 0
        self._descriptor = -1

    def emit(self, record: logging.LogRecord) -> None:
        """Take the line; a full memory counts the lost ones instead of growing."""
        if len(self._lines) >= MOST_WAITING:
            self._lost += 1
            return
        self._lines.append(self.format(record))
        if self._owner != os.getpid():  # first line, or first after a fork
            self._owner = os.getpid()
            threading.Thread(target=self._keep_writing, name="log", daemon=True).start()
        self._wake.set()

    def flush(self) -> None:
        """Write all lines that wait."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if self._lost:
                lines.append(f'{{"level":"error","message":"log lines lost","count":{self._lost}}}')
                self._lost = 0
            if lines:
                self._write("\n".join(lines).encode() + b"\n")

    def close(self) -> None:
        self.flush()
        with self._writing:
            self._let_go()
        super().close()

    def _keep_writing(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            # Lines of a fifth of a second go by one write; no reader is in more of a hurry.
            threading.Event().wait(FLUSH_SECONDS)
            self.flush()

    def _write(self, lines: bytes) -> None:
        try:
            self._open()
            if os.fstat(self._descriptor).st_size + len(lines) > self._size:
                self._turn_over()
            os.write(self._descriptor, lines)
        except OSError as fault:  # a full disk must not stop the service; the console says it
            self._let_go()
            os.write(2, f"logs cannot be written: {fault.strerror}\n".encode())

    def _open(self) -> None:
        """Have the file of that name open, not one that was turned over or removed meanwhile."""
        if self._descriptor < 0 or not self._is_current():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._take(os.open(self._path, FLAGS, 0o600))

    def _turn_over(self) -> None:
        # The lock is on the open file and ends when it is closed: after the new one is there.
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        if not self._is_current():  # another process was first
            self._open()
            return
        for number in range(self._files - 1, 0, -1):
            newer = self._numbered(number - 1) if number > 1 else self._path
            if newer.exists():
                newer.replace(self._numbered(number))
        self._take(os.open(self._path, FLAGS, 0o600))

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), os.stat(self._path))
        except FileNotFoundError:
            return False

    def _take(self, descriptor: int) -> None:
        self._let_go()
        self._descriptor = descriptor

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
