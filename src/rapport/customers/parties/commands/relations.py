"""Say how customers stand to one another."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from rapport.customers.parties import permissions
from rapport.customers.parties.events import RelationAdded, RelationChanged, RelationRemoved
from rapport.customers.parties.models import Party, Relation
from rapport.customers.parties.words import RelationKind
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.scope import must_reach
from rapport.kernel.audit.stale import must_be_at
from rapport.kernel.errors import N_, Conflict, Invalid
from rapport.kernel.events.once import once
from rapport.kernel.events.tell import tell
from rapport.kernel.values import Chance, new_id

from .loading import PARTY
from .refusals import PartGone


class RelationToItself(Invalid):
    sentence = N_("A customer cannot stand in a relation to itself. Choose another customer.")


class RelationThere(Conflict):
    sentence = N_("This relation is there already.")


class DatesOutOfOrder(Invalid):
    at = "until_on"
    sentence = N_("The end must lie after the beginning.")


class RelationValues(TypedDict, total=False):
    """What may be said of a relation besides its kind; what is absent stays as it is."""

    role: str
    may_act: bool
    is_primary: bool
    from_on: date | None
    until_on: date | None


@once
@transaction.atomic
def add_relation(
    *,
    party_id: int,
    other_id: int,
    kind: RelationKind,
    values: RelationValues,
    rng: Chance,
    actor: Actor,
    now: datetime,
) -> RelationAdded:
    """
    Say that the first customer is the `kind` of the other.

    Refuses   NotFound (also when the actor does not see the other), NotAllowed, RelationToItself,
              RelationThere, DatesOutOfOrder; RequestKeyTaken.
    Tells     RelationAdded.
    """
    if party_id == other_id:
        raise RelationToItself()
    must_reach(PARTY, party_id, actor=actor, permission=permissions.CHANGE)
    must_reach(PARTY, other_id, actor=actor)
    # Both ends are locked in the order of their keys, so that two who relate them cannot cross.
    list(Party.objects.locked().filter(pk__in=(party_id, other_id)).values_list("pk"))
    relation = Relation(uid=new_id(now, rng), party_id=party_id, other_id=other_id, kind=kind)
    relation.set(**values)
    _must_fit(relation)
    relation.save_changes(now=now)
    event = RelationAdded(
        relation_id=relation.pk,
        party_id=party_id,
        other_id=other_id,
        kind=relation.kind,
        occurred_at=now,
    )
    return tell(event, about=relation, changes=relation.changes(), actor=actor, now=now)


@transaction.atomic
def change_relation(
    *,
    relation_id: int,
    values: RelationValues,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> RelationChanged:
    """
    Change dates, role and rights of a relation. One that ended gets a date and stays.

    Refuses   PartGone, NotFound, NotAllowed, RelationThere, DatesOutOfOrder, Stale.
    Tells     RelationChanged.
    """
    relation = _loaded(relation_id, actor)
    must_be_at("parties.relation", relation, version, actor=actor)
    relation.set(**values)
    _must_fit(relation)
    if not relation.save_changes(now=now):
        relation.raise_version(now=now)
    event = RelationChanged(
        relation_id=relation.pk,
        party_id=relation.party_id,
        other_id=relation.other_id,
        kind=relation.kind,
        occurred_at=now,
    )
    return tell(event, about=relation, changes=relation.changes(), actor=actor, now=now)


@transaction.atomic
def remove_relation(
    *, relation_id: int, version: int | None = None, actor: Actor, now: datetime
) -> RelationRemoved:
    """
    Remove a relation that was never so.

    Refuses   PartGone, NotFound, NotAllowed, Stale.
    Tells     RelationRemoved.
    """
    relation = _loaded(relation_id, actor)
    must_be_at("parties.relation", relation, version, actor=actor)
    relation.raise_version(now=now)
    event = RelationRemoved(
        relation_id=relation.pk,
        party_id=relation.party_id,
        other_id=relation.other_id,
        kind=relation.kind,
        occurred_at=now,
    )
    tell(event, about=relation, details={"uid": str(relation.uid)}, actor=actor, now=now)
    relation.delete()
    return event


def _loaded(relation_id: int, actor: Actor) -> Relation:
    """A relation is changed from either end that the actor may change."""
    relation: Relation | None = Relation.objects.locked().filter(pk=relation_id).first()
    if relation is None:
        raise PartGone(id=relation_id)
    must_reach(PARTY, relation.party_id, actor=actor, permission=permissions.CHANGE)
    return relation


def _must_fit(relation: Relation) -> None:
    begins, ends = relation.from_on, relation.until_on
    if begins is not None and ends is not None and ends <= begins:
        raise DatesOutOfOrder()
    same = Relation.objects.filter(
        party_id=relation.party_id, other_id=relation.other_id, kind=relation.kind, from_on=begins
    )
    if same.exclude(pk=relation.pk).exists():
        raise RelationThere()
