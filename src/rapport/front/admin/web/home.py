"""The home of administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from rapport.front.admin import glance, starting
from rapport.kernel.errors import NotAllowed
from rapport.kernel.web.doors import signed_in

from .pages import page


@signed_in
@require_GET
def home(request: Any) -> HttpResponse:
    """Show the sections that are open to the reader, with what is so in each."""
    groups = glance.home(actor=request.actor, now=request.now)
    if not groups:
        raise NotAllowed()
    return page(request, "home", "", groups=groups, is_new=starting.is_new(actor=request.actor))
