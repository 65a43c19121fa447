"""rapport user, rapport token."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .main import Terminal

PAGE = 200


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Enter the commands into the parser."""
    user = commands.add_parser("user", help="create people who sign in, set their passwords")
    verbs = user.add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", parents=[shared], help="create a user")
    create.add_argument("username")
    create.add_argument("--name", help="as colleagues see it")
    create.add_argument("--role", action="append", default=[], help="may be given several times")
    create.add_argument("--team", action="append", default=[])
    create.add_argument("--password-from-input", action="store_true", help="read it from input")
    create.set_defaults(run=create_user)
    password = verbs.add_parser(
        "password", parents=[shared], help="set a password: asked for, or the first line of input"
    )
    password.add_argument("username")
    password.set_defaults(run=set_password)
    listed = verbs.add_parser("list", parents=[shared], help="list users")
    listed.set_defaults(run=list_users)
    _add_token_to(commands, shared)


def create_user(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.clock import dice

    new = accounts.NewUser(
        given.username,
        given.name or given.username,
        password=_password() if given.password_from_input else None,
        roles=given.role,
        teams=given.team,
    )
    created = accounts.create_user(new=new, actor=terminal.actor, now=terminal.now, rng=dice())
    hint = "" if new.password else f" To sign in: rapport user password {given.username}"
    told = f"Created {given.username}.{hint}"
    terminal.result({"user": given.username, "key": created.user_id}, told)


def set_password(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.accounts import commands as accounts

    accounts.set_password(
        user_id=_user_id(given.username),
        password=_password(),
        actor=terminal.actor,
        now=terminal.now,
    )
    terminal.result({"user": given.username}, f"Password of {given.username} set.")


def list_users(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.entities.registry import entity
    from rapport.kernel.views import engine
    from rapport.kernel.views.listing import Listing

    listing = Listing(entity("access.user"), terminal.actor)
    rows = [
        {"id": row["id"], "username": row["username"], "name": row["name"]}
        for row in engine.stream(listing, now=terminal.now)
    ]
    text = "\n".join(f"{row['username']}\t{row['name']}" for row in rows)
    terminal.result({"users": rows}, text)


def create_token(given: argparse.Namespace, terminal: Terminal) -> None:
    from rapport.kernel.accounts import commands as accounts
    from rapport.kernel.accounts.queries.tokens import token_uid_of
    from rapport.kernel.clock import dice

    expires = terminal.now + timedelta(days=given.days) if given.days else None
    created, secret = accounts.create_token(
        user_id=_user_id(given.user),
        name=given.name,
        scopes=given.scope,
        expires_at=expires,
        rate=given.rate,
        actor=terminal.actor,
        now=terminal.now,
        rng=dice(),
    )
    uid = str(token_uid_of(created.token_id))
    terminal.result({"token": secret, "id": uid, "key": created.token_id}, secret)


def list_tokens(given: argparse.Namespace, terminal: Terminal) -> None:
    from dataclasses import asdict

    from rapport.kernel.accounts.queries.tokens import tokens_of

    cards, before = tokens_of(actor=terminal.actor, limit=PAGE)
    while before is not None:
        more, before = tokens_of(actor=terminal.actor, limit=PAGE, before=before)
        cards += more
    rows = [{**asdict(card), "state": card.state(terminal.now)} for card in cards]
    text = "\n".join(
        f"{card.id}\t{card.state(terminal.now)}\t{card.user_name}\t{card.name}\t"
        f"{' '.join(card.scopes) or '*'}\t{card.last_used_at or '-'}"
        for card in cards
    )
    terminal.result({"tokens": rows}, text)


def end_token(given: argparse.Namespace, terminal: Terminal) -> None:
    from uuid import UUID

    from rapport.kernel.accounts import commands as accounts

    accounts.end_token(token_uid=UUID(given.id), actor=terminal.actor, now=terminal.now)
    terminal.result({"ended": given.id}, "Token ended.")


def _add_token_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    token = commands.add_parser("token", help="make and end keys for programs")
    verbs = token.add_subparsers(metavar="VERB", required=True)
    make = verbs.add_parser("create", parents=[shared], help="print a new token, once")
    make.add_argument("--user", required=True)
    make.add_argument("--name", default="command line")
    make.add_argument("--days", type=int, help="ends after so many days")
    scope = "such as customers:read, orders:write:team, access.see_health; default: all"
    make.add_argument("--scope", action="append", default=[], help=scope)
    make.add_argument("--rate", type=int, help="requests a minute")
    make.set_defaults(run=create_token)
    tokens = verbs.add_parser("list", parents=[shared], help="list tokens with their last use")
    tokens.set_defaults(run=list_tokens)
    end = verbs.add_parser("end", parents=[shared], help="end a token")
    end.add_argument("id")
    end.set_defaults(run=end_token)


def _user_id(username: str) -> int:
    from rapport.kernel.access import queries as access
    from rapport.kernel.errors import NotFound

    found = access.user_id_of(username)
    if found is None:
        raise NotFound(entity="User", id=username)
    return found


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
