"""Who is at a job: a lock that ends with its session, so that a worker's death shows at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

AT_WORK = 7304
MOST = 2**31 - 1  # both halves of such a lock are 32 bits wide
NOBODY_AT_IT = f"""not exists (select from pg_locks l
    where l.locktype = 'advisory' and l.classid = {AT_WORK} and l.objid = (j.id %% {MOST})::int
      and l.database = (select oid from pg_database where datname = current_database()))"""
log = logging.getLogger("rapport.worker")


@contextmanager
def at_work(job_id: int) -> Iterator[None]:
    """
    Hold the job as this session's; wait while another still does.

    A killed worker's last statement may go on in the database for a moment.
    """
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, %s)", [AT_WORK, job_id % MOST])
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [AT_WORK, job_id % MOST])
        except Error as lost:  # the lock went with its session
            log.warning("a job lost its session: %s", type(lost).__name__)
