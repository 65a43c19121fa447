"""The sheet of components, for those who build: every piece in every state and language."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from rapport.front.shell.toasts import toast
from rapport.kernel.errors import NotFound
from rapport.kernel.web.doors import etag

from . import samples

PAGES = ("list", "record", "import", "blank")


def components(request: Any) -> HttpResponse:
    """Show all pieces."""
    return render(request, "shell/components.html", {"charts": samples.charts()})


def sample(request: Any, sample: str) -> HttpResponse:
    """Show a whole page made of them."""
    if sample not in PAGES:
        raise NotFound()
    context = {
        "rows": samples.rows(min(int(request.GET.get("rows", 60)), 10_000)),
        "charts": samples.charts(),
        "entries": samples.entries(),
    }
    return render(request, f"shell/samples/{sample}.html", context)


def edit(request: Any) -> HttpResponse:
    """Answer an edit in place as a room would."""
    given = QueryDict(request.body)
    value = next(iter(given.values()), "")
    response = render(request, "shell/sheet/edited.html", {"value": value})
    response["ETag"] = etag(4)
    return toast(response, _("Changed."), undo="/shell/components/edit")
