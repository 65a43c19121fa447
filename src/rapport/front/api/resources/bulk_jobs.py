"""Jobs of many lines: create, change, put or delete records by one file of NDJSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from rapport.front.api import commands, queries
from rapport.front.api.auth import ScopeMissing
from rapport.front.api.queries import BulkCard, FailedLine
from rapport.kernel.access.scopes import opens
from rapport.kernel.clock import dice
from rapport.kernel.views.resources import ROOT, as_json
from rapport.kernel.views.schemas import does, reads
from rapport.kernel.views.wire import plain
from rapport.kernel.web.bodies import Place, Plain, text
from rapport.kernel.web.cursors import CursorNotUnderstood, read_cursor, write_cursor

router = Router()
NDJSON = "application/x-ndjson"
LINES = {
    "requestBody": {
        "required": True,
        "description": "One JSON object a line, at most 10,000 lines: the body of the operation. "
        "`id` names the record to change or delete, `version` the one you read, `under` what a "
        "part belongs to, `system` and `value` the key of another system.",
        "content": {
            NDJSON: {
                "schema": {"type": "string"},
                "example": '{"kind": "person", "name": "林志遠"}\n'
                '{"kind": "organization", "name": "松河生活"}\n',
            }
        },
    }
}
ERRORS = {
    "responses": {
        200: {
            "description": "OK",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        }
    }
}


class WhatToDo(Plain):
    """Which operation each line stands for."""

    resource: str = text(40, ..., shortest=1, description="Such as customers.")
    operation: Literal["create", "update", "upsert", "delete"]


class BulkJobShown(Schema):
    """A job; `done` and `failed` count lines and together reach `total`."""

    id: UUID
    resource: str
    operation: str
    state: Literal["waiting", "running", "done", "failed"]
    total: int
    done: int
    failed: int
    share_done: float
    created_at: datetime
    ended_at: datetime | None = None


class BulkJobsPage(Schema):
    items: list[BulkJobShown]
    next: str | None = None


class LineFailed(Schema):
    """A line that was left out: what was sent, and the problem the operation answered with."""

    line: int
    sent: str
    problem: dict[str, Any]


class LinesFailed(Schema):
    items: list[LineFailed]
    next: str | None = None


class WhichFailed(Plain):
    limit: int = Field(50, ge=1, le=200)
    after: int = Field(0, ge=0, le=2**31 - 1, description="`next` of the page before: a line.")


@router.get("", **reads(BulkJobsPage, "Jobs of many lines"))
def list_bulk_jobs(request: Any, place: Query[Place]) -> HttpResponse:
    """Give your own jobs, the newest first."""
    before = _place(place.after) if place.after else None
    cards, after = queries.bulk_jobs(actor=request.actor, limit=place.limit, before=before)
    following = write_cursor(["bulk-jobs", after]) if after else None
    return as_json({"items": [_shown(card) for card in cards], "next": following})


@router.post(
    "", **{**does(BulkJobShown, "Do one operation for many lines", status=202),
           "openapi_extra": LINES}
)  # fmt: skip
def create_bulk_job(request: Any, what: Query[WhatToDo]) -> HttpResponse:
    """
    Keep the lines, and let a worker do each as the operation on one record would.

    A line that is refused changes nothing and stops no other: see the job's errors. For very many
    customers, products, orders or holdings an import is faster, and can be taken back.
    """
    reader = request.reader
    if not opens(reader.scopes, what.resource, writes=True):
        raise ScopeMissing(scope=f"{what.resource}:write")
    asked = commands.ask_bulk_job(
        resource=what.resource,
        operation=what.operation,
        lines=commands.lines_of(request.body),
        token_id=getattr(request, "token_id", None),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    uid = queries.bulk_uid(asked.job_id)
    response = as_json(_shown(queries.bulk_card(uid, actor=request.actor)), status=202)
    response["Location"] = f"{ROOT}/bulk-jobs/{uid}"
    return response


@router.get("/{uuid:uid}", **reads(BulkJobShown, "Job of many lines"))
def read_bulk_job(request: Any, uid: UUID) -> HttpResponse:
    """Give one of your jobs, with how far it is."""
    return as_json(_shown(queries.bulk_card(uid, actor=request.actor)))


@router.get("/{uuid:uid}/errors", **reads(LinesFailed, "Lines that were left out of a job"))
def list_failed_lines(request: Any, uid: UUID, which: Query[WhichFailed]) -> HttpResponse:
    """Give the lines that were left out, in order, with their problems."""
    lines, after = queries.failed_lines(
        uid, actor=request.actor, after=which.after, limit=which.limit
    )
    following = str(after) if after else None
    return as_json({"items": [_failed(line) for line in lines], "next": following})


@router.get(
    "/{uuid:uid}/errors.ndjson",
    **{**reads(None, "Lines that were left out, as a file"), "openapi_extra": ERRORS},
)
def download_failed_lines(request: Any, uid: UUID) -> HttpResponse:
    """Give all lines that were left out as NDJSON: `line`, `sent`, `problem`."""
    lines, _after = queries.failed_lines(uid, actor=request.actor, limit=commands.MOST_LINES)
    body = b"".join(orjson.dumps(_failed(line)) + b"\n" for line in lines)
    response = HttpResponse(body, content_type=NDJSON)
    response["Content-Disposition"] = f'attachment; filename="errors-{uid}.ndjson"'
    return response


def _place(after: str) -> int:
    place = read_cursor(after)
    if not isinstance(place, list) or place[:1] != ["bulk-jobs"]:
        raise CursorNotUnderstood()
    return int(place[1])


def _shown(card: BulkCard) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "resource": card.resource,
        "operation": card.operation,
        "state": card.state,
        "total": card.total,
        "done": card.done,
        "failed": card.failed,
        "share_done": round((card.done + card.failed) / card.total, 4),
        "created_at": plain(card.created_at),
        "ended_at": plain(card.ended_at) if card.ended_at else None,
    }


def _failed(line: FailedLine) -> dict[str, Any]:
    return {"line": line.number, "sent": line.text, "problem": line.problem}
