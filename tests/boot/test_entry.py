"""The command `rapport`: what it needs it starts, and how it ends it says by its code."""

from __future__ import annotations

import signal

import pytest

from tests.boot.stage import Stage, finish, is_ready, record, until
from tests.boot.stand_ins import lay_out

pytestmark = pytest.mark.real


def test_a_command_on_an_empty_home_makes_the_database_and_migrates(furnished: Stage):
    home = furnished.home("empty")

    first = furnished.rapport(home, "customers", "--count")
    second = furnished.rapport(home, "customers", "--count")

    assert first[0] == 0
    assert first[1].startswith("customers --count 0\nPreparing the database (")
    assert second == (0, "customers --count 0")
    furnished.rapport(home, "stop")


def test_a_refusal_of_a_command_ends_with_two(furnished: Stage):
    home = furnished.home("refusal")

    assert furnished.rapport(home, "refuse")[0] == 2
    assert furnished.rapport(home, "boom")[0] == 130
    furnished.rapport(home, "stop")


def test_a_command_holds_the_database_while_it_runs(furnished: Stage):
    slow = "import time\ndef main(arguments):\n    print('there', flush=True)\n    time.sleep(60)\n"
    lay_out(furnished.clone, **{"front/cli/main.py": slow})
    home = furnished.home("slow")
    command = furnished.begin(home, "slow")
    until(lambda: is_ready(home))
    command.stdout.readline()

    code, said = furnished.rapport(home, "stop")

    assert code == 2
    assert f"in use by process {command.pid}" in said
    command.send_signal(signal.SIGINT)
    assert finish(command)[0] == 130
    assert furnished.rapport(home, "stop") == (0, "")


@pytest.mark.parametrize(
    "words", ["classify a.csv", "--help", "customers --help", "up --help", "run -h"]
)
def test_a_command_on_files_and_a_request_for_help_start_no_database(furnished: Stage, words: str):
    home = furnished.home("words-" + words.replace(" ", "-"))

    said = furnished.rapport(home, *words.split())

    assert said == (0, f"words {words}")
    assert record(home) == {}


def test_an_address_that_is_no_postgresql_is_refused_without_repeating_it(furnished: Stage):
    home = furnished.home("no-postgresql")

    code, said = furnished.rapport(home, "customers", DATABASE_URL="mysql://me:secret@db/firm")

    assert code == 2
    assert said.startswith("DATABASE_URL is no PostgreSQL: write postgresql://")
    assert "secret" not in said


def test_a_foreign_database_of_an_older_version_is_not_changed_unasked(furnished: Stage):
    keeping = furnished.home("older")
    older = "drop table auth_permission cascade; delete from django_migrations where app = 'auth'"
    furnished.rapport(keeping, "customers")
    furnished.sql(keeping, older)
    words = ["run", "--", *furnished.python, "-m", "rapport.boot.entry", "customers"]

    code, said = furnished.rapport(keeping, *words)

    assert code == 2
    assert said.endswith("migrations older than this version: run `rapport migrate` first.")
    furnished.rapport(keeping, "stop")


def test_a_missing_command_of_run_is_told(furnished: Stage):
    home = furnished.home("missing")

    assert furnished.rapport(home, "run", "true") == (2, "Usage: rapport run -- COMMAND...")
    code, said = furnished.rapport(home, "run", "--", "no-such-program")

    assert (code, said) == (1, "There is no program `no-such-program`.")
    furnished.rapport(home, "stop")


def test_status_says_who_uses_the_database(furnished: Stage):
    home = furnished.home("status")
    command = furnished.begin(home, "run", "--", "sleep", "60")
    until(lambda: is_ready(home))

    code, said = furnished.rapport(home, "status")

    was = record(home)
    postgres = f"ready: PostgreSQL {was['version']} as process {was['postgres']}"
    users = f"keeper {was['pid']}, used by {command.pid}; home {home}"
    assert (code, said) == (0, f"{postgres}, {users}")
    command.kill()
    finish(command)
    furnished.rapport(home, "stop")
