"""Found the demo firm and let its people in."""

from __future__ import annotations

from datetime import datetime

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.values import Chance

from .cast import COLLEAGUES, FIRM, MAIL, PASSWORD, TEAMS, UNITS

HABITS = {"zone": "Asia/Taipei", "currency": "TWD", "language": "zh-hant", "region": "TW"}


def let_people_in(*, actor: Actor, now: datetime, rng: Chance) -> None:
    """Make firm, units, teams, roles and users; what is there already stays."""
    if access.firm() is None:
        accounts.found_firm(name=FIRM, habits=HABITS, actor=actor, now=now, rng=rng)
    accounts.keep_standard_roles(actor=actor, now=now, rng=rng)
    units = {}
    for name in UNITS:
        saved = accounts.save_unit(name=name, actor=actor, now=now, rng=rng)
        units[name] = saved.unit_id
    for name, unit in TEAMS:
        accounts.save_team(name=name, unit_id=units[unit], actor=actor, now=now, rng=rng)
    hashed = accounts.hash_password(PASSWORD, about=())  # dear by design, and the same for all
    for colleague in COLLEAGUES:
        if access.user_id_of(colleague.username) is None:
            new = accounts.NewUser(
                colleague.username,
                colleague.name,
                hashed=hashed,
                roles=(colleague.role,),
                teams=(colleague.team,),
                habits={
                    "language": colleague.language,
                    "email": f"{colleague.username}@{MAIL}",
                },
            )
            accounts.create_user(new=new, actor=actor, now=now, rng=rng)
