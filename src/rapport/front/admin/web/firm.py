"""The firm itself, and the first steps of one that is new."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.front.admin import starting
from rapport.front.admin.given import countries, number_in, version_in, zones
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.queries import firm as queries
from rapport.kernel.errors import NotAllowed
from rapport.kernel.values import EXPONENTS
from rapport.kernel.web.doors import signed_in

from .pages import page


@signed_in
@require_http_methods(["GET", "POST"])
def firm(request: Any) -> HttpResponse:
    """Show what is said of the firm, or write it."""
    actor = request.actor
    if request.method == "GET":
        context = {
            "firm": queries.firm(actor=actor),
            "zones": zones(),
            "currencies": sorted(EXPONENTS),
            "tongues": settings.LANGUAGES,
            "countries": countries(actor.language),
            "months": [(number, str(name)) for number, name in MONTHS.items()],
            "is_new": starting.is_new(actor=actor),
        }
        return page(request, "firm", "firm", **context)
    form = request.POST
    texts = {name: form.get(name, "") for name in ("name", "zone", "currency", "language")}
    given = accounts.FirmGiven(
        **texts,
        region=form.get("region", ""),
        fiscal_start_month=number_in(form.get("fiscal_start_month", ""), 0),
    )
    was_new = actor.may("access.manage_firm") and starting.is_new(actor=actor)
    accounts.change_firm(
        firm=given, version=version_in(form.get("version", "")), actor=actor, now=request.now
    )
    return toast(go("/administration/start" if was_new else "/administration/firm"), _("Saved."))


@signed_in
@require_GET
def start(request: Any) -> HttpResponse:
    """Show the first steps of a firm, and which comes next."""
    found = starting.steps(actor=request.actor)
    if not found:
        raise NotAllowed()
    following = next((step for step in found if not step.is_done), None)
    done = sum(step.is_done for step in found)
    context = {"steps": found, "following": following, "done": done}
    return page(request, "start", "start", **context)
