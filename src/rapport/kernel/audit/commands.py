"""Writing to the audit and sealing it. Nothing here takes a lock that a writer waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.rows import Change

from .pure import FOR_EVER, Seal, link
from .row import INSERT, fact_of, values_of
from .sources import forgotten
from .windows import last_seal, links_in

SEAL_LOCK = 7302
HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
ADD_SEAL = """insert into audit_seal
(number, after_id, until_id, from_position, to_position, rows, chain, sealed_at)
values (%s, %s, %s, %s, %s, %s, %s, %s)"""


def record(
    name: str,
    *,
    entity: str = "",
    row_id: int | None = None,
    changes: Sequence[Change] = (),
    details: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """
    Write an audit row for an act that tells no event: a sign-in, an export, a chunk of a batch.

    What tells an event is recorded by `tell`, in the same statement.
    """
    fact = fact_of(
        name, entity=entity, row_id=row_id, changes=changes, details=details, actor=actor, now=now
    )
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values_of(fact))


@transaction.atomic
def erase_payloads(
    *, entity: str, row_ids: Sequence[int], reason: str, actor: Actor, now: datetime
) -> int:
    """
    Null payload and salt of all that the audit says about these rows; return how many rows.

    What imports and changes of many rows remember of them goes too, and cannot be taken back then.
    The digests stay, and so does the chain. Who may erase is decided by the command that calls.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """update audit set salt = null, payload = null
            where entity = %s and row_id = any(%s) and payload is not null""",
            [entity, list(row_ids)],
        )
        erased = int(cursor.rowcount)
    details = {
        "entity": entity,
        "rows": list(row_ids),
        "erased": erased,
        "forgotten": forgotten(entity, row_ids),
        "reason": reason,
    }
    record("audit.payloads_erased", details=details, actor=actor, now=now)
    return erased


def seal(*, now: datetime) -> int:
    """Chain the rows that every open transaction is younger than; return how many."""
    with transaction.atomic():
        if not _hold_the_chain(wait=False):
            return 0  # another worker seals at this moment
        upto = _value(HORIZON)  # before the rows: what commits later has a higher position
        return _seal_window(upto=upto, until_id=None, now=now)


def open_era(*, now: datetime) -> int:
    """
    Seal all that a restored database holds and begin a new era; return how many rows.

    To be called once after a restore and before any write: transaction ids have started again.
    """
    with transaction.atomic():
        _hold_the_chain(wait=True)
        until_id = _value("select coalesce(max(id), 0) from audit")
        return _seal_window(upto=FOR_EVER, until_id=until_id, now=now)


def _hold_the_chain(*, wait: bool) -> bool:
    if wait:
        _value(f"select pg_advisory_xact_lock({SEAL_LOCK})")
        return True
    return bool(_value(f"select pg_try_advisory_xact_lock({SEAL_LOCK})"))


def _seal_window(*, upto: int, until_id: int | None, now: datetime) -> int:
    last = last_seal() or Seal(0, 0, None, 0, 0, 0, b"")
    over = last.until_id is not None
    after_id = last.after_id if last.until_id is None else last.until_id
    if until_id == after_id:
        return 0  # an era without a row: the one that begins now is the same
    start = 0 if over else last.to_position
    chain, rows = last.chain, 0
    for row in links_in(Seal(last.number + 1, after_id, until_id, start, upto, 0, b"")):
        chain, rows = link(chain, row.id, row.digest), rows + 1
    if rows or until_id is not None:
        values = (last.number + 1, after_id, until_id, start, upto, rows, chain, now)
        with connection.cursor() as cursor:
            cursor.execute(ADD_SEAL, values)
    return rows


def _value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None
