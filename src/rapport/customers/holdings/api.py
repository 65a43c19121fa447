"""Holdings, their roles and figures, for programs; feeds give many figures at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field, StrictInt

from rapport.customers.holdings import commands as holdings
from rapport.customers.holdings import queries
from rapport.customers.holdings.words import (
    FedFigure,
    FigureName,
    NewFigure,
    NewHolding,
    Part,
    Status,
)
from rapport.kernel.clock import dice
from rapport.kernel.views.keys import key_named, key_of
from rapport.kernel.views.resources import as_json, left, made, request_key, values_of
from rapport.kernel.views.schemas import (
    IDEMPOTENCY_KEY,
    changes,
    creates,
    does,
    item_schema,
    reads,
)
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Body, Currency, Day, Flag, Instant, Number, text
from rapport.kernel.web.doors import version_named

HOLDING = "holdings.holding"
ITEM = item_schema(HOLDING)
Own = dict[
    Annotated[str, text(40, ..., shortest=1)],
    Annotated[str, text(1000, ...)] | StrictInt | Flag | None,
]
SOMEBODY = "0199e0b0-0000-7000-8000-000000000001"
router = Router()
routers = {"holdings": router}


class HoldingChange(Body):
    """What is to be different; `source` names the system that writes, when one keeps it."""

    number: str = text(80, shortest=1)
    name: str = text(200)
    place: str = text(200)
    status: Status = Status.ACTIVE
    from_on: Day | None = None
    until_on: Day | None = None
    own: Own = Field({}, max_length=60, description="Own fields of the kind, all of them.")
    source: str = text(40)


class HoldingBody(Body):
    """What a customer has with the firm."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "card", "number": "4000-1234", "customer": SOMEBODY}]
        }
    )

    kind: str = text(40, ..., shortest=1, examples=["card"])
    number: str = text(80, ..., shortest=1, examples=["4000-1234"])
    customer: UUID = Field(description="The holder.")
    name: str = text(200)
    place: str = text(200)
    status: Status = Status.ACTIVE
    from_on: Day | None = None
    own: Own = Field({}, max_length=60)
    source: str = text(40, description="The system that keeps it; then nobody else changes it.")


class EndBody(Body):
    until_on: Day = Field(description="From this day on it is no more.")
    source: str = text(40)


class FigureBody(Body):
    """One figure: an amount in a currency, or a number in a unit."""

    name: FigureName
    value: Number = Field(examples=["-1250.00"])
    as_of: Instant = Field(description="When it was so at the source.")
    currency: Currency | None = Field(None, examples=["TWD"])
    unit: str = text(16, examples=["km"])


class FiguresBody(Body):
    """Figures of one holding, all taken or none."""

    source: str = text(40, description="The feed's name; empty: a person typed them.")
    figures: list[FigureBody] = Field(min_length=1, max_length=len(FigureName))


class FedFigureBody(FigureBody):
    """A figure of the holding with this number."""

    kind: str = text(40, ..., shortest=1)
    number: str = text(80, ..., shortest=1)


class FeedBody(Body):
    """Figures of many holdings; each that cannot be taken is left out and named."""

    source: str = text(40, ..., shortest=1, examples=["core-banking"])
    figures: list[FedFigureBody] = Field(min_length=1, max_length=5000)


class LeftOut(Schema):
    place: int = Field(description="Place in `figures`, from 0 on.")
    code: str


class Fed(Schema):
    """What came of a feed; `left_out` names the first 500."""

    id: UUID
    given: int
    taken: int
    left_out: list[LeftOut]


class RoleBody(Body):
    """A customer's role in the holding."""

    customer: UUID
    part: Part
    from_on: Day | None = None


class RoleEnd(Body):
    customer: UUID
    part: Part
    until_on: Day


class Role(Schema):
    customer: UUID | None = None
    name: str
    part: str
    from_on: date | None = None
    until_on: date | None = None


class Roles(Schema):
    items: list[Role]


@router.post("", **creates(HOLDING, "Record a holding"))
def record_holding(request: Any, body: HoldingBody) -> HttpResponse:
    """Record that a customer has something with the firm."""
    values = {name: getattr(body, name) for name in type(body).model_fields if name != "customer"}
    customer = key_named("customer", "parties.party", body.customer, actor=request.actor)
    recorded = holdings.record_holding(
        holding=NewHolding(party_id=customer or 0, **values),
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return made(request, HOLDING, recorded.holding_id)


@router.patch("/{uuid:uid}", **changes(ITEM, "Change a holding"))
def change_holding(request: Any, uid: UUID, body: HoldingChange) -> HttpResponse:
    """Give the named fields these values; what a source keeps, only that source changes."""
    changed = holdings.change_holding(
        holding_id=key_of(HOLDING, uid, actor=request.actor),
        values=values_of(body, without=("source",)),
        source=body.source,
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, HOLDING, changed.holding_id)


@router.post("/{uuid:uid}/ending", **changes(ITEM, "End a holding"))
def end_holding(request: Any, uid: UUID, body: EndBody) -> HttpResponse:
    """Let the holding be no more from a day on."""
    ended = holdings.end_holding(
        holding_id=key_of(HOLDING, uid, actor=request.actor),
        until_on=body.until_on,
        source=body.source,
        version=version_named(request),
        actor=request.actor,
        now=request.now,
    )
    return left(request, HOLDING, ended.holding_id)


@router.put("/{uuid:uid}/figures", **does(ITEM, "Set figures of a holding"))
def set_figures(request: Any, uid: UUID, body: FiguresBody) -> HttpResponse:
    """
    Set balances, bills due, mileage, readings. No version is needed: a figure of a source gives
    way to that source or to a newer one, as its `as_of` tells.
    """
    was_set = holdings.set_figures(
        holding_id=key_of(HOLDING, uid, actor=request.actor),
        figures=[_figure(figure, body.source) for figure in body.figures],
        actor=request.actor,
        now=request.now,
    )
    return left(request, HOLDING, was_set.holding_id)


@router.post(
    "/feeds",
    **{
        **does(Fed, "Feed figures of many holdings", status=201),
        "openapi_extra": {"parameters": [IDEMPOTENCY_KEY]},
    },
)
def feed_figures(request: Any, body: FeedBody) -> HttpResponse:
    """Take the figures of a source in; holdings are named by kind and number."""
    fed = holdings.feed_figures(
        source=body.source,
        figures=[_fed(figure) for figure in body.figures],
        request_key=request_key(request),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    card = queries.feed_card(fed.batch_id)
    left_out = [{"place": place, "code": code} for place, code in card.left_out]
    shown = {"id": str(card.uid), "given": card.given, "taken": card.taken, "left_out": left_out}
    return as_json(shown, status=201)


@router.get("/{uuid:uid}/roles", **reads(Roles, "Roles in a holding"))
def list_roles(request: Any, uid: UUID) -> HttpResponse:
    """Give who stands in which role to the holding, present roles first."""
    return _roles(request, key_of(HOLDING, uid, actor=request.actor))


@router.post("/{uuid:uid}/roles", **does(Roles, "Give a customer a role", status=201))
def assign_role(request: Any, uid: UUID, body: RoleBody) -> HttpResponse:
    """Give a customer a role in the holding from a day on."""
    customer = key_named("customer", "parties.party", body.customer, actor=request.actor)
    assigned = holdings.assign_role(
        holding_id=key_of(HOLDING, uid, actor=request.actor),
        party_id=customer or 0,
        part=body.part,
        from_on=body.from_on,
        actor=request.actor,
        now=request.now,
    )
    return _roles(request, assigned.holding_id, status=201)


@router.post("/{uuid:uid}/roles/ending", **does(Roles, "End a role"))
def end_role(request: Any, uid: UUID, body: RoleEnd) -> HttpResponse:
    """Let a customer have the role no more from a day on."""
    customer = key_named("customer", "parties.party", body.customer, actor=request.actor)
    ended = holdings.end_role(
        holding_id=key_of(HOLDING, uid, actor=request.actor),
        party_id=customer or 0,
        part=body.part,
        until_on=body.until_on,
        actor=request.actor,
        now=request.now,
    )
    return _roles(request, ended.holding_id)


def _roles(request: Any, holding_id: int, *, status: int = 200) -> HttpResponse:
    items = [
        {
            "customer": str(role.party_uid) if role.party_uid else None,
            "name": role.party_name,
            "part": role.part,
            "from_on": plain(role.from_on) if role.from_on else None,
            "until_on": plain(role.until_on) if role.until_on else None,
        }
        for role in queries.roles_of(holding_id, actor=request.actor)
    ]
    return as_json({"items": items}, status=status)


def _figure(body: FigureBody, source: str) -> NewFigure:
    currency = body.currency or ""
    return NewFigure(body.name, Decimal(body.value), body.as_of, source, currency, body.unit)


def _fed(body: FedFigureBody) -> FedFigure:
    value, currency = Decimal(body.value), body.currency or ""
    return FedFigure(
        body.kind, body.number, body.name, value, body.as_of, currency=currency, unit=body.unit
    )
