"""Look through a colleague's eyes, and stop; both stand in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.access.permissions import VIEW_AS
from rapport.kernel.audit import commands as audit
from rapport.kernel.errors import N_, Conflict, Invalid, NotAllowed, NotFound


class OwnEyes(Invalid):
    sentence = N_("You look through your own eyes already.")


class EyesShut(Conflict):
    sentence = N_("“{name}” can no longer sign in, so there is nothing to be seen.")


class EyesSeeMore(NotAllowed):
    sentence = N_("“{name}” may see more than you. Only who sees all of it can look so.")


@dataclass(frozen=True, slots=True)
class Look:
    """A look that began or ended: whose eyes, by key and name."""

    user_id: int
    name: str


@transaction.atomic
def begin_view_as(*, user_uid: UUID, actor: Actor, now: datetime) -> Look:
    """
    Allow the actor a look through a colleague's eyes, and enter it into the audit.

    Refuses   NotAllowed, NotFound, OwnEyes, EyesShut, EyesSeeMore: one would see what one may not.
    """
    actor.must(VIEW_AS)
    user: User | None = User.objects.filter(uid=user_uid).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=str(user_uid))
    if user.pk == actor.user_id:
        raise OwnEyes()
    other = access.reader_of(user.pk)
    if other is None:
        raise EyesShut(name=user.name)
    if not actor.sees_no_less_than(other.actor):
        raise EyesSeeMore(name=user.name)
    _record("accounts.view_as_begun", user.pk, actor, now)
    return Look(user.pk, user.name)


@transaction.atomic
def end_view_as(*, user_id: int, actor: Actor, now: datetime) -> None:
    """Enter the end of a look into the audit."""
    _record("accounts.view_as_ended", user_id, actor, now)


def _record(name: str, user_id: int, actor: Actor, now: datetime) -> None:
    audit.record(name, entity="access.user", row_id=user_id, actor=actor, now=now)
