"""Hand out a stored file to who may open it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.views.decorators.http import require_safe

from rapport.kernel.files import queries as files
from rapport.kernel.files.web.downloads import download_of
from rapport.kernel.web.doors import signed_in


@require_safe
@signed_in
def download_file(request: Any, file_uid: UUID) -> Any:
    opened = files.open_file(file_uid, actor=request.actor)
    return download_of(opened, asked_range=request.headers.get("Range", ""))
