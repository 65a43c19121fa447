"""What commerce says when other rooms ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.customers.interactions.asks import (
    ENTRY_CARDS,
    EntryAsked,
    EntryCards,
    EntryCardsAsked,
    EntryText,
)
from rapport.kernel.access.actor import Actor
from rapport.kernel.asks.declare import answers
from rapport.kernel.errors import N_
from rapport.kernel.values import Money
from rapport.kernel.words.amounts import format_money
from rapport.operations.commerce import queries
from rapport.operations.commerce.queries import OrderBrief
from rapport.operations.commerce.words import OrderStatus

ORDER, PAYMENT = "commerce.order", "commerce.payment"
TITLES = {
    "sale": N_("Order {number}"),
    "return": N_("Return {number}"),
    "adjustment": N_("Adjustment {number}"),
}
PAYMENT_FOR = N_("Payment for {number}")
MARKS = {OrderStatus.CANCELLED: (N_("Cancelled"), "bad")}
NAMED = 3
MADE_OF = {
    "amount": {"commerce.order.total", "commerce.payment.amount"},
    "text": {"commerce.order_line.description"},
    "title": {"commerce.order.number"},
}


@answers(ENTRY_CARDS, room="commerce")
def entry_cards(asked: EntryCardsAsked, actor: Actor, now: datetime) -> EntryCards:
    """Say what orders, returns and payments in a timeline were."""
    of = {kind: [e for e in asked.entries if e.entity == kind] for kind in (ORDER, PAYMENT)}
    orders, payments = queries.briefs_of(
        [e.row_id for e in of[ORDER]], [e.row_id for e in of[PAYMENT]], actor=actor
    )
    cards = [_order(e, orders[e.row_id]) for e in of[ORDER] if e.row_id in orders]
    cards += [_payment(e, payments[e.row_id]) for e in of[PAYMENT] if e.row_id in payments]
    return EntryCards(tuple(_as_seen(card, actor) for card in cards))


def _as_seen(card: EntryText, actor: Actor) -> EntryText:
    """Leave out what the reader's role does not see."""
    hidden = {name for name, made_of in MADE_OF.items() if made_of & actor.denied_fields}
    blank: dict[str, Any] = dict.fromkeys(hidden, "")
    return replace(card, **blank)


def _order(entry: EntryAsked, brief: OrderBrief) -> EntryText:
    mark = MARKS.get(OrderStatus(brief.status))
    return EntryText(
        entry_id=entry.entry_id,
        title=_(TITLES[brief.kind]).format(number=brief.number),
        text=_lines(brief),
        url=reverse("desk:orders_record", kwargs={"uid": brief.uid}),
        amount=format_money(brief.total),
        marks=((_(mark[0]), mark[1]),) if mark else (),
    )


def _payment(entry: EntryAsked, brief: OrderBrief) -> EntryText:
    money = {name: entry.figures[name] for name in ("amount", "currency") if name in entry.figures}
    return EntryText(
        entry_id=entry.entry_id,
        title=_(PAYMENT_FOR).format(number=brief.number),
        url=reverse("desk:orders_record", kwargs={"uid": brief.uid}),
        amount=format_money(Money.from_json(money)) if len(money) == 2 else "",
    )


def _lines(brief: OrderBrief) -> str:
    more = brief.lines - NAMED
    if more <= 0:
        return brief.first
    also = ngettext("and {count} more", "and {count} more", more).format(count=more)
    return f"{brief.first} {also}"
