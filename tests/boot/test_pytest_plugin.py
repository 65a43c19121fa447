"""The tests' own database: made once, one for each worker, gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.boot.stage import Stage, kill, until

pytestmark = pytest.mark.real

TRIALS = """
import time
import pytest
from django.contrib.auth.models import User
from django.db import connection

@pytest.mark.django_db
@pytest.mark.parametrize("number", range(4))
def test_a_row_is_seen_by_no_other_test(number, request):
    assert User.objects.count() == 0
    User.objects.create(username=str(number))
    with open(request.config.rootpath / "names", "a") as names:
        names.write(connection.settings_dict["NAME"] + "\\n")

@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_cleared():
    User.objects.create(username="committed")
"""
ENDLESS = """
import time
import pytest
from django.db import connection

@pytest.mark.django_db
def test_that_is_killed(request):
    (request.config.rootpath / "name").write_text(connection.settings_dict["NAME"])
    time.sleep(600)
"""
NAMES = "select string_agg(datname, ' ' order by datname) from pg_database where datname like "


class Runs:
    """Runs of pytest in a clone of stand-ins, with a home of their own."""

    def __init__(self, stage: Stage, top: Path) -> None:
        self.stage, self.top = stage, top
        self.home = stage.home("runs")
        (top / "pytest.ini").write_text(
            "[pytest]\naddopts = -p rapport.boot.pytest_plugin -p no:schemathesis\n"
            "DJANGO_SETTINGS_MODULE = rapport.config.settings\n"
        )

    def begin(self, tests: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        (self.top / "test_trials.py").write_text(tests)
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{self.stage.clone / 'src'}:{self.stage.site}",
            "RAPPORT_HOME": str(self.home),
            **more,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "test_trials.py", *words],
            cwd=self.top,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, tests: str = TRIALS, *words: str, **more: str) -> str:
        """Run to the end; return the closing line without its time."""
        out, _ = self.begin(tests, *words, **more).communicate(timeout=120)
        return out.decode().strip().splitlines()[-1].split(" in ")[0]

    def databases(self, kind: str) -> list[str]:
        names = self.stage.sql(self.home / "tests", f"{NAMES} 'rapport_{kind}_%'", grace=60)
        return names.split()

    def used(self) -> set[str]:
        return set((self.top / "names").read_text().split())


@pytest.fixture
def runs(furnished: Stage, tmp_path: Path) -> Runs:
    return Runs(furnished, tmp_path)


def test_each_worker_has_a_copy_and_a_second_run_the_same_template(runs: Runs):
    assert runs.run(TRIALS, "-n", "2") == "5 passed"
    [template] = runs.databases("template")

    assert runs.run() == "5 passed"

    assert len(runs.used()) == 3
    assert runs.databases("template") == [template]
    assert runs.databases("test") == []


def test_a_changed_migration_makes_another_template(runs: Runs):
    runs.run()
    [former] = runs.databases("template")
    room = runs.stage.clone / "src" / "extra"
    (room / "migrations").mkdir(parents=True)
    for file in ("__init__.py", "migrations/__init__.py"):
        (room / file).touch()
    settings = runs.stage.clone / "src/rapport/config/settings.py"
    settings.write_text(settings.read_text() + "INSTALLED_APPS.append('extra')\n")

    assert runs.run() == "5 passed"
    later = runs.databases("template")

    assert len(later) == 2
    assert former in later


def test_the_copy_of_a_killed_run_goes_with_the_next(runs: Runs):
    killed = runs.begin(ENDLESS)
    until((runs.top / "name").exists, 60)
    left = (runs.top / "name").read_text()
    kill(killed.pid)
    killed.wait()
    assert runs.databases("test") == [left]

    assert runs.run() == "5 passed"

    assert runs.databases("test") == []


def test_a_given_server_is_used(runs: Runs):
    keeping = runs.stage.home("keeping")
    holder = runs.stage.begin(keeping, "run", "--", "sh", "-c", "echo $DATABASE_URL; sleep 60")
    url = holder.stdout.readline().strip()

    assert runs.run(TRIALS, DATABASE_URL=url) == "5 passed"

    left = runs.stage.sql(keeping, f"{NAMES} 'rapport_%'")
    assert left.startswith("rapport_template_")
    assert not (runs.home / "tests" / "postgres").exists()
    kill(holder.pid)
    holder.wait()
    runs.stage.rapport(keeping, "stop")


def test_without_a_database_there_is_one_sentence(runs: Runs):
    (runs.home / "tests").mkdir()
    (runs.home / "tests" / "postgres").mkdir(mode=0o755)

    process = runs.begin(TRIALS)
    said = process.communicate(timeout=60)[1].decode().strip()

    assert process.returncode == pytest.ExitCode.USAGE_ERROR
    assert said.startswith(f"ERROR: No database for tests: {runs.home}/tests/postgres must be")
    assert "\n" not in said
