"""
Web, worker and database are killed while customers are created and files taken in.

What was asked for stands in the end exactly as in a twin home where nobody was killed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.boot.conftest import SEED, place
from tests.boot.real_firm import LINGERING, PATIENCE, RealFirm
from tests.boot.stage import kill, running_below, until

pytestmark = pytest.mark.real

INSTANTS = int(os.environ.get("RAPPORT_INSTANTS", "20"))
LINES = 300  # of a file; one file a round
PARTS = ("web", "worker", "database")
# What is left out: who looked when, what was tried how often, and when it was sealed.
ASIDE = (
    "procrastinate_%", "jobs_jobfault", "audit_seal", "search_reachcount", "django_session",
    "audit", "outbox", "lane",
)  # fmt: skip
# Judged or written again after a kill, and said so again: at least as often as by the twin.
AGAIN = ("imports.import_judged.v1", "imports.window_written")
FIGURES = {
    "customers": """select count(*), sum(version), md5(string_agg(concat_ws('|', display_name,
        sort_name, kind, primary_phone, primary_email, city, tags, search_tokens, duplicate_keys),
        ',' order by display_name)) from parties_party where deleted_at is null""",
    "contact points": """select count(*), md5(string_agg(kind || value || is_primary, ',' order by
        value)) from parties_contactpoint""",
    "search tokens": """select count(*), md5(string_agg(concat(p.display_name, t.token), ',' order
        by p.display_name, t.token)) from search_token t join parties_party p on p.id = t.row_id
        where t.entity = (select entity from search_token group by 1 order by count(*) desc
        limit 1)""",
    "orders": """select count(*), sum(total), sum(home_total), sum(paid), count(distinct number),
        md5(string_agg(external_number, ',' order by external_number)) from commerce_order""",
    "lines": "select count(*), sum(quantity), sum(price), sum(amount) from commerce_line",
    "totals": """select count(*), sum(orders_count), sum(returns_count), sum(net), sum(net_year)
        from commerce_customertotals""",
    "timeline": "select code, kind, count(*) from interactions_entry group by 1, 2 order by 1, 2",
    "imports": """select file_name, state, counts::text, entities::text, amounts::text
        from imports_import order by file_name""",
    "changes": """select i.file_name, c.entity, count(*) from imports_importchange c
        join imports_import i on i.id = c.import_id group by 1, 2 order by 1, 2""",
    "audit": f"select name, count(*) from audit where name not in {AGAIN} group by 1 order by 1",
    "events": f"""select name, count(*), count(distinct aggregate) from outbox
        where name not in {AGAIN} group by 1 order by 1""",
    "reactions": """select split_part(aggregate, ':', 1), reaction, count(*) from lane
        group by 1, 2 order by 1, 2""",
}
TABLES = f"""select relname from pg_class where relkind = 'r'
and relnamespace = 'public'::regnamespace and not relname like any (array{list(ASIDE)})"""
LEFT = """select (select count(*) from outbox_waiting) + (select count(*) from lane
where parked_at is not null or done_seq < told_seq)
+ (select count(*) from procrastinate_jobs where status in ('todo', 'doing'))"""


@dataclass
class Blows:
    """What was hit, and what of it in the middle of a commit."""

    chance: random.Random
    struck: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    inside: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    made: list[int] = field(default_factory=list)  # customers that web created, by round


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    work = Path(tempfile.mkdtemp(prefix="rapport-crashes-", dir=place()))
    work.chmod(0o755)
    yield work
    until(lambda: not running_below(work), 30)
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture(scope="module")
def pair(homes: Path) -> tuple[RealFirm, RealFirm]:
    """Give the firm to be struck and its twin, a copy made while both were new."""
    struck, twin = RealFirm(homes / "struck"), RealFirm(homes / "twin")
    struck.found()
    struck.rapport("stop")
    subprocess.run(["cp", "-a", struck.home.folder, twin.home.folder], check=True)
    twin.token = struck.token
    return struck, twin


def customers(at: int) -> str:
    rows = (f"K{at}-{n},江 {at}-{n},09{at:02}{n:06},k{at}.{n}@example.com" for n in range(LINES))
    return "\n".join(("external_id,name,phones,emails", *rows))


def orders(at: int) -> str:
    rows = (
        f"O{at}-{n // 3},2026-03-{n % 28 + 1:02}T04:00:00Z,K{at - 1}-{n // 3},TWD,{n % 3 + 1},"
        f"Thing {n},{n % 4 + 1},{n * 7 % 90 + 10}"
        for n in range(LINES)
    )
    head = "number,ordered_at,customer,currency,position,description,quantity,price"
    return "\n".join((head, *rows))


class Stream:
    """Customers created one after another until told to stop, or as many as a twin got."""

    def __init__(self, firm: RealFirm, at: int, count: int | None = None) -> None:
        self.firm, self.at, self.count = firm, at, count
        self.made = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while self.made != self.count and not self.stop.is_set():
            body = {
                "kind": "person",
                "name": name_of(self.at, self.made),
                "contact_points": [{"kind": "phone", "value": f"0955{self.at:02}{self.made:04}"}],
            }
            self.firm.create(body, f"customer-{self.at}-{self.made}")
            self.made += 1

    def end(self) -> int:
        """Wait until the last one is acknowledged; return how many were."""
        if self.count is None:
            self.stop.set()
        self.thread.join(PATIENCE)
        return self.made


def name_of(at: int, n: int) -> str:
    return f"Maria {at}-{n} Santos"


def play(firm: RealFirm, made: list[int], blows: Blows | None = None) -> None:
    """
    Ask for everything, a round at a time; with blows, each part is killed in each round.

    Shapes    made: how many customers were created in each round; filled where there are blows.
    """
    for at in range(INSTANTS):
        stream = Stream(firm, at, None if blows else made[at])
        mapping, text = ("orders", orders(at)) if at % 2 else ("customers", customers(at))
        brought = firm.bring(f"{at:02}.csv", text, mapping, f"file-{at}")
        if blows:
            strike(firm, blows, inside=at % 3 == 0)
        firm.wait(lambda brought=brought: state(firm, brought) == "applied")
        count = stream.end()
        if blows:
            made.append(count)


def state(firm: RealFirm, brought: str) -> str:
    [(found, fault)] = firm.rows("select state, fault from imports_import where uid = %s", brought)
    assert found != "failed", fault
    return str(found)


def strike(firm: RealFirm, blows: Blows, *, inside: bool) -> None:
    """
    Kill web, worker and database once each: at instants of the dice, or inside their commits.

    The worker's commit comes first, and but once; what web had begun lingers on in the database.
    """
    parts = ["worker", "web", "database"]
    if not inside:
        blows.chance.shuffle(parts)
    for part in parts:
        if inside:
            hit = firm.wait_for_commit(("web", "worker") if part == "database" else (part,))
        else:
            time.sleep(blows.chance.uniform(0, 0.8))
            hit = False
        until(lambda part=part: firm.pid(part), PATIENCE)
        kill(firm.pid(part))
        blows.struck[part] += 1
        blows.inside[part] += hit


def figures(firm: RealFirm) -> dict[str, Any]:
    """Return what matters of a firm: figures by name, and the number of rows of each table."""
    counts = {name: firm.rows(f'select count(*) from "{name}"') for (name,) in firm.rows(TABLES)}
    return {**counts, **{name: firm.rows(text) for name, text in FIGURES.items()}}


def settle(firm: RealFirm) -> None:
    firm.wait(lambda: firm.rows(LEFT) == [(0,)])


@pytest.fixture(scope="module")
def played(pair: tuple[RealFirm, RealFirm]) -> Iterator[tuple[RealFirm, RealFirm, Blows]]:
    """Play the same in both homes, and strike one of them."""
    blows = Blows(random.Random(f"{SEED} crashes"))
    try:
        for firm in pair:
            firm.start()
            if firm is pair[0]:
                with firm.database() as session:
                    session.execute(LINGERING)
            play(firm, blows.made, blows if firm is pair[0] else None)
            settle(firm)
        yield (*pair, blows)
    finally:
        for firm in pair:
            firm.stop()


def test_every_part_was_killed_at_so_many_instants_five_inside_a_commit(
    played: tuple[RealFirm, RealFirm, Blows],
):
    *_, blows = played

    assert blows.struck == dict.fromkeys(PARTS, INSTANTS)
    assert all(hit >= INSTANTS // 4 for hit in blows.inside.values()), blows.inside


def test_sums_and_counts_are_those_of_an_undisturbed_twin(
    played: tuple[RealFirm, RealFirm, Blows],
):
    struck, twin, _ = played
    found, wanted = figures(struck), figures(twin)

    assert {name: found[name] for name in wanted if found.get(name) != wanted[name]} == {}
    assert found == wanted


def test_what_was_acknowledged_is_there_once_and_the_next_start_works(
    played: tuple[RealFirm, RealFirm, Blows],
):
    struck, _, blows = played
    names = [name_of(at, n) for at, count in enumerate(blows.made) for n in range(count)]

    assert struck.stop() == 0
    struck.start()
    kept = struck.rows("select display_name from parties_party where display_name like 'Maria%'")
    again = struck.create({"kind": "person", "name": "Next Start"}, "next")

    assert sorted(name for (name,) in kept) == sorted(names)
    assert struck.call(f"/customers/{again['id']}")["name"] == "Next Start"
