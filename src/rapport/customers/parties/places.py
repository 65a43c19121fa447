"""What this room puts on shared screens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.customers.parties.queries import FoundCustomer, best_customers
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_
from rapport.kernel.phones import format_phone

NAVIGATION = [
    {
        "label": N_("Customers"),
        "icon": "users",
        "url": "desk:customers",
        "permission": "parties.view",
        "job": "customers",
        "order": 10,
        "words": "people organisations households 客戶 客户 顧客",
    },
]
CREATE = [
    {
        "label": N_("New customer"),
        "icon": "user-plus",
        "url": "desk:new_customer",
        "permission": "parties.create",
        "order": 10,
    },
]
MOST_ANSWERS = 6


def _customers(query: str, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Answer the palette with the customers that the text means best."""
    found = best_customers(query, actor=actor, limit=MOST_ANSWERS)
    return [_answer(row, actor) for row in found]


def _answer(row: FoundCustomer, actor: Actor) -> dict[str, Any]:
    phone = format_phone(row.phone, actor.region) if row.phone else row.email
    return {
        "group": _("Customers"),
        "label": row.name,
        "url": reverse("desk:customers_record", args=[row.uid]),
        "avatar": row.name,
        "kind": row.kind,
        "more": _(", ").join(filter(None, (phone, row.city))),
        "side": row.number,
    }


PALETTE = [_customers]
