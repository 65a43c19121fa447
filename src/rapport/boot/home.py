"""The folder of all state: where things lie, and the locks that say who uses them.

A lock is a `flock` on a file that is never removed, so the death of its holder, however it comes,
frees it. No process id written to a file is ever believed: it may name a stranger or a zombie.

    users      shared; held by every command that uses the database
    keeper     exclusive; held by the keeper from its start, and holding its record
    start      exclusive; around every look at the two above
    data.lock  exclusive; inherited by every process of PostgreSQL
    up         exclusive; held by the supervisor
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rapport.boot.errors import Refused
from rapport.boot.programs import SHARED, reachable

CLONE = Path(__file__).resolve().parents[3]
RECORD_BYTES = 4096
# The kernel's limit for a socket's path is 107 bytes; PostgreSQL adds a suffix while it starts.
SOCKET_BYTES = 100


class Home:
    """One folder, one database, one firm."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.name = f"rapport-{short_hash(self.folder)}"
        self.database = self.folder / "postgres"
        self.data = self.database / "data"
        self.logs = self.folder / "logs"
        self.secret = self.folder / "secret"
        self.sockets = self._sockets(self.database / "run")

    @classmethod
    def default(cls) -> Home:
        """Return RAPPORT_HOME, or `var` of the clone, or as root what PostgreSQL's user reaches."""
        if given := os.environ.get("RAPPORT_HOME"):
            return cls(Path(given))
        if not (CLONE / "pyproject.toml").exists():  # installed without a clone
            return cls(Path.home() / ".local/share/rapport")
        apart = SHARED / short_hash(CLONE)
        closed = os.geteuid() == 0 and (apart.exists() or not reachable(CLONE))
        return cls(apart if closed else CLONE / "var")

    @property
    def url(self) -> str:
        """The address of the database, once there is one, as DATABASE_URL."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://rapport:{self.secret.read_text().strip()}@{host}:5432/rapport"

    def make(self) -> None:
        """Make the folder, if it is not there."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)

    def lock(self, name: str, how: int) -> int | None:
        """
        Lock a file of the home and return its descriptor.

        Returns   None where LOCK_NB meets another holder.
        Refuses   when the home belongs to another user.
        """
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if (owner := os.fstat(descriptor).st_uid) != os.geteuid():
                hint = "run as that user, or set RAPPORT_HOME"
                raise Refused(f"{self.folder} belongs to user {owner}: {hint}.")
            flock(descriptor, how)
            return descriptor
        except BaseException as error:
            os.close(descriptor)
            if isinstance(error, BlockingIOError):
                return None
            raise

    def lock_waiting(self, name: str, how: int) -> int:
        """Lock a file of the home, waiting for as long as another holds it."""
        descriptor = self.lock(name, how)
        assert descriptor is not None  # only LOCK_NB gives None
        return descriptor

    def owns(self, lock: int) -> bool:
        """Tell whether a keeper's lock is on the file of this home, not of one moved or removed."""
        with contextlib.suppress(FileNotFoundError):
            return os.path.samestat(os.stat(self.folder / "keeper"), os.fstat(lock))
        return False

    @contextlib.contextmanager
    def look(self) -> Iterator[tuple[int | None, dict[str, Any]]]:
        """
        Give the keeper's lock, if free, and the keeper's record.

        One looks at a time: a look holds the lock for a moment, and another look would take it
        for a keeper and vouch for the record of a dead one.
        """
        gate = self.lock_waiting("start", LOCK_EX)
        free = None
        try:
            free = self.lock("keeper", LOCK_EX | LOCK_NB)
            yield free, self.record()
        finally:
            for descriptor in (free, gate):
                if descriptor is not None:
                    os.close(descriptor)

    def record(self) -> dict[str, Any]:
        """Return what the keeper last said; nothing if it is just being written."""
        with contextlib.suppress(ValueError, FileNotFoundError):
            record: dict[str, Any] = json.loads((self.folder / "keeper").read_text())
            return record
        return {}

    @staticmethod
    def say(lock: int, **fields: Any) -> None:
        """Write the keeper's record, always of one size, so that a full disk can still be told."""
        os.pwrite(lock, json.dumps(fields).encode().ljust(RECORD_BYTES), 0)

    def users(self) -> str:
        """Name the processes that hold the database, as far as the kernel tells."""
        locks = Path("/proc/locks")
        if not locks.exists():
            return ""
        inode = (self.folder / "users").stat().st_ino
        held = re.findall(rf"FLOCK +ADVISORY +READ +(\d+) \S+:{inode} ", locks.read_text())
        return ", ".join(sorted(set(held), key=int))

    def _sockets(self, plain: Path) -> Path:
        # PostgreSQL reads the setting as a list: a comma or a quote would part it.
        short = len(os.fsencode(plain / ".s.PGSQL.5432")) <= SOCKET_BYTES
        if short and not set(str(plain)) & set(',"'):
            return plain
        return Path(f"/tmp/rapport-{os.geteuid()}-{short_hash(self.folder)}")


def short_hash(folder: Path) -> str:
    """Return a name of twelve letters for a folder."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
