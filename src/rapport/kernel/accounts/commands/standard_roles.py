"""The roles every firm begins with, made from what permissions there are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Grant, Role
from rapport.kernel.access.permissions import permissions
from rapport.kernel.access.words import Reach
from rapport.kernel.errors import N_
from rapport.kernel.values import Chance

from .roles import save_role

READS = ("view", "see", "read", "use")
# What looks after the house, and what looks past every reach: the administrator's alone.
HOUSE = (
    "access.manage",
    "access.view_as",
    "audit.",
    "calendars.change",
    "events.mend",
    "jobs.mend",
    "rates.record",
)
# Role: (reach of reading, reach of changing, what it does without).
STANDARD: dict[str, tuple[Reach, Reach, tuple[str, ...]]] = {
    N_("administrator"): (Reach.ALL, Reach.ALL, ()),
    N_("manager"): (Reach.UNIT, Reach.UNIT, (*HOUSE, "access.see_health")),
    N_("agent"): (
        Reach.ALL,
        Reach.ALL,
        (*HOUSE, "access.", "views.share", ".delete", ".import", ".assign"),
    ),
    N_("sales"): (Reach.TEAM, Reach.OWN, (*HOUSE, "access.", "views.share", ".delete", ".import")),
    N_("analyst"): (Reach.ALL, Reach.NONE, HOUSE),
}
ALWAYS = {"access.see_colleagues": Reach.ALL}


@transaction.atomic
def keep_standard_roles(*, actor: Actor, now: datetime, rng: Chance) -> None:
    """Make the standard roles, and give those that exist the permissions of new rooms."""
    for name, (reads, changes, without) in STANDARD.items():
        wanted = _grants(reads, changes, without)
        role = Role.objects.filter(name=name).first()
        held = set(Grant.objects.filter(role=role).values_list("permission", flat=True))
        if role is None or (name == "administrator" and set(wanted) - held):
            save_role(name=name, grants=wanted, actor=actor, now=now, rng=rng)


def _grants(reads: Reach, changes: Reach, without: tuple[str, ...]) -> dict[str, Reach]:
    found = {}
    for code in permissions():
        if any(part in code for part in without) and code not in ALWAYS:
            continue
        reach = (
            reads if code.split(".")[-1].startswith(READS) or code == "views.export" else changes
        )
        if reach:
            found[code] = reach
    return found | ALWAYS
