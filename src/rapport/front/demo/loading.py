"""The steps of loading the demo firm; each is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random

import orjson
from django.conf import settings
from django.db import connection

from rapport.kernel import clock
from rapport.kernel.access.actor import operator
from rapport.kernel.imports import running

from . import cast
from .engines import Firm, Truth, generate
from .files import write_files
from .people import let_people_in
from .story import tell_story

TRUTH = "demo-truth.json"


def is_loaded() -> bool:
    """Whether the last step of an earlier loading was reached."""
    return (settings.HOME / TRUTH).exists() and _customers() > 0


def load(folder: Path, *, say: Callable[[str], None]) -> None:
    """Make the firm and write it, by the import as a real firm's files would come."""
    _hasten()
    now, rng = clock.now(), Random(Truth().seed)
    habits = {"zone": "Asia/Taipei", "region": "TW", "currency": "TWD"}
    actor = operator("demo", **habits)
    let_people_in(actor=actor, now=now, rng=rng)
    firm = generate(Truth())
    for name, file in write_files(firm, folder).items():
        result = running.run_import(file, name, actor=actor, now=clock.now())
        say(f"{name}: {result.card.counts.get('created', 0):,} lines")
    tell_story(firm, actor=actor, now=clock.now(), rng=rng)
    _flush()
    _keep_truth(firm)
    say(f"{cast.FIRM}: {len(firm.customers):,} customers")


def _hasten() -> None:
    """Wait for no disk until all is written: after a crash the loading is begun again anyway."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")


def _flush() -> None:
    """Wait for the disk once: this commit is not there without all before it."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = on")
        cursor.execute("select pg_current_xact_id()")


def _keep_truth(firm: Firm) -> None:
    """Keep the parameters, and each customer's own, for analyses to be held against."""
    told = {
        "truth": asdict(firm.truth),
        "customers": {
            one.code: {
                "rate_a_day": one.rate,
                "leaving": one.leaving,
                "left_on": one.left_on,
            }
            for one in firm.customers
            if one.sales
        },
    }
    (settings.HOME / TRUTH).write_bytes(orjson.dumps(told))


def _customers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from (select 1 from parties_party limit 1) p")
        return int(cursor.fetchone()[0])
