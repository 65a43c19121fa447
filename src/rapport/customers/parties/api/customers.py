"""Customers: make, change, bin, restore, assign, tag, and put by the key of another system."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Router

from rapport.customers.parties import commands as parties
from rapport.customers.parties.events import CustomerCreated
from rapport.customers.parties.words import ExternalIdGiven, Holder
from rapport.kernel.clock import dice
from rapport.kernel.views.keys import key_of
from rapport.kernel.views.resources import left, made, nothing, request_key
from rapport.kernel.views.schemas import IF_MATCH, changes, creates, does, item_schema, refusals
from rapport.kernel.web.bodies import Plain, text
from rapport.kernel.web.doors import version_named

from .bodies import (
    CustomerChange,
    HolderBody,
    NewCustomer,
    TagsBody,
    customer_given,
    holder_given,
    values_given,
)

PARTY = "parties.party"
CUSTOMER = item_schema(PARTY)
router = Router()


class External(Plain):
    """The key by which another system knows the customer."""

    system: str = text(40, ..., shortest=1)
    value: str = text(120, ..., shortest=1)


@router.post("", **creates(PARTY, "Add a customer"))
def create_customer(request: Any, body: NewCustomer) -> HttpResponse:
    """Add a person, an organisation or a household, with all that is known of it."""
    given = customer_given(body, request.actor)
    created = parties.create_customer(
        kind=given.kind,
        values=given.values,
        belongings=given.belongings,
        holder=given.holder,
        request_key=request_key(request),
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    return made(request, PARTY, created.party_id)


@router.patch("/{uuid:uid}", **changes(CUSTOMER, "Change a customer"))
def change_customer(request: Any, uid: UUID, body: CustomerChange) -> HttpResponse:
    """Give the named fields these values; what is absent stays."""
    changed = parties.change_customer(
        party_id=key_of(PARTY, uid, actor=request.actor),
        values=values_given(body, request.actor),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PARTY, changed.party_id)


@router.delete("/{uuid:uid}", **changes(None, "Put a customer into the recycle bin", status=204))
def delete_customer(request: Any, uid: UUID) -> HttpResponse:
    """Lists, search, sums and this interface know the customer no more, until it is restored."""
    parties.delete_customer(
        party_id=key_of(PARTY, uid, actor=request.actor),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return nothing()


@router.post("/{uuid:uid}/restoration", **does(CUSTOMER, "Take a customer out of the bin"))
def restore_customer(request: Any, uid: UUID) -> HttpResponse:
    """Let the customer be again as it was."""
    restored = parties.restore_customer(
        party_id=key_of(PARTY, uid, actor=request.actor, binned=True),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PARTY, restored.party_id)


@router.put("/{uuid:uid}/owner", **changes(CUSTOMER, "Give a customer to a colleague"))
def assign_customer(request: Any, uid: UUID, body: HolderBody) -> HttpResponse:
    """Let the customer belong to another colleague, team or unit; nobody named: to nobody."""
    assigned = parties.assign_owner(
        party_id=key_of(PARTY, uid, actor=request.actor),
        holder=holder_given(body, request.actor) or Holder(),
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PARTY, assigned.party_id)


@router.put("/{uuid:uid}/tags", **changes(CUSTOMER, "Give a customer tags"))
def tag_customer(request: Any, uid: UUID, body: TagsBody) -> HttpResponse:
    """Let the customer have exactly these tags."""
    tagged = parties.set_tags(
        party_id=key_of(PARTY, uid, actor=request.actor),
        tags=body.tags,
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, PARTY, tagged.party_id)


@router.put(
    "/by-external-id/{system}/{path:value}",
    response={200: CUSTOMER, 201: CUSTOMER, **refusals(409, 412, 413)},
    summary="Create or change the customer of another system's key",
    openapi_extra={"parameters": [{**IF_MATCH, "required": False}]},
)
def put_customer(request: Any, external: Path[External], body: NewCustomer) -> HttpResponse:
    """
    Let the customer whom the system knows by this key be as it says: it is created when unknown.

    What is named is set; contact points and addresses are added where they lack, none is removed.
    """
    put = parties.put_customer(
        key=ExternalIdGiven(external.system, external.value),
        given=customer_given(body, request.actor),
        version=version_named(request) if "If-Match" in request.headers else None,
        rng=dice(),
        actor=request.actor,
        now=request.now,
    )
    answer = made if isinstance(put, CustomerCreated) else left
    return answer(request, PARTY, put.party_id)
