"""Read the arguments, act as the operator or a named user, and say how it ended."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

# What runs before this parser is asked (boot/entry.py), named here for its help.
SUPERVISED = {
    "up": "serve this home in the foreground",
    "run": "run a program that finds this home's database: rapport run -- COMMAND...",
    "migrate": "bring the database up to this version",
    "status": "say what runs of this home",
    "stop": "end this home's database",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command speaks: its result on standard output, all else on standard error."""

    as_json: bool
    actor: Any
    now: Any

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def result(self, values: dict[str, Any], text: str) -> None:
        """Print the result: one compact line of JSON, or words."""
        print(orjson.dumps(values, default=str).decode() if self.as_json else text, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns 0 done, 1 failed, 2 refused."""
    parser = _parser()
    given = parser.parse_args(list(arguments))
    if not hasattr(given, "run"):
        parser.print_help()
        return 2
    _wake()
    import psycopg
    from django.db import Error as DatabaseError

    from rapport.kernel.errors import Refusal, Unavailable
    from rapport.kernel.web.problems import explain

    try:
        code = given.run(given, _terminal(given))
        return int(code or 0)
    except Refusal as refusal:
        print(_which(refusal) or explain(refusal), file=sys.stderr)
        return 1 if isinstance(refusal, Unavailable) else 2
    except (DatabaseError, psycopg.Error) as error:  # COPY speaks for itself, not through Django
        print(f"The database says: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.strerror}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return 1


def _which(refusal: Any) -> str:
    """Name what was not found; a page says less, for its reader did not type the name."""
    from django.utils.translation import gettext as _

    from rapport.kernel.errors import NotFound

    details = refusal.details
    if type(refusal) is not NotFound or not {"entity", "id"} <= details.keys():
        return ""
    text = _("There is no {entity} called {id} that you can see.")
    return text.format(entity=_(str(details["entity"])), id=details["id"])


def _parser() -> argparse.ArgumentParser:
    from . import archives, bulk, changes, client, doctor, exports, imports, people

    parser = argparse.ArgumentParser(prog="rapport", description="Rapport on the command line.")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--json", action="store_true", help="print the result as JSON, for programs"
    )
    shared.add_argument("--as", dest="acts_as", metavar="USER", help="act with this user's rights")
    by_name = argparse.ArgumentParser(add_help=False)  # `token create --user` says whose token
    by_name.add_argument("--user", dest="acts_as", metavar="NAME", help="the same as --as")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, does in SUPERVISED.items():
        commands.add_parser(name, help=does)
    for module in (imports, exports, bulk, changes, client, archives, doctor):
        module.add_to(commands, argparse.ArgumentParser(add_help=False, parents=[shared, by_name]))
    people.add_to(commands, shared)
    return parser


def _wake() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()


def _terminal(given: argparse.Namespace) -> Terminal:
    """Find out as whom the command acts; on an empty home a neutral firm is founded first."""
    from rapport.kernel import clock
    from rapport.kernel.access import queries as access
    from rapport.kernel.access.actor import operator
    from rapport.kernel.errors import NotFound

    from .founding import found_neutral_firm

    now = clock.now()
    name = getpass.getuser()
    if getattr(given, "needs_firm", True):
        found_neutral_firm(actor=operator(name), now=now)
    firm = access.firm()
    habits = {"zone": firm.zone, "region": firm.region, "currency": firm.currency} if firm else {}
    actor = operator(name, language=_language(), **habits)
    if acts_as := getattr(given, "acts_as", None):
        user_id = access.user_id_of(acts_as)
        reader = access.reader_of(user_id) if user_id else None
        if reader is None:
            raise NotFound(entity="User", id=acts_as)
        actor = reader.actor
    return Terminal(given.json, actor, now)


def _language() -> str:
    from django.utils import translation

    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    language = "en"
    if spoken.startswith("zh"):
        language = "zh-hans" if "CN" in spoken or "SG" in spoken else "zh-hant"
    translation.activate(language)
    return language
