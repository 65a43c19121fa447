"""
Take in a file of invoices: one order a number, one customer a number, one product a stock code.

What is decided about charges, repeats, corrections and missing customers, and why, with the sums
of the real file: docs/algorithms/online-retail.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from rapport.customers.parties import commands as parties
from rapport.customers.parties.queries.external_ids import known_by_external_ids
from rapport.customers.parties.words import NumberedCustomer
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.imports.loaders import Loader, Written
from rapport.kernel.imports.pure import CellKind, Column, Habits
from rapport.kernel.imports.stages import Stage, Window, moment_hex
from rapport.kernel.imports.words import in_words
from rapport.kernel.values.currencies import exponent
from rapport.operations.catalogue import commands as catalogue
from rapport.operations.catalogue import queries as products
from rapport.operations.commerce import permissions
from rapport.operations.commerce.models import Order

from . import online_retail_sql as sql
from .home import home_total_sql
from .timeline import enter_orders, enter_whole_batch, forget_moved, forget_orders
from .totals import lock_totals, refresh_totals

LINES_A_WINDOW = 10_000
PARTIES_A_CHUNK = 5_000
BESIDE = ("doc", "code", "buyer", "said", "kept")  # tables beside the stage
# Windows of products and customers are numbered below those of orders, which go by lines.
PRODUCTS, CUSTOMERS = -2_000_000_000, -1_000_000_000


def _customer_number(text: str, habits: Habits) -> str:
    """Read a number as a key: tables of numbers write 13085 as 13085.0."""
    return text.removesuffix(".0").upper()


COLUMNS = (
    Column("invoice", N_("Invoice"), CellKind.CODE, required=True, length=60),
    Column("stock_code", N_("Product code"), CellKind.CODE, required=True, length=40),
    Column("description", N_("Description"), CellKind.TEXT, length=240),
    Column("quantity", N_("Quantity"), CellKind.NUMBER, required=True, digits=(12, 4)),
    Column("ordered_at", N_("Ordered"), CellKind.INSTANT, required=True),
    Column("price", N_("Unit price"), CellKind.MONEY, required=True, digits=(14, 4)),
    Column("customer", N_("Customer"), CellKind.CODE, length=60, read=_customer_number),
    Column("country", N_("Country"), CellKind.TEXT, length=80),
)


class OnlineRetailLoader(Loader):
    key = "online-retail"
    label = N_("Invoices with customers and products")
    entity = "commerce.order"
    permission = permissions.CHANGE
    columns = COLUMNS
    verdicts = "(select line, fate, fault, field from {stage} where fate is not null) left_out"
    key_columns = (("invoice", "stock_code", "quantity", "price", "ordered_at"),)
    written = (
        Written(
            "parties.party",
            "parties_party",
            belongs=(
                ("commerce_customertotals", "party_id"),
                ("parties_externalid", "party_id"),
                ("parties_address", "party_id"),
            ),
        ),
        Written("catalogue.product", "catalogue_product"),
        Written("commerce.order", "commerce_order", belongs=(("commerce_line", "order_id"),)),
    )

    def judge(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        said = _Said(stage, now)
        if stage.options.get("repeats") == "skip":
            said.run(sql.SKIP_REPEATS)
        said.make("doc", sql.DOCUMENTS)
        said.make("code", sql.CODES)
        said.make("buyer", sql.BUYERS)
        said.run(sql.INDEXES)
        _find_known(said)
        if said.run(sql.KNOWN_ORDERS):
            _compare(said)
        if said.value(sql.SCATTERED):
            said.run(sql.INDEX_SCATTERED)

    def windows(self, stage: Stage) -> list[Window]:
        said = _Said(stage)
        orders = _cut(said.rows(sql.PARTS))
        return [
            *_numbered(PRODUCTS, said.value("select count(*) from {code}")),
            *_numbered(CUSTOMERS, said.value("select count(*) from {buyer}")),
            *orders,
        ]

    def may_overlap(self, window: Window) -> bool:
        return window.first >= 0  # documents meet in nothing but keys that are there already

    def apply(self, stage: Stage, window: Window, *, actor: Actor, now: datetime) -> None:
        said = _Said(stage, now)
        if window.last < CUSTOMERS:
            _write_products(said, window.first - PRODUCTS, window.last - PRODUCTS, actor, now)
        elif window.last < 0:
            _write_customers(said, window.first - CUSTOMERS, window.last - CUSTOMERS, actor, now)
        else:
            _write_orders(said, window, actor, now)

    def finish(self, stage: Stage, *, actor: Actor, now: datetime) -> None:
        found = _Said(stage).rows("select party_id from {buyer} where party_id is not null")
        keys = sorted(key for (key,) in found)
        for start in range(0, len(keys), PARTIES_A_CHUNK):
            refresh_totals(keys[start : start + PARTIES_A_CHUNK], now=now)
        enter_whole_batch(stage.import_id, now=now)

    @contextmanager
    def removing(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> Iterator[None]:
        buyers: list[int] = []
        if entity == "commerce.order":
            orders = Order.objects.filter(pk__in=row_ids, party_id__isnull=False)
            buyers = lock_totals(orders.values_list("party_id", flat=True).distinct())
            forget_orders(row_ids)
        if entity == "parties.party":
            parties.leave_search(row_ids)
        yield
        refresh_totals(buyers, now=now)

    def restore(
        self, entity: str, was: Sequence[tuple[int, Mapping[str, Any]]], *, now: datetime
    ) -> None:
        if entity == "commerce.order":
            lines = [Jsonb(before.get("lines") or []) for _key, before in was]
            with connection.cursor() as cursor:
                ids = [key for key, _before in was]
                cursor.execute(sql.RESTORE_LINES, {"ids": ids, "lines": lines})
            said = {key: before.get("moved_to") for key, before in was}
            moved = {key: buyer for key, buyer in said.items() if buyer is not None}
            forget_moved(moved)
            refresh_totals(sorted(set(moved.values())), now=now)

    def after_undo(
        self, entity: str, row_ids: Sequence[int], *, actor: Actor, now: datetime
    ) -> None:
        if entity == "commerce.order":
            enter_orders(row_ids, now=now)
            buyers = Order.objects.filter(pk__in=row_ids, party_id__isnull=False)
            refresh_totals(sorted(set(buyers.values_list("party_id", flat=True))), now=now)

    def line_counts(self, stage: Stage) -> dict[str, int]:
        said = _Said(stage)
        fates = {fate: int(lines) for fate, _orders, lines in said.rows(sql.ORDER_COUNTS)}
        out = said.rows("select fate, count(*) from {stage} where fate is not null group by fate")
        return in_words({**fates, **dict(out)})

    def entity_counts(self, stage: Stage) -> dict[str, dict[str, int]]:
        said = _Said(stage)
        orders = {fate: count for fate, count, _lines in said.rows(sql.ORDER_COUNTS)}
        return {
            "customers": _counted(said, "{buyer}", "party_id"),
            "products": _counted(said, "{code}", "product_id"),
            "orders": in_words(orders),
            "order_lines": self.line_counts(stage),
        }

    def amounts(self, stage: Stage) -> dict[str, str]:
        said = _Said(stage)
        taken, left = said.value(sql.TAKEN_IN), said.value(sql.LEFT_OUT)
        decimals = said.params["decimals"]
        in_all = {"file": taken + left, "orders": taken, "left_out": left}
        return {name: f"{amount:.{decimals}f}" for name, amount in in_all.items()}


class _Said:
    """The stage with the tables beside it, and the values that every statement may need."""

    def __init__(self, stage: Stage, now: datetime | None = None):
        self.stage = stage
        options = stage.options
        firm = access.firm()
        currency = str(options.get("currency") or (firm.currency if firm else "GBP"))
        self.params: dict[str, Any] = {
            "currency": currency,
            "decimals": exponent(currency),
            "source": str(options.get("source") or "import")[:40],
            "channel": options.get("channel", ""),
            "charges": [code.upper() for code in options.get("charges", {})],
            "import": str(stage.uid),
            "batch": stage.import_id,
            "now": now,
            "moment": moment_hex(now) if now else "",
        }

    def run(self, text: str, **more: Any) -> int:
        return self.stage.run(self._named(text), **{**self.params, **more})

    def make(self, name: str, text: str) -> None:
        """Make a table beside the stage anew, with statistics: plans go badly wrong without."""
        self.run(f"drop table if exists {{{name}}}")
        self.run(text)
        self.run(f"analyze {{{name}}}")

    def rows(self, text: str, **more: Any) -> list[tuple[Any, ...]]:
        return self.stage.rows(self._named(text), **{**self.params, **more})

    def value(self, text: str, **more: Any) -> Any:
        return self.rows(text, **more)[0][0]

    def record(self, entity: str, text: str, **more: Any) -> int:
        return self.stage.record(entity, self._named(text), **{**self.params, **more})

    def _named(self, text: str) -> str:
        for name in BESIDE:
            text = text.replace(f"{{{name}}}", self.stage.aside(name))
        if "{home_total}" in text:
            there = home_total_sql("d.total", "%(currency)s", "d.ordered_at")
            text = text.replace("{home_total}", there)
        return text


def _find_known(said: _Said) -> None:
    """Write beside customers and products which of them are there already."""
    source = said.params["source"]
    values = [value for (value,) in said.rows("select value from {buyer}")]
    known = known_by_external_ids(source, values)
    _note(said, "{buyer}", "value", "party_id", known)
    codes = [code for (code,) in said.rows("select code from {code}")]
    _note(said, "{code}", "code", "product_id", products.known_by_codes(codes))
    said.run(sql.BUYERS_OF_DOCUMENTS)


def _compare(said: _Said) -> None:
    """Find out which of the documents that are there already are the same."""
    said.run("analyze {doc}")
    said.make("said", sql.SAID)
    said.make("kept", sql.KEPT)
    said.run(sql.UNCHANGED)


def _note(said: _Said, table: str, name: str, key: str, known: dict[str, int]) -> None:
    if known:
        said.run(
            f"update {table} t set {key} = g.id"
            f" from unnest(%(names)s::text[], %(ids)s::bigint[]) as g(name, id)"
            f" where t.{name} = g.name",
            names=list(known),
            ids=list(known.values()),
        )


def _write_products(said: _Said, first: int, last: int, actor: Actor, now: datetime) -> None:
    rows = said.rows(
        "select code, name from {code} where product_id is null and part between %(first)s"
        " and %(last)s order by part",
        first=first,
        last=last,
    )
    made = catalogue.enter_products(rows, stage=said.stage, actor=actor, now=now)
    _note(said, "{code}", "code", "product_id", made)


def _write_customers(said: _Said, first: int, last: int, actor: Actor, now: datetime) -> None:
    rows = said.rows(
        "select value, country from {buyer} where party_id is null and part between %(first)s"
        " and %(last)s order by part",
        first=first,
        last=last,
    )
    countries = said.stage.options.get("countries", {})
    made = parties.enter_customers(
        [
            NumberedCustomer(value, countries.get(name or "", ""), name or "")
            for value, name in rows
        ],
        stage=said.stage,
        actor=actor,
        now=now,
    )
    _note(said, "{buyer}", "value", "party_id", made)
    said.run(sql.BUYERS_OF_DOCUMENTS)


def _write_orders(said: _Said, window: Window, actor: Actor, now: datetime) -> None:
    bounds = {"first": window.first, "last": window.last}
    bounds["last_line"] = said.value(sql.LAST_LINE, **bounds)
    scattered = bounds["last_line"] - window.first > 5 * LINES_A_WINDOW
    reach = sql.BY_INVOICE if scattered else sql.BETWEEN
    said.run(sql.NEW_ORDERS, **bounds)
    said.run(sql.NEW_LINES.replace("{reach}", reach), **bounds)
    said.record("commerce.order", sql.CREATED, **bounds)
    if changed := [key for (key,) in said.rows(sql.LOCK_CHANGED, **bounds)]:
        said.record("commerce.order", sql.CHANGED, **bounds)
        forget_orders(changed)
        said.run(sql.CHANGE_ORDERS, **bounds)
        said.run(sql.CHANGE_LINES.replace("{reach}", reach), **bounds)
        enter_orders(changed, now=now)


def _counted(said: _Said, table: str, key: str) -> dict[str, int]:
    rows = said.rows(
        f"select case when {key} is null then 'create' else 'unchanged' end, count(*)"
        f" from {table} group by 1"
    )
    return in_words(dict(rows))


def _numbered(base: int, count: int) -> list[Window]:
    starts = range(1, count + 1, LINES_A_WINDOW)
    return [Window(base + s, base + min(s + LINES_A_WINDOW - 1, count)) for s in starts]


def _cut(parts: Sequence[tuple[int, int]]) -> list[Window]:
    """Cut documents, in the order of their first lines, into windows of about 10,000 lines."""
    windows: list[Window] = []
    first, held = 0, 0
    for at, (part, lines) in enumerate(parts):
        if held == 0:
            first = part
        held += lines
        if held >= LINES_A_WINDOW or at == len(parts) - 1:
            windows.append(Window(first, part))
            held = 0
    return windows
