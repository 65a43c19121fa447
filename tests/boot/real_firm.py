"""A real firm in a home of its own: `rapport up` with web and worker, a program that calls it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from rapport.boot.home import Home
from tests.boot.stage import children, is_alive, record

SOURCE = Path(__file__).resolve().parents[2] / "src"
PATIENCE = 120
# A commit that can be hit: it holds a lock that tells whose it is, and stays for a moment.
LINGERING = """
create function linger() returns trigger language plpgsql as $$
begin
  if current_setting('trial.lingered', true) is distinct from '1' then
    perform set_config('trial.lingered', '1', true);
    perform pg_advisory_xact_lock_shared(7777, tg_argv[0]::int);
    perform pg_sleep(0.4);
  end if;
  return null;
end $$;
create constraint trigger linger after insert on request_key
  deferrable initially deferred for each row execute function linger(1);
create constraint trigger linger after insert on imports_importchange
  deferrable initially deferred for each row execute function linger(2)"""
COMMITS = """
select exists (select from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.classid = 7777 and l.objid = any (%s::oid[])
    and a.state = 'active')"""
OF_COMMITS = {"web": 1, "worker": 2}


class RealFirm:
    """One home, its supervisor, and what a caller needs."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.token = ""
        self.up: subprocess.Popen[str] | None = None
        self.lines: list[str] = []

    def environ(self) -> dict[str, str]:
        ours = ("RAPPORT_", "DATABASE_URL", "DJANGO_", "PYTEST_", "PORT")
        kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
        return {
            **kept,
            "PYTHONPATH": str(SOURCE),
            "RAPPORT_HOME": str(self.home.folder),
            "RAPPORT_GRACE": "1",
            "RAPPORT_LONGEST_PAUSE": "0.5",
            "RAPPORT_POSTGRES": "fsync=off",  # processes are killed, not machines
            "PORT": str(self.port),
        }

    def rapport(self, *words: str) -> str:
        """Run a command of this home's to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "rapport.boot.entry", *words],
            env=self.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def found(self) -> None:
        """Make the database and somebody with a token."""
        self.rapport("user", "create", "olga", "--role", "administrator")
        self.token = self.rapport("token", "create", "--user", "olga")

    def start(self) -> None:
        self.up = subprocess.Popen(
            [sys.executable, "-P", "-m", "rapport.boot.entry", "up"],
            env=self.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.up,), daemon=True).start()
        self.wait(lambda: any("Rapport serves" in line for line in self.lines))

    def _read(self, up: subprocess.Popen[str]) -> None:
        assert up.stdout is not None
        self.lines.clear()
        for line in up.stdout:
            self.lines.append(line)

    def stop(self) -> int:
        """End the supervisor, if it runs; return its exit code."""
        if self.up is None:
            return 0
        self.up.terminate()
        return self.up.wait(60)

    def pid(self, part: str) -> int:
        """Return the process id of web, worker or database, or 0 while there is none."""
        if part == "database":
            return int(record(self.home.folder).get("postgres", 0))
        assert self.up is not None
        module = {"web": b"rapport.kernel.web.server", "worker": b"rapport.kernel.jobs.worker"}
        for pid in children(self.up.pid):
            with contextlib.suppress(OSError):
                if module[part] in Path(f"/proc/{pid}/cmdline").read_bytes() and is_alive(pid):
                    return pid
        return 0

    def wait(self, test: Any, seconds: float = PATIENCE) -> None:
        until = time.monotonic() + seconds
        while not test():
            assert time.monotonic() < until, "".join(self.lines[-30:])
            time.sleep(0.2)  # a session of the database costs both sides 10 ms

    @contextlib.contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """Give a session, as soon as the database takes one."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                session = psycopg.connect(self.home.url, autocommit=True)
                break
            except psycopg.OperationalError:
                assert time.monotonic() < until
                time.sleep(0.05)
        with session:
            yield session

    def rows(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as session:
            return session.execute(text, values or None).fetchall()

    def wait_for_commit(self, whose: Sequence[str]) -> bool:
        """Return True as soon as a commit of web or worker lingers."""
        numbers = [OF_COMMITS[part] for part in whose]
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError), self.database() as session:
                while time.monotonic() < until:
                    if session.execute(COMMITS, [numbers]).fetchall() == [(True,)]:
                        return True
                    time.sleep(0.01)
        return False

    def create(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Create a customer, asking with the same key until that is acknowledged."""
        return self._until_done("/customers", json.dumps(body).encode(), key, "application/json")

    def bring(self, name: str, text: str, mapping: str, key: str) -> str:
        """Bring a file until that is acknowledged; return the import's id."""
        edge = "edge-of-a-part"
        parts = [("mapping", "", mapping), ("dry_run", "", "false"), ("file", name, text)]
        body = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"'
            + (f'; filename="{called}"' if called else "")
            + f"\r\n\r\n{value}\r\n"
            for field, called, value in parts
        )
        kind = f"multipart/form-data; boundary={edge}"
        made = self._until_done("/imports", f"{body}--{edge}--\r\n".encode(), key, kind)
        return str(made["id"])

    def _until_done(self, path: str, body: bytes, key: str, kind: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, ValueError):
                return self.call(path, body, key=key, kind=kind)
            assert time.monotonic() < until, f"{path} was never acknowledged"
            time.sleep(0.1)

    def call(
        self, path: str, body: bytes | None = None, *, key: str = "", kind: str = ""
    ) -> dict[str, Any]:
        """Call once. A refusal fails the trial; what is broken off or 5xx is an OSError."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", body)
        request.add_header("Authorization", f"Bearer {self.token}")
        for name, value in {"Idempotency-Key": key, "Content-Type": kind}.items():
            if value:
                request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            assert error.code >= 500, f"{path}: {error.code} {error.read().decode()}"
            raise
        except ConnectionError:
            raise
        except Exception as broken:
            raise OSError(str(broken)) from broken
