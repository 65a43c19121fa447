"""A search by PostgreSQL's manual over a copied table: what `bench/search.py` is compared with."""

from __future__ import annotations

import time
from typing import Any

from bench import readers

MARKER = "select to_regclass('rival.customer')"
COPY = """
create schema if not exists rival;
create table rival.making as select p.id, p.owner_id, p.team_id, p.last_touch_at,
  p.display_name || ' ' || p.latin_name as name, p.primary_email as email,
  array_to_string(array(select value from parties_contactpoint c
    where c.party_id = p.id and c.kind = 'phone'), ' ') as phones
from parties_party p where p.deleted_at is null;
create table rival.phone as select party_id, reverse(value) as reversed
  from parties_contactpoint where kind = 'phone';
create index on rival.making (id);
create index on rival.making (owner_id, last_touch_at);
create index on rival.making (team_id, last_touch_at)"""
BY_TRIGRAMS = """
create index on rival.making using gin (name public.gin_trgm_ops);
create index on rival.making using gin (email public.gin_trgm_ops);
create index on rival.making using gin (phones public.gin_trgm_ops)"""
# A word of each Chinese character, so that two of them are a phrase.
WORDS = """to_tsvector('simple', regexp_replace(name, '([\u4e00-\u9fff])', ' \\1 ', 'g'))"""
BY_WORDS = f"""
create index on rival.making using gin (({WORDS}));
create index on rival.making (email text_pattern_ops);
create index on rival.phone (reversed text_pattern_ops)"""
DONE = "analyze rival.making; analyze rival.phone; alter table rival.making rename to customer"
PHRASES = {"one_han": "{0}", "two_han": "{0} <-> {1}"}
_known: list[bool] = []


def make() -> None:
    """Make the rival's tables, once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(MARKER)
        if cursor.fetchone()[0] is not None:
            return
        cursor.execute("drop schema if exists rival cascade")
        for text in (COPY, BY_TRIGRAMS if has_trigrams() else BY_WORDS, DONE):
            for statement in text.split(";\n") if text != DONE else DONE.split("; "):
                cursor.execute(statement)


def has_trigrams() -> bool:
    """Whether the server has pg_trgm; it is installed on the way."""
    from django.db import connection

    if not _known:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_available_extensions where name = 'pg_trgm'")
            _known.append(cursor.fetchone() is not None)
            if _known[0]:
                cursor.execute("create extension if not exists pg_trgm schema public")
    return _known[0]


def milliseconds(what: str, text: str, who: str) -> float:
    """Return how long the rival takes to find the newest eight."""
    from django.db import connection

    scope, whose = "true", []
    if who == "owner":
        scope, whose = "c.owner_id = %s", [readers.WHO["owner"]]
    elif who == "team":
        scope = "(c.owner_id = %s or c.team_id = %s)"
        whose = [readers.WHO["team"], readers.TEAM_OF_READER]
    condition, given = _condition(what, text)
    statement = (
        f"select c.* from rival.customer c where {condition} and {scope}"
        " order by c.last_touch_at desc nulls last, c.id desc limit 8"
    )
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(statement, [*given, *whose])
        cursor.fetchall()
        return (time.perf_counter() - started) * 1000


def _condition(what: str, text: str) -> tuple[str, list[Any]]:
    if has_trigrams():
        column = {"phone_suffix": "phones", "email": "email"}.get(what, "name")
        return f"c.{column} ilike %s", [f"%{text}%"]
    if what == "email":
        return "c.email like %s", [f"{text}%"]
    if what == "phone_suffix":
        inner = "select p.party_id from rival.phone p where p.reversed like %s"
        return f"c.id in ({inner})", [f"{text[::-1]}%"]
    words = PHRASES.get(what, "'{text}':*").format(*text, text=text.lower())
    column = WORDS.replace("name", "c.name").replace("%", "%%")
    return f"{column} @@ to_tsquery('simple', %s)", [words]
