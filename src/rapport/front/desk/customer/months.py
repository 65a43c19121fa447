"""The chart of what a customer spent each month, this year's beside the year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from rapport.front.desk.wording import Setting
from rapport.front.shell import formats
from rapport.operations.commerce.queries import MonthRow

from .figures import YEAR, not_cancelled, of_party, rows_behind

THOUSAND = Decimal(1000)


def months_chart(
    months: Sequence[MonthRow], uid: object, currency: str, setting: Setting
) -> dict[str, Any]:
    """Return the chart as the shell draws it, with the table behind it."""
    sign = formats.symbol(currency, setting.language).strip()
    labels = [f"{row.starts_on:%Y/%m}" for row in months]
    chart: dict[str, Any] = {
        "title": gettext("Net spent each month"),
        "unit": gettext("%(sign)s thousand, %(first)s to %(last)s")
        % {"sign": sign, "first": labels[0], "last": labels[-1]},
        "height": 150,
    }
    if not any(row.net or row.orders for row in months):
        return {**chart, "missing": gettext("No order in 24 months.")}
    before, now = months[:-YEAR], months[-YEAR:]
    figures = [_thousands(row.net) for row in months]
    gone: list[float | None] = [None] * len(before)
    coming: list[float | None] = [None] * len(now)
    words = (gettext("year before"), gettext("last 12 months"))
    return {
        **chart,
        "legend": [("quiet", words[0]), ("1", words[1])],
        "spec": {
            "kind": "bars",
            "x": labels,
            "every": 4,
            "series": [
                _series(words[0], figures[: len(before)] + coming, "quiet"),
                _series(words[1], gone + figures[len(before) :], "subject"),
            ],
            "urls": [_orders_of_month(row.starts_on, uid) for row in months],
        },
        "columns": [gettext("Month"), sign, gettext("Orders")],
        "rows": [
            (label, formats.amount(row.net, currency, setting.language), str(row.orders))
            for label, row in zip(labels, months, strict=True)
        ],
        "said": gettext(
            "Net spent each month of the last two years; a table is behind the button."
        ),
        "note": gettext("%(month)s is not over yet.") % {"month": labels[-1]},
    }


def _series(name: str, values: list[Any], tone: str) -> dict[str, Any]:
    return {"name": name, "values": values, "tone": tone, "stack": "one"}


def _thousands(amount: Decimal) -> float:
    # A chart is drawn in pixels; the table behind it shows the amounts.
    return float(round(amount / THOUSAND, 1))


def _orders_of_month(starts_on: date, uid: object) -> str:
    ends = (starts_on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    days = [starts_on.isoformat(), ends.isoformat()]
    return rows_behind(
        "orders",
        of_party(uid),
        {"field": "ordered_at", "op": "between", "value": days},
        not_cancelled(),
    )
