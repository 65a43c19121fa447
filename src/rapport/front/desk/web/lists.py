"""The list page and its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.front.desk import conditions, lists, totals
from rapport.front.desk.asked import Asked, as_uid, asked_of, list_state, seen_columns
from rapport.front.desk.conditions import Draft
from rapport.front.desk.exporting import exported
from rapport.front.shell.places import navigation
from rapport.front.shell.toasts import toast
from rapport.kernel.clock import dice
from rapport.kernel.entities.registry import entity_by_key
from rapport.kernel.views import commands as views
from rapport.kernel.views.queries import view_card
from rapport.kernel.web.doors import signed_in

from .deeds import done, recall, remember
from .going import go, rows_before

COLUMNS = "list_columns"


@signed_in
@require_GET
def home(request: Any) -> HttpResponse:
    """Open the first place of the reader's rail."""
    jobs = navigation(request.actor)
    return redirect(jobs[0].url if jobs else "/customers")


@signed_in
@require_GET
def list_page(request: Any, key: str) -> HttpResponse:
    """Show a list: views, the filter as a sentence, rows."""
    asked = asked_in(request, key)
    rows = rows_before(request)
    page = lists.list_page(asked, rows=rows, actor=request.actor, now=request.now)
    return render(request, "desk/list_page.html", {"page": page, "key": key})


@signed_in
@require_GET
def more_rows(request: Any, key: str) -> HttpResponse:
    """Give the rows after a place, for scrolling."""
    found = lists.more_rows(asked_in(request, key), actor=request.actor, now=request.now)
    return render(request, "desk/parts/rows.html", {"page": found, "key": key})


@signed_in
@require_GET
def list_foot(request: Any, key: str) -> HttpResponse:
    """Give the count and the totals of the whole list."""
    asked = list_state(asked_in(request, key), actor=request.actor)
    exact = request.GET.get("exact") == "1"
    foot = totals.foot(asked, actor=request.actor, now=request.now, exact=exact)
    context = {"foot": foot, "key": key, "asked": asked, "whole": entity_by_key(key)}
    return render(request, "desk/parts/foot.html", context)


@signed_in
@require_GET
def condition(request: Any, key: str) -> HttpResponse:
    """Ask for a condition step by step; when it is whole, open the list with it."""
    whole, given, actor = entity_by_key(key), request.GET, request.actor
    asked = list_state(asked_in(request, key), actor=actor)
    draft = _draft(asked, given)
    path, operator = given.get("field", ""), given.get("op", "")
    deed = given.get("do", "")
    if deed in ("add", "done") and path and operator:
        test = (path, operator, given.getlist("value"))
        draft = conditions.with_test(whole, draft, test, actor=actor, now=request.now)
        path = ""
    if deed == "done":
        return go(conditions.with_draft(asked, draft))
    if deed == "pick":
        path = ""
    asks_field = not path and (deed in ("pick", "add") or not draft.tests)
    context = {"key": key, "asked": asked, "draft": draft, "find": given.get("find", "")}
    if asks_field:
        context["fields"] = conditions.field_picks(whole, draft, context["find"], actor)
        return render(request, "desk/parts/condition_fields.html", context)
    form = conditions.next_test(whole, draft, path, operator, actor=actor, now=request.now)
    return render(request, "desk/parts/condition_form.html", {**context, "form": form})


@signed_in
def columns(request: Any, key: str) -> HttpResponse:
    """Let the reader choose columns; keep their order when he drags a head."""
    if request.method == "POST":
        chosen = request.POST.getlist("column")
        seen = seen_columns(entity_by_key(key), chosen, request.actor) if chosen else ()
        _keep_columns(request, key, request.GET.get("view", ""), seen)
        if request.POST.get("reload"):
            return go(_without_columns(asked_in(request, key)))
        return HttpResponse(status=204)
    asked = list_state(asked_in(request, key), actor=request.actor)
    found = lists.all_columns(asked, actor=request.actor)
    context = {"key": key, "columns": found, "asked": asked}
    return render(request, "desk/parts/column_form.html", context)


@signed_in
@require_GET
def export(request: Any, key: str) -> Any:
    """Give the list as a file, with the columns and conditions it has."""
    asked = list_state(asked_in(request, key), actor=request.actor)
    ending = request.GET.get("as", "xlsx")
    file = exported(asked, ending, actor=request.actor, now=request.now)
    name = f"{key}-{request.now:%Y-%m-%d}.{ending}"
    return FileResponse(file, as_attachment=True, filename=name)


@signed_in
@require_POST
def reset(request: Any, key: str) -> HttpResponse:
    """Show a view as it was saved."""
    view = request.POST.get("view", "")
    _keep_columns(request, key, view, ())
    return redirect(Asked(key=key, view=view).address())


@signed_in
@require_POST
def save_view(request: Any, key: str) -> HttpResponse:
    """Keep the list as it is under a name, or over the view it came from."""
    given, actor = request.POST, request.actor
    asked = list_state(asked_in(request, key, given), actor=actor)
    saved = lists.keep_view(
        asked,
        name=given.get("name", ""),
        audience=given.get("audience", ""),
        over=given.get("over", ""),
        actor=actor,
        now=request.now,
        rng=dice(),
    )
    _keep_columns(request, key, asked.view, ())
    return toast(go(Asked(key=key, view=saved).address()), _("View saved."))


@signed_in
@require_POST
def delete_view(request: Any, key: str) -> HttpResponse:
    """Delete a view of one's own."""
    uid = as_uid(request.POST.get("view", ""))
    if uid is None:
        return go(f"/{key}")
    card = view_card(uid, actor=request.actor)
    kept = ("name", "columns", "where", "sort", "audience", "is_pinned")
    word = remember(request, {name: getattr(card, name) for name in kept})
    views.delete_view(view_uid=uid, actor=request.actor, now=request.now)
    undo = f"/{key}/view/restored?word={word}"
    return toast(go(f"/{key}"), _("View deleted."), undo=undo)


@signed_in
@require_POST
def restore_view(request: Any, key: str) -> HttpResponse:
    """Save a deleted view again."""
    before = recall(request, request.GET.get("word", ""))
    name = before.pop("name")
    look = views.Look(**{**before, "columns": tuple(before["columns"])})
    views.save_view(
        entity_name=entity_by_key(key).name,
        name=name,
        look=look,
        actor=request.actor,
        now=request.now,
        rng=dice(),
    )
    return done(_("The view is back."))


def asked_in(request: Any, key: str, given: Mapping[str, str] | None = None) -> Asked:
    """Return what the request asks of the list, with the columns the reader keeps here."""
    given = request.GET if given is None else given
    kept = request.session.get(COLUMNS, {}).get(_place(key, given.get("view", "")), ())
    seen = seen_columns(entity_by_key(key), kept, request.actor) if kept else ()
    return asked_of(key, given, seen)


def _keep_columns(request: Any, key: str, view: str, chosen: tuple[str, ...]) -> None:
    kept = dict(request.session.get(COLUMNS, {}))
    if chosen:
        kept[_place(key, view)] = list(chosen)
    else:
        kept.pop(_place(key, view), None)
    request.session[COLUMNS] = kept


def _place(key: str, view: str) -> str:
    return f"{key} {view}".strip()[:60]


def _without_columns(asked: Asked) -> str:
    """Return the address without named columns, so that the kept ones show."""
    pairs = [(name, value) for name, value in asked.pairs() if name != "columns"]
    return asked_of(asked.key, dict(pairs)).address()


def _draft(asked: Asked, given: Any) -> Draft:
    if "tests" not in given:
        return conditions.draft_at(asked, int(given.get("place") or -1))
    draft = conditions.read_draft(given)
    drop = given.get("drop", "")
    return conditions.without_test(draft, drop) if drop else draft
