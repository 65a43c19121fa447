"""Exchange rates: the newest, and one more."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.front.admin.given import day_in
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import day_in as day_of
from rapport.kernel.clock import dice
from rapport.kernel.errors import N_, Invalid
from rapport.kernel.rates import commands, queries
from rapport.kernel.rates.permissions import RECORD
from rapport.kernel.rates.pure import DatedRate
from rapport.kernel.values import EXPONENTS
from rapport.kernel.web.doors import signed_in

from .pages import page

RATES = "/administration/rates"
MOST = 200


class NumberNotUnderstood(Invalid):
    sentence = N_("“{text}” is not a number.")


@signed_in
@require_GET
def rates(request: Any) -> HttpResponse:
    """Show the newest rates."""
    today = day_of(request.now, request.actor.zone)
    found = queries.rates_until(today, actor=request.actor, limit=MOST)
    plainly = [(rate, f"{rate.rate.normalize():f}") for rate in found]
    context = {"rates": plainly, "may_record": request.actor.may(RECORD), "most": MOST}
    return page(request, "rates", "rates", **context)


@signed_in
@require_http_methods(["GET", "POST"])
def record_rate(request: Any) -> HttpResponse:
    """Ask what one unit of a currency costs in another, and record it."""
    actor = request.actor
    actor.must(RECORD)
    if request.method == "GET":
        context = {
            "currencies": sorted(EXPONENTS),
            "home": actor.currency,
            "today": day_of(request.now, actor.zone).isoformat(),
            "request_key": uuid4().hex,
        }
        return render(request, "admin/rate_dialog.html", context)
    form = request.POST
    source = form.get("source", "").strip() or actor.name
    rate = DatedRate(
        form.get("one", ""),
        form.get("other", ""),
        day_in(form.get("on", "")),
        _number(form.get("rate", "")),
        source,
    )
    commands.record_rates(
        source=source,
        rates=[rate],
        request_key=form.get("request_key") or None,
        actor=actor,
        now=request.now,
        rng=dice(),
    )
    return toast(go(RATES), _("Rate recorded."))


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise NumberNotUnderstood(text=text[:40]) from None
    if not number.is_finite():
        raise NumberNotUnderstood(text=text[:40])
    return number
