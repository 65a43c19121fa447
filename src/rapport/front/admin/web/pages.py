"""What every page of administration has: the menu of its sections beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from rapport.front.admin.sections import open_to


def page(request: Any, template: str, here: str, **context: Any) -> HttpResponse:
    """Draw a page of the section called `here`."""
    menu = open_to(request.actor)
    return render(request, f"admin/{template}.html", {"menu": menu, "section": here, **context})
