"""The supervisor's children: their output under one's eyes, restarted when they end."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = float(os.environ.get("RAPPORT_LONGEST_PAUSE", "15"))
SETTLED_SECONDS = 30
GRACE_SECONDS = 10
LINE_BYTES = 1 << 16

Say = Callable[[str, str], None]


def say(name: str, line: str) -> None:
    """Write one line to the console; a console that is gone stops nobody."""
    with contextlib.suppress(OSError, ValueError):
        print(f"{name:7}| {line}", flush=True)


@dataclass(frozen=True, slots=True)
class Program:
    """What a child runs, and in which environment."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]

    @classmethod
    def module(cls, name: str, module: str, *arguments: str, environ: Mapping[str, str]) -> Program:
        # -P: not the modules that happen to lie in the current folder.
        return cls(name, (sys.executable, "-P", "-m", module, *arguments), environ)

    async def start(self) -> asyncio.subprocess.Process:
        """Start it in a process group of its own, which gets SIGTERM when this process dies."""
        parent, libc = os.getpid(), ctypes.CDLL(None)

        def follow_parent() -> None:
            if sys.platform == "linux":
                libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:
                    os._exit(1)

        return await asyncio.create_subprocess_exec(
            *self.command,
            env=dict(self.environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            process_group=0,
            preexec_fn=follow_parent,
        )

    async def finish(self, tell: Say = say) -> int:
        """Run it once to its end; return its exit code. Cancelled, it ends the child first."""
        process = await self.start()
        try:
            await relay_lines(process, lambda line: tell(self.name, line))
            return await process.wait()
        finally:
            await end(process)


class Service:
    """A child that is there until told to stop."""

    def __init__(self, program: Program, tell: Say = say) -> None:
        self.program, self.tell = program, tell
        self.process: asyncio.subprocess.Process | None = None
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Start it again whenever it ends, however it ends: a worker without database exits 0."""
        pause = SHORTEST_PAUSE
        while not self.stopping.is_set():
            began = time.monotonic()
            code = await self._run_once()
            if self.stopping.is_set():
                return
            settled = time.monotonic() - began > SETTLED_SECONDS
            pause = SHORTEST_PAUSE if settled else min(pause * 2, LONGEST_PAUSE)
            self.tell("up", f"{self.program.name} ended ({code}); again in {pause:.0f} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)

    async def stop(self) -> None:
        self.stopping.set()
        if self.process:
            await end(self.process)

    async def _run_once(self) -> str:
        try:
            self.process = await self.program.start()
        except OSError as error:
            return error.strerror or str(error)
        if self.stopping.is_set():  # told to stop between the two
            await end(self.process)
        await relay_lines(self.process, lambda line: self.tell(self.program.name, line))
        return exit_words(await self.process.wait())


async def relay_lines(process: asyncio.subprocess.Process, tell: Callable[[str], None]) -> None:
    """Hand on each line of output; one without end is cut, for the child must not be stopped."""
    assert process.stdout is not None
    rest = b""
    while chunk := await process.stdout.read(LINE_BYTES):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) >= LINE_BYTES:
            lines, rest = [*lines, rest], b""
        for line in lines:
            tell(line.decode(errors="replace").rstrip("\r"))
    if rest:
        tell(rest.decode(errors="replace"))


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask a child to end; after a grace, end it and all it started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def exit_words(code: int) -> str:
    """Say an exit code as a person would."""
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"
