"""Values edited in their place: a PATCH with If-Match, the new inside as the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.front.desk.customer import given
from rapport.front.desk.customer.history import before_last
from rapport.front.desk.looks import CUSTOMERS, PRODUCTS
from rapport.front.desk.records import record_of
from rapport.front.shell.toasts import toast
from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.web.doors import etag, must_match, signed_in, version_named
from rapport.operations.catalogue import commands as catalogue

from .deeds import done

EDITABLE: Mapping[str, tuple[str, ...]] = {
    "customers": CUSTOMERS.editable,
    "products": PRODUCTS.editable,
}


@signed_in
@require_http_methods(["PATCH"])
def field(request: Any, key: str, uid: UUID, name: str) -> HttpResponse:
    """Give one field another value; refuse when somebody changed the record meanwhile."""
    if name not in EDITABLE[key]:
        raise NotFound(entity=N_("Field"), id=name)
    value = QueryDict(request.body).get(name, "")
    change = {"customers": change_customer, "products": change_product}[key]
    change(uid, name, value, version_named(request), actor=request.actor, now=request.now)
    record = record_of(key, uid, actor=request.actor, now=request.now)
    fact = record.fact(name)
    response = render(request, "desk/parts/fact.html", {"fact": fact})
    response["ETag"] = etag(record.version)
    said = _("%(field)s changed.") % {"field": fact.label if fact else name}
    undo = f"/customers/{uid}/fields/{name}/restored" if key == "customers" else ""
    return toast(response, said, undo=undo)


@signed_in
@require_POST
def restore_field(request: Any, uid: UUID, name: str) -> HttpResponse:
    """Give a field of a customer the value it had before its newest change."""
    actor, now = request.actor, request.now
    if name not in EDITABLE["customers"]:
        raise NotFound(entity=N_("Field"), id=name)
    key, before = before_last(uid, name, actor=actor)
    values = given.value_given(name, "" if before is None else str(before))
    parties.change_customer(party_id=key, values=values, actor=actor, now=now)
    return done(_("The value from before is back."))


def change_customer(
    uid: UUID, name: str, value: str, version: int | None, *, actor: Actor, now: datetime
) -> None:
    parties.change_customer(
        party_id=queries.seen_party_id(uid, actor=actor),
        values=given.value_given(name, value),
        version=version,
        actor=actor,
        now=now,
    )


def change_product(
    uid: UUID, name: str, value: str, version: int | None, *, actor: Actor, now: datetime
) -> None:
    record = record_of("products", uid, actor=actor, now=now)
    must_match(record.version, version)
    catalogue.change_product(
        product_id=int(record.row["key"]), values={name: value}, actor=actor, now=now
    )
