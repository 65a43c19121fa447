"""Take entries out of timelines again, when what they told of is taken back."""

from __future__ import annotations

from django.db import connection, transaction

from rapport.kernel.entities.sql import Sql


@transaction.atomic
def forget_entries(*, select: Sql) -> int:
    """
    Remove the entries about the selected rows and return how many there were.

    The undo that calls is in the audit; the time of the last touch stays.
    Shapes    select: columns (party_id int8, entity text, row_id int8).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""delete from interactions_entry e using ({select.text}) s(party_id, entity, row_id)
            where e.party_id = s.party_id and e.entity = s.entity and e.row_id = s.row_id""",
            select.params,
        )
        return int(cursor.rowcount)
