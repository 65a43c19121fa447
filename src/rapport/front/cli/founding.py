"""Make a home usable: a neutral firm, the standard roles, an administrator."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel import clock
from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor, operator
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.clock import dice

ADMINISTRATOR = "admin"


def bring_up_to_date() -> None:
    """Give a firm's administrators the permissions that a newer version brought."""
    if access.firm() is not None:
        accounts.keep_standard_roles(actor=operator("upgrade"), now=clock.now(), rng=dice())


def found_neutral_firm(*, actor: Actor, now: datetime) -> None:
    """
    Where there is no firm, found one without a story; its administrator has no password yet.

    Where there is one, its administrators get the permissions that a newer version brought.
    """
    rng = dice()
    if access.firm() is not None:
        accounts.keep_standard_roles(actor=actor, now=now, rng=rng)
        return
    accounts.found_firm(name="Rapport", actor=actor, now=now, rng=rng)
    accounts.keep_standard_roles(actor=actor, now=now, rng=rng)
    admin = accounts.NewUser(ADMINISTRATOR, "Administrator", roles=("administrator",))
    accounts.create_user(new=admin, actor=actor, now=now, rng=rng)
