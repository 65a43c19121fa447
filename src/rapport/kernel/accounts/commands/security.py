"""Keep in the audit how somebody shows who he is: codes, passkeys, recovery codes, other doors."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import User
from rapport.kernel.access.permissions import MANAGE_USERS
from rapport.kernel.accounts.events import SecurityChanged
from rapport.kernel.errors import N_, NotFound
from rapport.kernel.events.tell import tell


@transaction.atomic
def change_security(*, user_id: int, what: str, actor: Actor, now: datetime) -> SecurityChanged:
    """
    Lock a person for a change of how he shows who he is, and tell it.

    Whoever writes the change does so after this, in the same transaction: the lock of the person
    is what keeps two changes of one person apart.
    Refuses   NotFound; NotAllowed: for somebody else without the permission.
    Tells     SecurityChanged.
    """
    if actor.user_id != user_id:
        actor.must(MANAGE_USERS)
    user = User.objects.locked().filter(pk=user_id).first()
    if user is None:
        raise NotFound(entity=N_("User"), id=user_id)
    user.raise_version(now=now)
    changed = SecurityChanged(user_id=user.pk, what=what, occurred_at=now)
    return tell(changed, about=user, details={"what": what}, actor=actor, now=now)
