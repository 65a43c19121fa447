"""What the palette finds besides customers: orders, holdings, products, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import entity
from rapport.kernel.values import Money
from rapport.kernel.views import engine
from rapport.kernel.views.engine import Row
from rapport.kernel.views.listing import Listing, is_seen

from .wording import Setting, setting_of, words

MOST_ANSWERS = 4
SHORTEST = 2
HAS_DIGITS = re.compile(r"\d{3}")
Answers = list[dict[str, Any]]


def orders(query: str, actor: Actor, now: datetime) -> Answers:
    """Return orders by the beginning of their number, or of a telephone's customer."""
    if not HAS_DIGITS.search(query):
        return []
    columns = ("number", "party", "total", "ordered_at")
    return _found("commerce.order", columns, query, actor, now, _order)


def holdings(query: str, actor: Actor, now: datetime) -> Answers:
    """Return holdings by the beginning of their number."""
    if not HAS_DIGITS.search(query):
        return []
    return _found("holdings.holding", ("number", "name", "holder"), query, actor, now, _holding)


def products(query: str, actor: Actor, now: datetime) -> Answers:
    """Return products by the beginning of their code or a part of their name."""
    if len(query.strip()) < SHORTEST:
        return []
    columns = ("name", "code", "list_price")
    return _found("catalogue.product", columns, query, actor, now, _product)


def deeds(query: str, actor: Actor, now: datetime) -> Answers:
    """Offer what one may want to do with the words one has typed."""
    wanted, found = query.strip(), Answers()
    if not wanted:
        return found
    if actor.may("parties.view"):
        found.append(
            {
                "group": gettext("Actions"),
                "label": gettext("Look for “%(words)s” in the list of customers")
                % {"words": wanted},
                "url": "/customers?" + urlencode({"q": wanted}),
                "icon": "list-search",
                "matches": (),
                "offer": True,
            }
        )
    if actor.may("parties.create") and not any(letter.isdigit() for letter in wanted):
        found.append(
            {
                "group": gettext("Actions"),
                "label": gettext("New customer “%(words)s”") % {"words": wanted},
                "url": "/customers/new?" + urlencode({"name": wanted}),
                "icon": "user-plus",
                "more": gettext("looks at who is alike first"),
                "matches": (),
                "offer": True,
            }
        )
    return found


def _found(
    name: str,
    columns: Sequence[str],
    query: str,
    actor: Actor,
    now: datetime,
    answer: Callable[[Row, Setting], dict[str, Any]],
) -> Answers:
    whole = entity(name)
    if not actor.may(whole.base.view):
        return []
    seen = tuple(column for column in columns if is_seen(whole, column, actor))
    listing = Listing(whole, actor, seen, search=query, limit=MOST_ANSWERS)
    setting, group = setting_of(actor, now), gettext(whole.base.label_plural)
    return [
        {"group": group, "url": f"/{whole.base.key}/{row['id']}", **answer(row, setting)}
        for row in engine.page(listing, now=now).rows
    ]


def _order(row: Row, setting: Setting) -> dict[str, Any]:
    total = row.get("total")
    more = [str(row.get("party__shows") or "")]
    if total is not None:
        money = Money(total, str(row.get("total__currency") or setting.currency))
        more.append(formats.money(money, setting.language))
    field = entity("commerce.order").field("ordered_at")
    return {
        "label": str(row["number"]),
        "icon": "receipt",
        "more": gettext(", ").join(part for part in more if part),
        "side": words(row, field, setting),
    }


def _holding(row: Row, setting: Setting) -> dict[str, Any]:
    more = (str(row.get("name") or ""), str(row.get("holder__shows") or ""))
    return {
        "label": str(row["number"]),
        "icon": "wallet",
        "more": gettext(", ").join(part for part in more if part),
    }


def _product(row: Row, setting: Setting) -> dict[str, Any]:
    price = row.get("list_price")
    side = ""
    if price is not None:
        currency = str(row.get("list_price__currency") or setting.currency)
        side = formats.money(Money(price, currency), setting.language)
    return {"label": str(row["name"]), "icon": "package", "more": str(row["code"]), "side": side}
