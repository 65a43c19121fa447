"""
How fast two million customers are searched while somebody types.

`search.<what>.<who>`: 99 of 100 searches took at most so many milliseconds in the database, all
statements of one search together, planning included. What: the last 3 to 8 digits of a telephone
number, an e-mail address (whole and begun), one and two Chinese characters, the first 2 to 7
letters of a Latin name. Who: sees all, a team's hundredth, his own thousandth. Half of what a
reader of few looks for is his own, half is anybody's.
`search.api`: the same questions of all three to GET /api/v1/customers?q=, as a client sees it.

The yardstick is a PostgreSQL search by its manual over a copied table under the same scope: with
pg_trgm a GIN index for ilike '%x%'; where the server has no pg_trgm (the one that comes with
Rapport), an index on the reversed number, one on the address (text_pattern_ops) and a GIN index on
the words, each Chinese character one. It finds less: no pinyin, no digits in the middle.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bench import clients, large, readers
from bench.figures import Figure, percentile

ASKED, WARMING, OVER_API = 400, 300, 60
KINDS = ("phone_suffix", "email", "one_han", "two_han", "latin_prefix")
SAMPLE = """
select p.display_name, p.latin_name, p.primary_phone, p.primary_email from parties_party p
where p.id = any(%s) or (p.owner_id = %s and p.id %% 10 = 3)
  or (p.team_id = %s and p.id %% 50 = 7)"""


def run() -> Iterator[Figure]:
    environ = large.environ()
    for who in readers.WHO:
        done = _run("measure", environ, who)
        for what in KINDS:
            figure, beside = done[what]
            yield Figure(f"search.{what}.{who}", figure, "ms", beside, figure / beside)
    yield from _over_api(environ)


def main(role: str, *args: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    django.setup()
    roles: dict[str, Any] = {"measure": _measure, "questions": _api_questions}
    found = roles[role](*args)
    print(json.dumps(found))


def _over_api(environ: dict[str, str]) -> Iterator[Figure]:
    with clients.server(environ) as served:
        asked = _run("questions", dict(served.environ))
        clients.ask(served, asked[: len(asked) // 4], clients=1)
        found = clients.ask(served, asked, clients=1)
    yield Figure("search.api", percentile([each["ms"] for each in found], 0.99), "ms")


def _run(role: str, environ: dict[str, str], *args: str) -> Any:
    command = [sys.executable, "-m", "bench.search", role, *args]
    done = subprocess.run(
        command, env=environ, cwd=large.ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _measure(who: str) -> dict[str, tuple[float, float]]:
    """Return for each kind the p99 of our search and of the rival's."""
    from bench import rival

    readers.let_in()
    rival.make()
    found = {}
    for what in KINDS:
        asked = questions(what, who, ASKED + WARMING)
        ours, theirs = [], []
        for text in asked:  # in turn, so that a busy machine is as busy for both
            ours.append(_ours(text, who))
            theirs.append(rival.milliseconds(what, text, who))
        found[what] = (percentile(ours[WARMING:], 0.99), percentile(theirs[WARMING:], 0.99))
        if os.environ.get("BENCH_SLOWEST"):
            slowest = sorted(zip(ours, asked, strict=True), reverse=True)[:8]
            middle = percentile(ours[WARMING:], 0.5)
            print(who, what, f"{middle:.2f}", slowest, file=sys.stderr, flush=True)
    return found


def _ours(text: str, who: str) -> float:
    """Return the milliseconds that the database took for one search."""
    from django.db import connection

    from rapport.customers.parties.queries import best_customers
    from rapport.kernel.access import queries as access

    reader = access.reader_of(readers.WHO[who])
    assert reader is not None
    taken = 0.0

    def clocked(execute: Any, *args: Any) -> Any:
        nonlocal taken
        started = time.perf_counter()
        try:
            return execute(*args)
        finally:
            taken += time.perf_counter() - started

    with connection.execute_wrapper(clocked):
        best_customers(text, actor=reader.actor)
    return taken * 1000


def questions(what: str, who: str, count: int) -> list[str]:
    """Return what people type, drawn from the customers that are there."""
    rng = random.Random(f"{what} {who}")
    names, phones, emails = _drawn(who)
    han = [name for name in names if not name.isascii()]
    latin = [name for name in names if name.isascii()]
    return [
        {
            "phone_suffix": lambda turn: rng.choice(phones)[-(3, 4, 5, 6, 8)[turn % 5] :],
            "email": lambda turn: _begun_address(rng.choice(emails), turn),
            "one_han": lambda turn: rng.choice(han)[turn % 2],
            "two_han": lambda turn: rng.choice(han)[turn % 2 :][:2],
            "latin_prefix": lambda turn: rng.choice(latin).split()[turn % 2][: 2 + turn % 6],
        }[what](turn)
        for turn in range(count)
    ]


def _drawn(who: str) -> tuple[list[str], list[str], list[str]]:
    """Return names, numbers and addresses of customers: anybody's, and as many of the reader's."""
    from django.db import connection

    rng = random.Random(who)
    anybody = [rng.randint(1, large.CUSTOMERS) for _ in range(400)]
    owner = readers.WHO["owner"] if who == "owner" else 0
    team = readers.TEAM_OF_READER if who == "team" else 0
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [anybody, owner, team])
        rows = cursor.fetchall()
    names = [name for row in rows for name in row[:2] if len(name) > 2 and _is_plain(name)]
    return names, [row[2] for row in rows if row[2]], [row[3] for row in rows if row[3]]


def _is_plain(name: str) -> bool:
    return len(name.split()) > 1 if name.isascii() else not name.endswith(("公司", "社"))


def _begun_address(address: str, turn: int) -> str:
    local = address.partition("@")[0]
    return (address, f"{local}@", f"{local}@g", local)[turn % 4]


def _api_questions() -> list[clients.Request]:
    readers.let_in()
    found = []
    for who in readers.WHO:
        header = readers.token_of(who)
        for what in KINDS:
            texts = questions(what, who, OVER_API)
            found += [clients.get(f"/api/v1/customers?q={quote(text)}", header) for text in texts]
    random.Random(1).shuffle(found)
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
