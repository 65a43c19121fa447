"""Add, change and remove the ways in which a customer is reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from rapport.customers.parties.events import (
    ContactPointAdded,
    ContactPointChanged,
    ContactPointRemoved,
)
from rapport.customers.parties.models import ContactPoint, Party
from rapport.customers.parties.pure.points import PointRead, read_point
from rapport.customers.parties.words import PointGiven, PointKind, PointStatus, PointUse
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .keeping import keep_points, points_of, save, told
from .loading import loaded, part_must_be_at
from .refusals import ContactPointTaken, PartGone, TooManyParts

MOST_POINTS = 50
TOLD = ("value", "use", "label", "status", "is_primary")
HISTORY = {"phone": "phones", "email": "emails"}


class PointValues(TypedDict, total=False):
    """What may be changed of a contact point; what is absent stays as it is."""

    text: str
    use: PointUse
    label: str
    status: PointStatus
    is_primary: bool
    verified_at: datetime | None
    valid_from_on: date | None
    valid_until_on: date | None


@once
@transaction.atomic
def add_contact_point(
    *,
    party_id: int,
    given: PointGiven,
    version: int | None = None,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> ContactPointAdded:
    """
    Let the customer be reached in a further way.

    Refuses   NotFound, NotAllowed, Stale, PhoneNotUnderstood, EmailNotUnderstood,
              PointNotUnderstood, ContactPointTaken, TooManyParts; RequestKeyTaken.
    Tells     ContactPointAdded.
    """
    party = loaded(party_id, actor=actor, version=version)
    points = points_of(party)
    _must_have_room(points)
    read = read_point(given, actor.region)
    _must_be_new(read, points)
    point = _made(party, given, read)
    point.uid = new_id(now, rng)
    if given.is_primary or not any(each.kind == point.kind for each in points):
        _prefer(point, points, now=now)
    point.save_changes(now=now)
    keep_points(party, [*points, point])
    save(party, now=now)
    event = ContactPointAdded(
        party_id=party.pk, contact_point_id=point.pk, kind=point.kind, occurred_at=now
    )
    changes = [*told(party), _step(point.kind, None, _said(point))]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


@transaction.atomic
def change_contact_point(
    *,
    party_id: int,
    contact_point_id: int,
    values: PointValues,
    version: int | None = None,
    part_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> ContactPointChanged:
    """
    Change a contact point: its value, use, status, whether it is preferred or verified.

    A new value is not verified any more, unless it is said to be.
    Refuses   as add_contact_point; PartGone.
    Tells     ContactPointChanged.
    """
    party = loaded(party_id, actor=actor, version=version)
    points = points_of(party)
    point = _one_of(points, contact_point_id)
    part_must_be_at(point, part_version, TOLD)
    others = [each for each in points if each is not point]
    before = _said(point)
    _set_values(point, values, others, region=actor.region)
    if values.get("is_primary") is True:
        _prefer(point, others, now=now)
    point.save_changes(now=now)
    keep_points(party, points)
    save(party, now=now)
    event = ContactPointChanged(
        party_id=party.pk,
        contact_point_id=point.pk,
        kind=point.kind,
        status=point.status,
        occurred_at=now,
    )
    changes = [*told(party), _step(point.kind, before, _said(point))]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


@transaction.atomic
def remove_contact_point(
    *,
    party_id: int,
    contact_point_id: int,
    version: int | None = None,
    part_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> ContactPointRemoved:
    """
    Remove a contact point that was never right; one that ended gets the status "ended" instead.

    Refuses   NotFound, NotAllowed, Stale, PartGone.
    Tells     ContactPointRemoved.
    """
    party = loaded(party_id, actor=actor, version=version)
    points = points_of(party)
    point = _one_of(points, contact_point_id)
    part_must_be_at(point, part_version, TOLD)
    others = [each for each in points if each is not point]
    before, kind, was_primary = _said(point), point.kind, point.is_primary
    point.delete()
    heirs = [each for each in others if each.kind == kind]
    if was_primary and heirs:
        _prefer(heirs[0], others, now=now)
        heirs[0].save_changes(now=now)
    keep_points(party, others)
    save(party, now=now)
    event = ContactPointRemoved(
        party_id=party.pk, contact_point_id=contact_point_id, kind=kind, occurred_at=now
    )
    changes = [*told(party), _step(kind, before, None)]
    return tell(event, about=party, changes=changes, actor=actor, now=now)


def new_points(
    party: Party, given: Sequence[PointGiven], *, rng: Chance, actor: Actor, now: datetime
) -> list[ContactPoint]:
    """Return the points of a new customer, not yet written; the first of a kind is preferred."""
    points: list[ContactPoint] = []
    for each in given:
        _must_have_room(points)
        read = read_point(each, actor.region)
        _must_be_new(read, points)
        point = _made(party, each, read)
        point.uid, point.created_at, point.updated_at = new_id(now, rng), now, now
        points.append(point)
    for kind in {point.kind for point in points}:
        of_kind = [(each, one) for each, one in zip(given, points, strict=True) if one.kind == kind]
        marked = [point for each, point in of_kind if each.is_primary]
        (marked or [point for _, point in of_kind])[0].is_primary = True
    return points


def _made(party: Party, given: PointGiven, read: PointRead) -> ContactPoint:
    return ContactPoint(
        party=party,
        kind=read.kind,
        use=read.use,
        value=read.value,
        original=read.original,
        extension=read.extension,
        label=given.label[:60],
        status=read.status,
        source=given.source[:80],
    )


def _set_values(
    point: ContactPoint, values: PointValues, others: Sequence[ContactPoint], *, region: str
) -> None:
    if "text" in values:
        given = PointGiven(PointKind(point.kind), values["text"], use=PointUse(point.use))
        read = read_point(given, region)
        if read.value != point.value:
            _must_be_new(read, others)
            point.set(verified_at=None, status=PointStatus.USABLE.value)
        point.set(value=read.value, original=read.original, extension=read.extension)
    plain = {name: value for name, value in values.items() if name not in ("text", "is_primary")}
    point.set(**plain)
    if values.get("is_primary") is False:
        point.set(is_primary=False)


def _prefer(point: ContactPoint, others: Sequence[ContactPoint], *, now: datetime) -> None:
    """Only one of a kind is preferred; the one before steps back first, for the key is unique."""
    for other in others:
        if other is not point and other.kind == point.kind and other.is_primary:
            other.set(is_primary=False)
            other.save_changes(now=now)
    point.set(is_primary=True)


def _one_of(points: Sequence[ContactPoint], contact_point_id: int) -> ContactPoint:
    for point in points:
        if point.pk == contact_point_id:
            return point
    raise PartGone(id=contact_point_id)


def _must_have_room(points: Sequence[ContactPoint]) -> None:
    if len(points) >= MOST_POINTS:
        raise TooManyParts(most=MOST_POINTS)


def _must_be_new(read: PointRead, points: Sequence[ContactPoint]) -> None:
    if any(point.kind == read.kind and point.value == read.value for point in points):
        raise ContactPointTaken(value=read.original)


def _said(point: ContactPoint) -> str:
    """Return the point as a customer's history tells of it."""
    marks = [point.use, point.status if point.status != PointStatus.USABLE else ""]
    marks += ["preferred" if point.is_primary else "", "verified" if point.verified_at else ""]
    return ", ".join(filter(None, [point.value, *marks]))


def _step(kind: str, before: str | None, after: str | None) -> Change:
    return Change(HISTORY.get(kind, "contact_points"), before, after)
