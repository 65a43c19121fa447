"""Keep tokens and counts; called by the commands that change rows, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from rapport.kernel.entities.registry import entity as entity_named
from rapport.kernel.prepared import prepared

from .declare import searchable
from .words import table_tokens

HOLDERS = ("user", "team", "unit")


def enter_tokens(entity: str, *, row_id: int, bucket: int, tokens: Sequence[str]) -> None:
    """Enter a row's tokens into the table."""
    kept = table_tokens(tokens)
    if kept:
        prepared(
            """insert into search_token (entity, token, bucket, row_id)
            select %s, token, %s, %s from unnest(%s::text[]) token on conflict do nothing""",
            [searchable(entity).code, bucket, row_id, kept],
        ).close()


def take_out_tokens(entity: str, *, row_id: int, bucket: int, tokens: Sequence[str]) -> None:
    """Take a row's tokens out of the table; bucket and tokens are those it was entered with."""
    kept = table_tokens(tokens)
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(
                """delete from search_token where entity = %s and token = any(%s::text[])
                and bucket = %s and row_id = %s""",
                [searchable(entity).code, kept, bucket, row_id],
            )


def change_tokens(
    entity: str, *, row_id: int, bucket: int, before: Sequence[str], after: Sequence[str]
) -> None:
    """Enter what is new and take out what is gone."""
    gone = [token for token in before if token not in after]
    new = [token for token in after if token not in before]
    take_out_tokens(entity, row_id=row_id, bucket=bucket, tokens=gone)
    enter_tokens(entity, row_id=row_id, bucket=bucket, tokens=new)


@transaction.atomic
def count_reach(entity: str, *, now: datetime) -> None:
    """Count the live rows of every user, team and unit, by which the way to search is chosen."""
    whole = entity_named(entity)
    owner, code = whole.base.owner, searchable(entity).code
    live = whole.base.live.format(t="t") or "true"
    columns = (owner.user, owner.team, owner.unit)
    counts = [f"select 'all' as holder, 0 as id, count(*) from {whole.base.table} t where {live}"]
    for holder, column in zip(HOLDERS, columns, strict=True):
        if column:
            held = column.format(t="t")
            counts.append(
                f"select '{holder}', {held}, count(*) from {whole.base.table} t"
                f" where {live} and {held} is not null group by 2"
            )
    with connection.cursor() as cursor:
        cursor.execute("delete from search_reachcount where entity = %s", [code])
        cursor.execute(
            "insert into search_reachcount (entity, holder, holder_id, rows, counted_at)"
            f" select %s, counted.*, %s from ({' union all '.join(counts)}) counted",
            [code, now],
        )
