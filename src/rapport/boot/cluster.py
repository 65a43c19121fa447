"""The PostgreSQL of one home: make it, run it, stop it. Used by the keeper alone."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from rapport.boot.children import start_child
from rapport.boot.creation import make_database
from rapport.boot.errors import Unavailable
from rapport.boot.home import Home
from rapport.boot.leftovers import lock_data
from rapport.boot.programs import Programs, account, choose, reachable

LOG_BYTES = int(os.environ.get("RAPPORT_LOG_BYTES", "20000000"))
LOG_FILES = 10
SETTINGS = """
    work_mem=16MB maintenance_work_mem=256MB
    max_connections=200 max_wal_size=2GB checkpoint_timeout=15min random_page_cost=1.1 jit=off
    timezone=UTC log_timezone=UTC lc_messages=C idle_in_transaction_session_timeout=60s
    unix_socket_permissions=0770 log_min_duration_statement=500ms
    client_connection_check_interval=2s"""
# How long the last checkpoint may take, and what then ends PostgreSQL.
ENDINGS = ((signal.SIGINT, 120), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))


def memory_settings(megabytes: int) -> str:
    """Give PostgreSQL a quarter of the memory for its pages, at most 4 GB; it grows into it."""
    shared = max(64, min(4096, megabytes // 4))
    return f"shared_buffers={shared}MB effective_cache_size={3 * shared}MB"


def memory() -> int:
    """Return the megabytes of the machine, or of the container if that has less."""
    found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # "max": no limit
        found = min(found, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return found >> 20


class Cluster:
    """A child process and what it needs; every method may raise Unavailable or OSError."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.version = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.account = account()
        self.log = home.logs / "postgres.log"
        if self.account.switch and not reachable(home.folder):
            hint = "set RAPPORT_HOME to an open folder"
            raise Unavailable(f"PostgreSQL's user cannot reach {home.folder}: {hint}.")

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, given_up: Callable[[], bool]) -> None:
        """Reap what an earlier keeper left, make a missing database, run it, wait until ready."""
        for folder in (self.home.database, self.home.sockets):
            self._make_folder(folder)
        lock = lock_data(self.home, self.account)
        try:
            programs = choose(self.home.data)
            self.version = programs.version
            if not (self.home.data / "PG_VERSION").exists():
                make_database(self.home, self.account, programs, lock)
            self._remove_stale_files()
            begin, self.process = self._run(programs, lock)
        finally:
            os.close(lock)
        while not self._is_ready(self.process.pid) and not given_up():
            if self.process.poll() is not None:
                raise Unavailable(f"PostgreSQL does not start: {self._last_words(begin)}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it cleanly, and less cleanly if that takes too long."""
        for number, patience in ENDINGS:
            if self.process and self.lives():
                self.process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
        if self.home.sockets.parent != self.home.database:
            with contextlib.suppress(OSError):
                self.home.sockets.rmdir()

    def kill(self) -> None:
        """End it without a last word: the next start recovers."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def rotate_log(self) -> None:
        """Keep the log below its limit, and the older ones beside it."""
        if self.log.stat().st_size <= LOG_BYTES:
            return
        for number in range(LOG_FILES - 1, 1, -1):
            with contextlib.suppress(FileNotFoundError):
                self.log.with_suffix(f".{number - 1}").rename(self.log.with_suffix(f".{number}"))
        with contextlib.suppress(OSError):
            shutil.copyfile(self.log, self.log.with_suffix(".1"))
        os.truncate(self.log, 0)  # PostgreSQL keeps it open for appending

    def _make_folder(self, folder: Path) -> None:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if folder.lstat().st_uid == os.geteuid():
            # As root: new, or left by a keeper that was killed just before this line.
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)
        found = folder.lstat()
        # A folder (not a link) of mode 0700; under /tmp anyone may have made another.
        if found.st_uid != self.account.uid or found.st_mode & 0o170077 != 0o040000:
            raise Unavailable(f"{folder} must be a folder of user {self.account.uid}, mode 0700.")

    def _remove_stale_files(self) -> None:
        # Whatever pid they name, even that of a zombie: data.lock says that nobody lives.
        stale = self.home.sockets.glob(".s.PGSQL.*")
        for file in (self.home.data / "postmaster.pid", *stale):
            file.unlink(missing_ok=True)

    def _run(self, programs: Programs, lock: int) -> tuple[int, subprocess.Popen[bytes]]:
        """Start PostgreSQL; return it, and where in the log its words begin."""
        command = [str(programs.folder / "postgres"), "-D", str(self.home.data)]
        command += ["-k", str(self.home.sockets), "-h", "", "-p", "5432"]
        more = os.environ.get("RAPPORT_POSTGRES", "")  # tests: fsync=off
        settings = f"{SETTINGS} {memory_settings(memory())} {more} cluster_name={self.home.name}"
        for setting in settings.split():
            command += ["-c", setting]
        with open(self.log, "ab") as log:
            begin = log.tell()
            death = signal.SIGINT  # its clean and fast end
            return begin, start_child(command, self.account, lock, death, stdout=log, stderr=log)

    def _is_ready(self, pid: int) -> bool:
        with contextlib.suppress(OSError, ValueError):
            lines = (self.home.data / "postmaster.pid").read_text().split("\n")
            return len(lines) > 7 and lines[7].strip() == "ready" and int(lines[0]) == pid
        return False

    def _last_words(self, begin: int) -> str:
        said = self.log.read_bytes()[begin:].decode(errors="replace")
        fatal: list[str] = re.findall(r"(?:FATAL|PANIC): +(.*)", said)
        code = self.process.returncode if self.process else None
        return fatal[-1] if fatal else f"it ended with {code}"
