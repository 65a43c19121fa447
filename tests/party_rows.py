"""Parties for tests of rooms above them, until makers exist."""
from datetime import UTC, datetime
from random import Random
from rapport.customers.parties.models import Party
from rapport.kernel.values import new_id
NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)
DICE = Random(7)
def a_party(name="林志遠", **more):
    number = f"C-{DICE.randrange(10**6):06}"
    row = Party(uid=new_id(NOW, DICE), number=number, kind=more.pop("kind","person"), display_name=name, sort_name=name, **more)
    row.save_changes(now=NOW)
    return row.pk
