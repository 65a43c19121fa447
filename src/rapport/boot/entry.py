"""The command `rapport`.

    rapport up [--demo]        serve in the foreground
    rapport run -- COMMAND...  hold the database while COMMAND runs, with DATABASE_URL
    rapport migrate            bring the database up to this version
    rapport status | stop      of this home's database

Every other command is front/cli's. Those on files alone start no database; for the rest this
process holds it until they end. Ends with 0; 1 when something is not there; 2 when refused.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from rapport.boot.errors import Refused, Unavailable, exit_code, sentence
from rapport.boot.hold import Hold, given_database, status, stop
from rapport.boot.home import Home

# They read files and call engines: neither Django's database nor the keeper is started.
FILE_COMMANDS = ("duplicates", "classify", "simulate", "staffing", "analyse")
WORDS_ONLY = ("help", "-h", "--help", "version", "--version")
ASKING = {"-h", "--help"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (`| head`) has seen enough; nothing may be flushed to it any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Unavailable, OSError) as error:
        print(sentence(error), file=sys.stderr)
        return exit_code(error)


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["run", "--", _, *_]:
            _become(arguments[2:])
        case [_, *more] if ASKING & set(more):
            return _command_line(arguments)
        case ["up", *more]:
            return _supervise(more)
        case ["run", *_]:
            raise Refused("Usage: rapport run -- COMMAND...")
        case ["migrate"]:
            return _with_database(_migrate)
        case ["status" | "stop" as what]:
            return _look_after(what)
        case [first, *_] if first not in FILE_COMMANDS + WORDS_ONLY:
            return _with_database(lambda own: _hand_over(arguments, own))
        case _:
            return _command_line(arguments)


def _supervise(arguments: list[str]) -> int:
    from rapport.boot import up  # loads asyncio, which no other command waits for

    return up.main(arguments)


def _become(command: list[str]) -> NoReturn:
    """Become the command; it inherits the hold, which its end releases however it ends."""
    if hold := _hold():
        hold.pass_on()
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)  # Python ignores them, and ignoring is inherited
    try:
        os.execvp(command[0], command)
    except FileNotFoundError as error:
        raise Unavailable(f"There is no program `{command[0]}`.") from error


def _hold() -> Hold | None:
    """Hold the database of this home, unless another is given; tell Django where both are."""
    home = Home.default()
    os.environ["RAPPORT_HOME"] = str(home.folder)
    if given_database():
        return None
    hold = Hold(home)
    os.environ["DATABASE_URL"] = home.url
    return hold


def _with_database(work: Callable[[bool], int]) -> int:
    """Do the work while the database is held; tell it whether that is this home's own."""
    hold = _hold()
    try:
        return work(hold is not None)
    finally:
        if hold:
            hold.release()


def _migrate(_own: bool) -> int:
    from rapport.boot.migrate import migrate

    migrate()
    return 0


def _hand_over(arguments: list[str], own: bool) -> int:
    from rapport.boot.migrate import ensure_migrated

    ensure_migrated(may_migrate=own)
    return _command_line(arguments)


def _command_line(arguments: list[str]) -> int:
    from rapport.front.cli.main import main as command_line

    return int(command_line(arguments) or 0)


def _look_after(what: str) -> int:
    if given_database():
        raise Refused("DATABASE_URL is set: that database is not kept here.")
    home = Home.default()
    home.make()
    if what == "status":
        print(status(home))
    else:
        stop(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
