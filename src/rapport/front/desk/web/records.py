"""Record pages: one row of an entity with what belongs to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.front.desk import records
from rapport.kernel.web.doors import signed_in


@signed_in
@require_GET
def record(request: Any, key: str, uid: UUID) -> HttpResponse:
    """Show one record: its fields, what belongs to it, who changed what."""
    page = records.record_of(key, uid, actor=request.actor, now=request.now)
    return render(request, "desk/record_page.html", {"page": page, "key": key})
