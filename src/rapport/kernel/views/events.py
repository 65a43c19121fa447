"""What happens to views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("views.view_saved.v1")
@dataclass(frozen=True, slots=True)
class ViewSaved:
    view_id: int
    entity: str
    audience: str
    occurred_at: datetime


@event("views.view_deleted.v1")
@dataclass(frozen=True, slots=True)
class ViewDeleted:
    view_id: int
    entity: str
    occurred_at: datetime
