"""Homes in odd places, homes that others touched, and disks that are full."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.stage import WHEEL, Stage, finish, is_alive, is_ready, kill, record, until

pytestmark = pytest.mark.real

STARTED = "select pg_postmaster_start_time()"
DEBIAN = Path("/usr/lib/postgresql/15/bin/postgres")


def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("root is absent: only it mounts disks and gives files away")


def sockets_of(home: Path) -> Path:
    line = Path(f"/proc/{record(home)['postgres']}/cmdline").read_bytes()
    return Path(line.split(b"-k\0")[1].split(b"\0")[0].decode())


def test_files_left_by_a_crash_name_strangers_who_are_let_alone(stage: Stage):
    home = stage.home("stale")
    stage.sql(home, "select 1")
    stage.rapport(home, "stop")
    data = home / "postgres/data"
    owner = data.stat()
    stranger = subprocess.Popen(
        ["sleep", "60"], user=owner.st_uid, group=owner.st_gid, extra_groups=[]
    )
    lines = f"{stranger.pid}\n{data}\n1700000000\n5432\n{home}/postgres/run\n\n  12  9\nready   \n"
    (data / "postmaster.pid").write_text(lines)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (home / "postgres/run" / name).write_text(f"{stranger.pid}\n")
    said = {"state": "ready", "pid": stranger.pid, "postgres": stranger.pid}
    (home / "keeper").write_text(json.dumps(said).ljust(1024))

    assert stage.sql(home, "select 1") == "1"

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    stage.rapport(home, "stop")


def test_a_home_made_anew_in_the_place_of_a_removed_one_is_safe_from_the_old_keeper(stage: Stage):
    home = stage.home("removed")
    first = stage.begin(home, "run", "--", "sleep", "60")
    until(lambda: is_ready(home))
    was = record(home)

    shutil.rmtree(home)
    stage.home("removed")
    began = stage.sql(home, STARTED, grace=5)

    assert not is_alive(was["pid"])
    assert not is_alive(was["postgres"])
    time.sleep(1)
    assert stage.sql(home, STARTED, grace=5) == began
    kill(first.pid)
    finish(first)
    stage.rapport(home, "stop")


def test_a_moved_home_keeps_all_that_was_acknowledged(stage: Stage):
    home, acks = stage.home("here"), stage.acks("here")
    writer = stage.begin_writer(home, acks)

    moved = home.rename(home.with_name(f"{stage.who}-there"))
    finish(writer)

    assert stage.lost(moved, acks) == 0
    stage.rapport(moved, "stop")


def test_a_home_with_a_long_path_has_its_sockets_elsewhere(stage: Stage):
    home = stage.home("long") / ("d" * 120) / ("e" * 60)

    stage.sql(home, "select 1")
    sockets = sockets_of(home)
    mode = sockets.stat().st_mode & 0o777
    stage.rapport(home, "stop")

    assert sockets.parent == Path("/tmp")
    assert mode == 0o700
    assert not sockets.exists()


def test_a_home_may_have_any_name(stage: Stage):
    home = stage.home("odd") / '王小明, 100% "o\'x" & $HOME'

    assert stage.sql(home, "select 1") == "1"
    assert stage.rapport(home, "stop") == (0, "")


def test_folders_that_others_could_enter_are_refused(stage: Stage):
    home = stage.home("open")
    stage.sql(home, "select 1")
    stage.rapport(home, "stop")

    (home / "postgres/data").chmod(0o777)
    code, inner = stage.rapport(home, "run", "--", "true")
    assert code == 1
    assert inner.startswith("PostgreSQL does not start: ")
    assert "permissions" in inner

    (home / "postgres").chmod(0o755)
    code, outer = stage.rapport(home, "run", "--", "true")
    assert code == 1
    assert outer.endswith("mode 0700.")


def test_a_database_of_another_major_version_is_named(stage: Stage):
    home = stage.home("wrong")
    stage.sql(home, "select 1")
    stage.rapport(home, "stop")

    (home / "postgres/data/PG_VERSION").write_text("14\n")
    code, said = stage.rapport(home, "run", "--", "true")

    assert code == 1
    assert said.startswith(f"{home}/postgres/data needs PostgreSQL 14; installed: 18")


def test_a_home_of_another_user_is_refused(stage: Stage):
    as_root()
    home = stage.home("foreign")
    stage.sql(home, "select 1")
    stage.rapport(home, "stop")

    os.chown(home / "users", 12345, 12345)
    code, said = stage.rapport(home, "run", "--", "true")

    assert code in (1, 2)
    assert said.count("\n") == 0
    if stage.who == "root":
        hint = "run as that user, or set RAPPORT_HOME"
        assert (code, said) == (2, f"{home} belongs to user 12345: {hint}.")


def test_a_clone_in_a_closed_folder_works(stage: Stage):
    top = stage.home("closed")
    clone = stage.make_clone(top / "clone")
    spec = importlib.util.find_spec(WHEEL)
    site = stage.copy_wheel(Path(spec.submodule_search_locations[0]).parent, top / "site")
    top.chmod(0o700)

    assert stage.sql(None, "select 1", clone=clone, site=site) == "1"
    home = Path(stage.rapport(None, "status", clone=clone)[1].split("home ")[1])
    stage.rapport(None, "stop", clone=clone)

    assert top.stat().st_mode & 0o777 == 0o700
    if stage.who == "user":
        assert home == clone / "var"
        return
    assert home.parent == Path("/var/lib/rapport")
    shutil.rmtree(home)
    code, said = stage.rapport(top / "home", "run", "--", "true", site=site)
    hint = "set RAPPORT_HOME to an open folder"
    assert (code, said) == (1, f"PostgreSQL's user cannot reach {top}/home: {hint}.")


def test_debians_postgresql_serves_where_the_wheel_is_absent(stage: Stage):
    if not DEBIAN.exists():
        pytest.skip("Debian's PostgreSQL 15 is absent")
    home = stage.home("debian")
    outside = [os.path.realpath(stage.python[0]), "-m", "rapport.boot.entry"]

    without_wheel = stage.sql(home, "show server_version", python=outside, site="")
    stage.rapport(home, "stop")
    with_wheel = stage.sql(home, "show server_version")
    stage.rapport(home, "stop")

    assert without_wheel.startswith("15")
    assert with_wheel.startswith("15")  # the data folder decides


@contextlib.contextmanager
def small_disk(stage: Stage, home: Path, options: str) -> Iterator[None]:
    as_root()
    own = f"uid={stage.uid},gid={stage.gid},mode=755"
    command = ["mount", "-t", "tmpfs", "-o", f"{options},{own}", "none", str(home)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("the right to mount is absent")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


def test_a_home_that_cannot_be_written_is_named_in_one_sentence(stage: Stage):
    home = stage.home("read-only")

    with small_disk(stage, home, "size=10m,ro"):
        code, said = stage.rapport(home, "run", "--", "true")

    assert (code, said) == (1, f"Read-only file system: {home}/logs.")


def test_a_disk_too_small_for_a_database_is_told_and_left_clean(stage: Stage):
    home = stage.home("small")

    with small_disk(stage, home, "size=25m"):
        code, said = stage.rapport(home, "run", "--", "true")
        left = (home / "postgres/data.new").exists()

    assert code == 1
    assert "No space left on device" in said
    assert said.count("\n") == 0
    assert not left


def test_a_full_disk_loses_nothing_and_works_again_with_room(stage: Stage):
    home, acks = stage.home("full"), stage.acks("full")

    with small_disk(stage, home, "size=90m"):
        writer = stage.begin_writer(home, acks, lasting=True)
        fill(home, acks)
        kill(writer.pid)
        finish(writer)
        stage.rapport(home, "stop")
        stage.rapport(home, "run", "--", "true")  # it may start, or say that it cannot
        subprocess.run(["mount", "-o", "remount,size=400m", str(home)], check=True)
        lost = stage.lost(home, acks)
        stage.rapport(home, "stop")

    assert lost == 0


def fill(home: Path, acks: Path) -> None:
    """Take the rest of a disk, and wait until no row is acknowledged any more."""
    with contextlib.suppress(OSError), open(home / "filler", "wb") as file:
        while file.write(b"x" * 65536):
            file.flush()
    size = -1
    while size != acks.stat().st_size:
        size = acks.stat().st_size
        time.sleep(1.5)
