"""Why a job failed last: Procrastinate keeps that it did, but not why."""

from __future__ import annotations

import traceback
from pathlib import Path
from sysconfig import get_path

from django.db import connection

from rapport.kernel import clock
from rapport.kernel.errors import Refusal

FOREIGN = {get_path(kind) for kind in ("stdlib", "purelib", "platlib")}
NOTE = """
insert into jobs_jobfault (job_id, code, place, at) values (%s, %s, %s, %s)
on conflict (job_id) do update set code = excluded.code, place = excluded.place, at = excluded.at"""


def note_fault(job_id: int | None, fault: BaseException) -> None:
    """Keep the code or class of the fault and where it arose; its words may name somebody."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [job_id, code_of(fault), place_of(fault), clock.now()])


def code_of(fault: BaseException) -> str:
    return fault.code if isinstance(fault, Refusal) else type(fault).__name__


def place_of(fault: BaseException) -> str:
    """Return the innermost line of ours, such as `commands.py:41 apply_import`."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if not _is_foreign(frame.filename)] or list(frames)
    if not ours:
        return ""
    last = ours[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno} {last.name}"


def _is_foreign(filename: str) -> bool:
    return filename.startswith(tuple(FOREIGN))
