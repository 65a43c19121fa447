"""Keep the token table for many rows at once; called by commands on many rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from rapport.kernel.entities.registry import entity as entity_named

from .declare import searchable
from .words import table_tokens

PAIRS_A_STATEMENT = 50_000
ENTER = """
insert into search_token (entity, token, bucket, row_id)
select %s, g.token, g.bucket, g.row_id
from unnest(%s::int8[], %s::int2[], %s::text[]) g(row_id, bucket, token) on conflict do nothing"""
TAKE_OUT = """
delete from search_token k using unnest(%s::int8[], %s::int2[], %s::text[]) g(row_id, bucket, token)
where k.entity = %s and k.token = g.token and k.bucket = g.bucket and k.row_id = g.row_id"""
Pair = tuple[int, int, str]


def enter_tokens_of_many(entity: str, rows: Iterable[tuple[int, int, Sequence[str]]]) -> None:
    """Enter the tokens of rows given as (key, bucket, tokens)."""
    for pairs in _in_parts(rows):
        with connection.cursor() as cursor:
            cursor.execute(ENTER, [searchable(entity).code, *map(list, zip(*pairs, strict=True))])


def enter_tokens_of_new(
    entity: str, rows: Iterable[tuple[int, Sequence[str]]], *, bucket: int
) -> None:
    """Enter the tokens of rows that were just made, given as (key, tokens); none are there yet."""
    code = searchable(entity).code
    pairs = sorted((token, row_id) for row_id, tokens in rows for token in table_tokens(tokens))
    # A token is a cleaned word: of COPY's signs only the backslash can be in it.
    lines = [f"{code}\t{bucket}\t{row_id}\t{token}\n" for token, row_id in pairs]
    text = "".join(lines)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    with connection.cursor() as cursor:
        head = "copy search_token (entity, bucket, row_id, token) from stdin"
        with cursor.copy(head) as copy:
            copy.write(text)


def take_out_tokens_of_many(entity: str, row_ids: Sequence[int]) -> None:
    """Take out the tokens of rows that are about to go; they still carry them."""
    table = entity_named(entity).base.table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, search_bucket, search_tokens from {table} where id = any(%s)",
            [list(row_ids)],
        )
        rows = cursor.fetchall()
        for pairs in _in_parts(rows):
            columns = map(list, zip(*pairs, strict=True))
            cursor.execute(TAKE_OUT, [*columns, searchable(entity).code])


def _in_parts(rows: Iterable[tuple[int, int, Sequence[str]]]) -> Iterable[list[Pair]]:
    pairs: list[Pair] = []
    for row_id, bucket, tokens in rows:
        pairs += [(row_id, bucket, token) for token in table_tokens(tokens)]
        if len(pairs) >= PAIRS_A_STATEMENT:
            yield pairs
            pairs = []
    if pairs:
        yield pairs
