"""The description of the interface, for programs and for people."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.front.api.description import describe
from rapport.kernel.errors import NotFound

from .assembled import API

# The page of the documentation tries requests out in this browser's session.
SWAGGER = {
    "url": "openapi.json",
    "layout": "BaseLayout",
    "deepLinking": True,
    "validatorUrl": None,
    "defaultModelsExpandDepth": 0,
    "docExpansion": "list",
    "persistAuthorization": False,
}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of the interface."""
    return HttpResponse(orjson.dumps(describe(API)), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the description as a page that needs nothing from elsewhere."""
    context = {"settings": json.dumps(SWAGGER), "token": get_token(request)}
    return render(request, "api/docs.html", context)


def unknown(request: Any, rest: str = "") -> HttpResponse:
    """Say that there is no such address, as programs read it."""
    raise NotFound()
