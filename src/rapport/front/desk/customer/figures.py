"""The key figures above a customer's page: each a door, with its meaning and its formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from rapport.customers.holdings.queries import HoldingsCard
from rapport.customers.holdings.words import Status
from rapport.front.desk.wording import Setting
from rapport.front.shell import formats
from rapport.operations.commerce.queries import MonthRow, OrderRow, TotalsCard
from rapport.operations.commerce.words import OrderStatus

YEAR = 12
MANY_TIMES = 300  # percent from which a multiple reads better


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str | None
    means: str = ""
    formula: str = ""
    url: str = ""


def rows_behind(key: str, *tests: Mapping[str, Any]) -> str:
    """Return the address of the list that holds the rows of a figure."""
    where = tests[0] if len(tests) == 1 else {"all": list(tests)}
    return f"/{key}?" + urlencode({"filter": orjson.dumps(where).decode()})


def holdings_behind(numbers: Sequence[str]) -> str:
    """Return the address of the list of what these customers hold, alone or with others."""
    holders = {"field": "number", "op": "in", "value": list(numbers)}
    present = [status.value for status in Status if status is not Status.ENDED]
    return rows_behind(
        "holdings",
        {"some": "holders", "where": holders},
        {"field": "status", "op": "in", "value": present},
    )


def of_party(uid: object) -> dict[str, Any]:
    return {"field": "party", "op": "is", "value": str(uid)}


def not_cancelled() -> dict[str, Any]:
    """Return the test that leaves out what no sum and no number of orders counts."""
    counted = [status.value for status in OrderStatus if status is not OrderStatus.CANCELLED]
    return {"field": "status", "op": "in", "value": counted}


def spending(
    totals: TotalsCard, months: Sequence[MonthRow], uid: object, setting: Setting
) -> list[Figure]:
    """Return what the customer spent, in the last year and in all."""
    return [
        Figure(
            gettext("Net spent in 12 months"),
            formats.money(totals.net_year, setting.language),
            _against_the_year_before(months),
            gettext("Sales less returns of the last 12 months, without cancelled orders."),
            rows_behind(
                "orders",
                of_party(uid),
                {"field": "ordered_at", "op": "last_days", "value": 365},
                not_cancelled(),
            ),
        ),
        Figure(
            gettext("Net spent in all"),
            formats.money(totals.net, setting.language),
            _since(totals.first_ordered_at, setting),
            gettext("All sales less all returns, each at the rate of its day."),
            rows_behind("orders", of_party(uid), not_cancelled()),
        ),
    ]


def buying(
    totals: TotalsCard, orders: Sequence[OrderRow], uid: object, setting: Setting
) -> list[Figure]:
    """Return how often the customer buys, and when last."""
    of_sales = {"field": "kind", "op": "in", "value": ["sale"]}
    sales = rows_behind("orders", of_party(uid), of_sales, not_cancelled())
    last = next((order for order in orders if order.kind == "sale"), None)
    return [
        Figure(
            gettext("Number of orders"),
            formats.number(totals.orders_count, setting.language),
            _rhythm(totals),
            gettext("Mean days between the first and the last order."),
            sales,
        ),
        Figure(
            gettext("Last order"),
            formats.ago(totals.last_ordered_at, setting.now) if totals.last_ordered_at else None,
            _place_of(last, setting),
            gettext("Time since the newest sale."),
            f"/orders/{last.uid}" if last else sales,
        ),
    ]


def held(card: HoldingsCard, number: str | None, setting: Setting) -> Figure:
    """
    Return what the customer holds: the net of balances, or without that right how many.

    Shapes    number: the customer's; None when the reader may not see it, so that no list can be
              asked for.
    """
    url = holdings_behind([number, *card.members]) if number else ""
    active = [row for row in card.holdings if row.is_owned and row.status != Status.ENDED]
    count = ngettext("%(count)s holding", "%(count)s holdings", len(active)) % {
        "count": len(active)
    }
    if card.sum is None or card.sum.oldest_as_of is None:
        return Figure(gettext("Holdings"), str(len(active)), "", "", url)
    age = formats.ago(card.sum.oldest_as_of, setting.now)
    means = gettext("%(holdings)s, as of %(age)s") % {"holdings": count, "age": age}
    if card.sum.left_out:
        left = len(card.sum.left_out)
        means += ngettext(", %(left)s not counted", ", %(left)s not counted", left) % {"left": left}
    return Figure(
        gettext("Balance of holdings"),
        formats.money(card.sum.net, setting.language),
        means,
        gettext("Assets less debts, each once, at the rate of its day."),
        url,
    )


def touched(last: datetime | None, uid: object, setting: Setting) -> Figure:
    """Return when firm and customer last had to do with each other."""
    return Figure(
        gettext("Last contact"),
        formats.ago(last, setting.now) if last else None,
        _moment(last, setting) if last else gettext("no contact yet"),
        gettext("Time since the newest entry of the timeline that is a touch."),
        f"/customers/{uid}#timeline" if last else "",
    )


def _against_the_year_before(months: Sequence[MonthRow]) -> str:
    now, before = (
        sum((m.net for m in part), Decimal(0)) for part in (months[-YEAR:], months[:-YEAR])
    )
    if before <= 0:
        return gettext("nothing in the year before")
    share = round((now - before) / before * 100)
    if share == 0:
        return gettext("as much as the year before")
    if share >= MANY_TIMES:
        times = f"{round(now / before):,}"
        return gettext("%(times)s times the year before") % {"times": times}
    words = gettext("%(share)s%% more than the year before")
    if share < 0:
        words = gettext("%(share)s%% less than the year before")
    return words % {"share": f"{abs(share):,}"}


def _since(first: datetime | None, setting: Setting) -> str:
    if first is None:
        return ""
    day = formats.day(first.astimezone(timezone.get_current_timezone()).date(), setting.language)
    return gettext("since %(day)s") % {"day": day}


def _rhythm(totals: TotalsCard) -> str:
    words = []
    first, last = totals.first_ordered_at, totals.last_ordered_at
    if totals.orders_count > 1 and first and last:
        days = max(1, round((last - first) / timedelta(days=1) / (totals.orders_count - 1)))
        words.append(ngettext("every day", "every %(days)s days", days) % {"days": days})
    if totals.returns_count:
        count = totals.returns_count
        words.append(ngettext("%(count)s return", "%(count)s returns", count) % {"count": count})
    return gettext(", ").join(words)


def _place_of(order: OrderRow | None, setting: Setting) -> str:
    if order is None:
        return ""
    zone = timezone.get_current_timezone()
    day = formats.near_day(
        order.ordered_at.astimezone(zone).date(),
        setting.language,
        setting.now.astimezone(zone).date(),
    )
    return f"{day} {order.store}".strip()


def _moment(instant: datetime, setting: Setting) -> str:
    return formats.moment(instant, setting.language, timezone.get_current_timezone(), setting.now)
