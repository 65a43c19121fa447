"""
Several processes behind one port: this one accepts, and hands each connection on in turn.

Python computes in one thread of a process at a time, so a machine of several processors needs as
many processes. They are forked from one that has loaded everything, and share its memory as long as
they only read it. Connections go round, because the kernel's own sharing of a port lets chance
decide: of eight browsers six may meet the same process.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
MOST_BY_ITSELF = 4
SHORTEST_LIFE = 2.0  # seconds; who ends sooner would only end again
ENDING_SECONDS = 12.0
Serve = Callable[[socket.socket], bool]


def number_of_processes(given: str) -> int:
    """Return what was asked for, or as many as this process may use processors, up to four."""
    if given:
        return max(1, int(given))
    may_use = getattr(os, "sched_getaffinity", None)
    return min(len(may_use(0)) if may_use else os.cpu_count() or 1, MOST_BY_ITSELF)


def serve_by_many(serve: Serve, listener: socket.socket, number: int) -> bool:
    """
    Fork so many processes and hand connections on to them until a signal says stop.

    serve     serves the connections that come over the socket it is given, until that is closed
              by the other side or a signal comes; tells whether it started at all.

    Returns   whether they started.
    """
    gc.collect()
    gc.freeze()  # what is loaded is never looked at again, so its pages stay shared
    return _Parent(serve, listener, number).run()


class _Child:
    """A process that serves, and the socket over which it is given connections."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self.channel = pid, channel
        self.born = time.monotonic()

    def takes(self, connection: socket.socket) -> bool:
        """Hand it a connection, unless it hangs or has ended."""
        try:
            socket.send_fds(self.channel, [b"."], [connection.fileno()])
        except OSError:
            return False
        return True


class _Parent:
    """Who accepts: without a thread, without a database, so that it can fork at any time."""

    def __init__(self, serve: Serve, listener: socket.socket, number: int) -> None:
        self._serve, self._listener, self._number = serve, listener, number
        self._children: list[_Child] = []
        self._is_told = False
        self._has_failed = False

    def run(self) -> bool:
        """Serve until told to stop, or until a child cannot even start."""
        awake, wakes = socket.socketpair()
        for end in (awake, wakes, self._listener):
            end.setblocking(False)
        former = signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, self._stop) for number in STOP_SIGNALS}
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _note)
        try:
            self._keep_serving(awake)
        finally:
            self._end_children()
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(former)
            awake.close()
            wakes.close()
        return not self._has_failed

    def _keep_serving(self, awake: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(awake, selectors.EVENT_READ)
            while not self._is_told and not self._has_failed:
                self._fill_up()
                for key, _ in selector.select():
                    if key.fileobj is self._listener:
                        self._hand_on()
                    else:
                        with suppress(BlockingIOError):
                            awake.recv(512)
                        self._bury()

    def _fill_up(self) -> None:
        while len(self._children) < self._number:
            mine, its = socket.socketpair()
            pid = os.fork()
            if pid == 0:
                self._be_a_child(mine, its)
            its.close()
            mine.setblocking(False)
            self._children.append(_Child(pid, mine))

    def _be_a_child(self, mine: socket.socket, its: socket.socket) -> None:
        """Serve, and end this process; what belongs to the parent alone is let go first."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*STOP_SIGNALS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            for inherited in (mine, self._listener, *(child.channel for child in self._children)):
                inherited.close()
            code = 0 if self._serve(its) else 1
        except BaseException as fault:  # noqa: BLE001 - nothing of the parent's stack may go on
            print(f"web process ended: {type(fault).__name__}", file=sys.stderr)
        finally:
            os._exit(code)

    def _hand_on(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # the client has gone already, or there are too many open files
            return
        with connection:
            for _ in self._children:
                child = self._children.pop(0)
                self._children.append(child)
                if child.takes(connection):
                    return

    def _bury(self) -> None:
        """Let go of children that have ended; one that ended at once will not do better again."""
        for child in list(self._children):
            ended, _ = os.waitpid(child.pid, os.WNOHANG)
            if ended:
                child.channel.close()
                self._children.remove(child)
                if not self._is_told and time.monotonic() - child.born < SHORTEST_LIFE:
                    self._has_failed = True

    def _end_children(self) -> None:
        self._listener.close()
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        until = time.monotonic() + ENDING_SECONDS
        while self._children and time.monotonic() < until:
            time.sleep(0.02)
            self._bury()
        for child in self._children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_told = True


def _note(number: int, frame: FrameType | None) -> None:
    """Wake the parent: a signal without a handler would not."""
