"""Colleagues, teams and units as holders of customers."""

from __future__ import annotations

from rapport.customers.parties.permissions import VIEW
from rapport.customers.parties.words import Holder
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.prepared import rows_of

_PLACES = """
select (select id from access_user where id = %(owner)s and is_active),
  coalesce(%(team)s::int8, (select min(team_id) from access_user_team where user_id = %(owner)s)),
  %(unit)s::int8"""
_WITH_UNIT = f"""
select place.owner_id, team.id, coalesce(unit.id, team.unit_id)
from ({_PLACES}) place(owner_id, team_id, unit_id)
left join access_team team on team.id = place.team_id
left join access_businessunit unit on unit.id = place.unit_id"""


def completed(holder: Holder) -> Holder:
    """
    Return the holder with what follows: the owner's first team, the team's unit.

    Whoever is not there, or no longer active, is None in the answer.
    """
    asked = {"owner": holder.owner_id, "team": holder.team_id, "unit": holder.unit_id}
    [found] = rows_of(_WITH_UNIT, asked)
    return Holder(*found)


def holder_of_imported(actor: Actor) -> Holder:
    """
    Return whose a customer is whom a file brings and gives to nobody.

    His who brings the file, when he would not see him otherwise; a file of the whole firm, by one
    who sees everybody, makes nobody the owner of all its customers.
    """
    return Holder() if actor.reach_of(VIEW) is Reach.ALL else holder_of_new(actor)


def holder_of_new(actor: Actor) -> Holder:
    """Return whose a customer is whom the actor adds: his own, his first team's."""
    return completed(Holder(actor.user_id)) if actor.user_id is not None else Holder()
