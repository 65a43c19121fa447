"""
Take orders in from a staging table: an order as a whole or not at all.

A line is an order line, or an order of which only the total is known.

Layout of the stage (kernel/imports/stages.py), besides the kernel's own columns: number, source,
external_number, kind, status, ordered_at, customer (a number or id of ours or a key in another
system), currency, channel, store, original (of a return: the number of its sale), payments (JSON),
position, product_code, description, quantity, price, total. An order that is there already is left
as it is: it changes by returns and payments, not by a file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import scope
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.imports.numbering import pass_number
from rapport.kernel.imports.stages import Stage, Window, moment_hex
from rapport.kernel.values import EXPONENTS
from rapport.operations.commerce.models import Order
from rapport.operations.commerce.permissions import CHANGE

from . import import_sql as sql
from .home import home_total_sql
from .timeline import enter_batch, enter_payments
from .totals import lock_totals, refresh_totals

PARTIES_A_CHUNK = 5000


def judge_orders(stage: Stage, *, actor: Actor, now: datetime) -> None:
    """Give every line the fate of its order. Refuses NotAllowed."""
    actor.must(CHANGE)
    given = _given(stage, actor, now)
    reached = scope(entity("parties.party"), actor, alias="p")
    values = {f"reach_{at}": value for at, value in enumerate(reached.params)}
    names = iter(values)
    pieces = reached.text.split("%s")
    reach = pieces[0] + "".join(f"%({next(names)})s{piece}" for piece in pieces[1:])
    _run(stage, ["drop table if exists {item}; drop table if exists {doc}"], {})
    _run(stage, [sql.ITEMS, sql.DOCUMENTS, sql.INDEXES, sql.BUYERS], given)
    _run(stage, [sql.KNOWN], given)
    _run(stage, [sql.FAULTY.replace("{reached}", reach)], {**given, **values})
    _run(stage, [sql.DIFFERENT, sql.ONLY_KNOWN, sql.NO_ORIGINAL, sql.VERDICTS], given)


def apply_orders(stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
    """Write the orders of a window with their lines, and enter them into timelines."""
    actor.must(CHANGE)
    given = {**_given(stage, actor, now), "first": window.first, "last": window.last}
    orders = sql.NEW_ORDERS.replace(
        "{home_total}", home_total_sql("d.total", "d.currency", "d.ordered_at")
    )
    place = {"first": window.first, "last": window.last}
    ((highest,),) = stage.rows(_named(stage, sql.HIGHEST_NUMBER), **place)
    if highest is not None:
        with connection.cursor() as cursor:
            pass_number(cursor, "commerce_order_number", highest)
    _run(stage, [orders, sql.NEW_LINES], given)
    if "payments" in stage.columns:
        _run(stage, [sql.NEW_PAYMENTS, sql.PAID], given)
    stage.record("commerce.order", _named(stage, sql.CREATED), **place)
    ((first_id, last_id),) = stage.rows(_named(stage, sql.WINDOW), **place)
    if first_id is not None:
        enter_batch(first_id, last_id, stage.import_id, now=now)
        if "payments" in stage.columns:
            enter_payments(first_id, last_id, stage.import_id, now=now)


def finish_orders(stage: Stage, *, now: datetime) -> None:
    """Lead returns to their sales, and count what customers spent, 5,000 by one statement."""
    if "original" in stage.columns:
        steps = [sql.FRESH_STATISTICS, sql.ORIGINALS, sql.ORIGINAL_LINES]
        _run(stage, steps, {"batch": stage.import_id})
    found = sorted(key for (key,) in stage.rows(sql.BUYERS_OF_IMPORT, batch=stage.import_id))
    for start in range(0, len(found), PARTIES_A_CHUNK):
        refresh_totals(found[start : start + PARTIES_A_CHUNK], now=now)


def lock_buyers(order_ids: Sequence[int]) -> list[int]:
    """Lock the totals of the orders' customers before the orders are taken back."""
    buyers = Order.objects.filter(pk__in=order_ids, party_id__isnull=False)
    return lock_totals(buyers.values_list("party_id", flat=True).distinct())


def order_counts(stage: Stage) -> dict[str | None, int]:
    """Count the orders of the file by fate."""
    return dict(stage.rows(_named(stage, sql.COUNTS)))


def _given(stage: Stage, actor: Actor, now: datetime) -> dict[str, Any]:
    firm = access.firm()
    columns = ("kind", "currency", "customer")
    return {
        **{f"has_{name}": name in stage.columns for name in columns},
        "has_external": "external_number" in stage.columns,
        "source": stage.options.get("source", ""),
        "mode": stage.options.get("mode", "create_and_update"),
        "currency": stage.options.get("currency") or (firm.currency if firm else actor.currency),
        "customer_system": stage.options.get("customer_system", ""),
        "sees_all": actor.reach_of(CHANGE) is Reach.ALL,
        "exponents": json.dumps(dict(EXPONENTS)),
        "import": str(stage.uid),
        "batch": stage.import_id,
        "moment": moment_hex(now),
        "now": now,
    }


def _run(stage: Stage, texts: Sequence[str], given: dict[str, Any]) -> None:
    for text in texts:
        named = _named(stage, text)
        stage.run(named, **{name: given[name] for name in given if f"%({name})s" in named})


def _named(stage: Stage, text: str) -> str:
    for name in ("doc", "item"):
        text = text.replace(f"{{{name}}}", stage.aside(name))
    return text
