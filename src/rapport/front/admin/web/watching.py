"""The audit, the work that is stuck, and whether all is well."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.front.admin import auditing, health
from rapport.front.admin.deeds import deed_words, deeds
from rapport.front.admin.given import key_in
from rapport.front.shell.going import go
from rapport.front.shell.toasts import toast
from rapport.kernel.access.permissions import SEE_HEALTH
from rapport.kernel.audit.permissions import SEARCH
from rapport.kernel.events import commands as events
from rapport.kernel.events import queries as events_read
from rapport.kernel.events.permissions import MEND
from rapport.kernel.jobs import commands as jobs
from rapport.kernel.jobs import queries as jobs_read
from rapport.kernel.jobs.permissions import MEND_JOBS
from rapport.kernel.web import metrics as counted
from rapport.kernel.web.doors import signed_in

from .pages import page

WORK = "/administration/work"


@signed_in
@require_GET
def audit(request: Any) -> HttpResponse:
    """Show what was done, by whom, to what, the newest first."""
    actor = request.actor
    actor.must(SEARCH)
    context = {
        "page": auditing.found(request.GET, actor=actor),
        "asked": {name: request.GET.get(name, "") for name in ("who", "entity", "deed", "row")},
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "people": auditing.colleagues(actor=actor, now=request.now),
        "kinds": auditing.kinds_of_record(),
        "deeds": deeds(),
    }
    return page(request, "audit", "audit", **context)


@signed_in
@require_GET
def work(request: Any) -> HttpResponse:
    """Show reactions and jobs that gave up, and work on many rows."""
    actor = request.actor
    context = {
        "pulse": events_read.pulse(actor=actor),
        "queue": jobs_read.queue(actor=actor),
        "reactions": [
            (row, deed_words(row.event_name)) for row in events_read.parked_reactions(actor=actor)
        ],
        "parked_jobs": jobs_read.parked_jobs(actor=actor),
        "batches": [(row, deed_words(row.name)) for row in jobs_read.batches(actor=actor)],
        "may_mend": actor.may(MEND),
        "may_mend_jobs": actor.may(MEND_JOBS),
    }
    return page(request, "work", "work", **context)


@signed_in
@require_POST
def replay_parked(request: Any) -> HttpResponse:
    """Try a parked reaction again."""
    events.replay_parked(**_lane(request), actor=request.actor, now=request.now)
    return toast(go(WORK), _("It is tried again."))


@signed_in
@require_POST
def skip_parked(request: Any) -> HttpResponse:
    """Leave out the event that a reaction is stuck at."""
    events.skip_parked(**_lane(request), actor=request.actor, now=request.now)
    return toast(go(WORK), _("Left out. What waited behind it goes on."))


@signed_in
@require_POST
def replay_job(request: Any) -> HttpResponse:
    """Try a parked job anew."""
    request.actor.must(MEND_JOBS)
    jobs.replay_job(job_id=key_in(request.POST, "job"), actor=request.actor, now=request.now)
    return toast(go(WORK), _("It is tried again."))


@signed_in
@require_POST
def cancel_job(request: Any) -> HttpResponse:
    """Take a parked job from those that wait for a person."""
    request.actor.must(MEND_JOBS)
    jobs.cancel_job(job_id=key_in(request.POST, "job"), actor=request.actor, now=request.now)
    return toast(go(WORK), _("Job cancelled."))


@signed_in
@require_GET
def look_at_health(request: Any) -> HttpResponse:
    """Show whether all is well, what is not first."""
    request.actor.must(SEE_HEALTH)
    findings = list(health.examine(actor=request.actor, now=request.now))
    findings.sort(key=lambda one: one.is_well)
    troubles = sum(not one.is_well for one in findings)
    return page(request, "health", "health", findings=findings, troubles=troubles)


def _lane(request: Any) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("aggregate", "reaction")}


@require_GET
def metrics(request: Any) -> HttpResponse:
    """Tell Prometheus how much was answered, how fast, and what waits; it has no use for a door."""
    if request.actor.kind == "nobody":
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    found = health.gauges(actor=request.actor, now=request.now)
    return HttpResponse(counted.told(found), content_type=counted.CONTENT_TYPE)
