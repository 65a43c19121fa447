"""The list page and its parts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.front.desk import conditions, lists, totals
from rapport.front.shell.places import navigation
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import dice
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.filters import tree
from rapport.kernel.views import commands as views
from rapport.kernel.web.doors import signed_in


@signed_in
@require_GET
def home(request: Any) -> HttpResponse:
    """Open the first place of the reader's rail."""
    jobs = navigation(request.actor)
    return redirect(jobs[0].url if jobs else "shell:nothing")


@signed_in
@require_GET
def list_page(request: Any, key: str) -> HttpResponse:
    """Show a list: views, the filter as a sentence, rows."""
    asked = lists.asked_of(key, request.GET)
    page = lists.list_page(asked, actor=request.actor, now=request.now)
    return render(request, "desk/list_page.html", {"page": page, "key": key})


@signed_in
@require_GET
def more_rows(request: Any, key: str) -> HttpResponse:
    """Give the rows after a place, for scrolling."""
    asked = lists.asked_of(key, request.GET)
    page = lists.list_page(asked, actor=request.actor, now=request.now)
    return render(request, "desk/parts/rows.html", {"page": page, "key": key})


@signed_in
@require_GET
def list_foot(request: Any, key: str) -> HttpResponse:
    """Give the count and the totals of the whole list."""
    asked = lists.list_state(lists.asked_of(key, request.GET), actor=request.actor)
    exact = request.GET.get("exact") == "1"
    foot = totals.foot(asked, actor=request.actor, now=request.now, exact=exact)
    context = {"foot": foot, "key": key, "asked": asked}
    return render(request, "desk/parts/foot.html", context)


@signed_in
def condition_form(request: Any, key: str) -> HttpResponse:
    """Ask for one condition more; when it is whole, open the list with it."""
    whole = entity_by_key(key)
    actor, given = request.actor, request.GET
    actor.must(whole.base.view)
    asked = lists.list_state(lists.asked_of(key, given), actor=actor)
    path, operator = given.get("field", ""), given.get("op", "")
    if given.get("done") and path and operator:
        test = (path, operator, given.getlist("value"))
        where = conditions.with_condition(whole, asked.where, test, actor=actor, now=request.now)
        return _go(asked.address(where=where))
    field = conditions.field_at(whole, path, actor) if path else None
    operators = conditions.operator_picks(field) if field else []
    if field and operator not in {pick.name for pick in operators}:
        operator = operators[0].name
    context = {
        "key": key,
        "asked": asked,
        "fields": conditions.field_picks(whole, actor),
        "path": path,
        "operators": operators,
        "operator": operator,
        "form": conditions.value_form(field, operator, actor=actor, now=request.now)
        if field
        else None,
        "hidden": _hidden(asked),
    }
    return render(request, "desk/parts/condition_form.html", context)


@signed_in
@require_GET
def column_form(request: Any, key: str) -> HttpResponse:
    """Let the reader choose columns; when chosen, open the list with them."""
    asked = lists.list_state(lists.asked_of(key, request.GET), actor=request.actor)
    if request.GET.get("done"):
        return _go(asked.address(columns=tuple(request.GET.getlist("column"))))
    page = lists.list_page(asked, actor=request.actor, now=request.now)
    chosen = lists.columns_now(asked, request.actor)
    known = {column.name: column for column in page.all_columns}
    ordered = [known[name] for name in chosen if name in known]
    rest = [column for column in page.all_columns if column.name not in chosen]
    context = {"key": key, "chosen": ordered, "rest": rest, "hidden": _hidden(asked)}
    return render(request, "desk/parts/column_form.html", context)


@signed_in
@require_POST
def save_view(request: Any, key: str) -> HttpResponse:
    """Keep the list as it is under a name, or over the view it came from."""
    asked = lists.list_state(lists.asked_of(key, request.POST), actor=request.actor)
    look = views.Look(
        columns=tuple(lists.columns_now(asked, request.actor)),
        where=tree.write(asked.where) if asked.where else None,
        sort=asked.sort,
        audience=request.POST.get("audience", "mine"),
    )
    saved = lists.keep_view(
        asked,
        name=request.POST.get("name", ""),
        look=look,
        over=_uid(request.POST.get("over", "")),
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return toast(redirect(f"/{key}?view={saved}"), _("View saved."))


@signed_in
@require_POST
def delete_view(request: Any, key: str) -> HttpResponse:
    """Delete a view of one's own."""
    uid = _uid(request.POST.get("view", ""))
    if uid is not None:
        views.delete_view(view_uid=uid, actor=request.actor, now=request.now)
    return toast(redirect("desk:list", key), _("View deleted."))


def _go(address: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def _hidden(asked: lists.Asked) -> list[tuple[str, str]]:
    return asked.pairs()


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
