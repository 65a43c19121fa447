"""The list page: tabs, the filter as a sentence, rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity_by_key
from rapport.kernel.filters import tree
from rapport.kernel.views import engine
from rapport.kernel.views.commands import Look as Kept
from rapport.kernel.views.commands import change_view, save_view
from rapport.kernel.views.engine import Row
from rapport.kernel.views.listing import is_seen, seen_fields
from rapport.kernel.views.queries import view_card, view_named

from .asked import (
    PAGE_ROWS,
    Asked,
    View,
    as_uid,
    columns_now,
    list_state,
    listing_of,
    view_called,
    views_for,
    with_view,
)
from .cells import FIGURES, Drawing, ShownRow, classes_of, shown_rows
from .looks import Look, look_of
from .phrases import Phrase, phrases
from .wording import Setting, setting_of

MOST_ROWS_BACK = 600  # as many rows are drawn again when one comes back to a long list


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head: its words, whether it can sort, and the address that sorts by it."""

    name: str
    label: str
    classes: str
    sort_address: str = ""
    sorted: str = ""  # "ascending", "descending" or ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the list page draws; no query is made while it is drawn."""

    whole: Whole
    look: Look
    asked: Asked
    columns: list[Column]
    rows: list[ShownRow]
    more: str
    views: list[View]
    current: View | None
    phrases: list[Phrase]
    is_changed: bool
    can_create: bool
    sum_sign: str
    may_import: bool
    may_assign: bool
    may_export: bool
    may_share: bool
    may_change: bool

    @property
    def unsearched(self) -> str:
        return self.asked.address(search="")

    @property
    def is_filtered(self) -> bool:
        return bool(self.phrases or self.asked.search)

    @property
    def sorts(self) -> list[Column]:
        return [column for column in self.columns if column.sort_address]

    @property
    def sorted_by(self) -> Column | None:
        return next((column for column in self.columns if column.sorted), None)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows after a place, for scrolling."""

    asked: Asked
    rows: list[ShownRow]
    more: str
    look: Look


def list_page(asked: Asked, *, rows: int = 0, actor: Actor, now: datetime) -> ListPage:
    """Return the list with its tabs; `rows` asks for as many as it had before."""
    whole = entity_by_key(asked.key)
    actor.must(whole.base.view)
    views = views_for(whole, actor)
    current = view_called(asked.view, views)
    effective = with_view(asked, current)
    look, setting = look_of(whole), setting_of(actor, now)
    fields, found, more = _read(effective, actor, now, rows)
    return ListPage(
        whole=whole,
        look=look,
        asked=effective,
        columns=heads(fields, effective, whole, setting),
        rows=shown_rows(found, _drawing(whole, fields, setting, actor)),
        more=more,
        views=views,
        current=current,
        phrases=phrases(whole, effective, actor=actor, setting=setting),
        is_changed=effective.is_changed,
        can_create=bool(look.create) and actor.may(look.create_permission),
        sum_sign=formats.symbol(actor.currency, setting.language).strip(),
        may_import=actor.may("imports.import"),
        may_assign=actor.may("parties.assign"),
        may_export=actor.may("views.export"),
        may_share=actor.may("views.share"),
        may_change=actor.may(whole.base.change),
    )


def more_rows(asked: Asked, *, actor: Actor, now: datetime) -> Rows:
    """Return the next page of rows of the list."""
    whole = entity_by_key(asked.key)
    effective = list_state(asked, actor=actor)
    fields, found, more = _read(effective, actor, now, 0)
    drawing = _drawing(whole, fields, setting_of(actor, now), actor)
    return Rows(effective, shown_rows(found, drawing), more, drawing.look)


def heads(fields: list[Field], asked: Asked, whole: Whole, setting: Setting) -> list[Column]:
    """Return the heads of the columns."""
    look = look_of(whole)
    title = Drawing(whole, fields, setting).title
    return [_head(field, asked, whole, classes_of(field, look, title), setting) for field in fields]


def all_columns(asked: Asked, *, actor: Actor) -> list[tuple[str, str, bool]]:
    """Return name, words and whether shown of every column, the shown ones first in order."""
    whole = entity_by_key(asked.key)
    actor.must(whole.base.view)
    shown = [n for n in columns_now(asked, whole, actor) if n in whole.fields]
    rest = [field.name for field in seen_fields(whole, actor) if field.name not in shown]
    return [(name, gettext(whole.field(name).label), name in shown) for name in (*shown, *rest)]


def keep_view(
    asked: Asked,
    *,
    name: str,
    audience: str,
    over: str,
    actor: Actor,
    now: datetime,
    rng: Random,
) -> str:
    """Save the list as a new view, or over an own one; return the view's id."""
    whole = entity_by_key(asked.key)
    kept = Kept(
        columns=tuple(columns_now(asked, whole, actor)),
        where=tree.write(asked.where) if asked.where else None,
        sort=asked.sort,
        audience=audience or "mine",
    )
    uid = as_uid(over)
    if uid is not None:
        view = view_card(uid, actor=actor)
        kept = replace(kept, audience=audience or view.audience, is_pinned=view.is_pinned)
        change_view(view_uid=uid, name=name or view.name, look=kept, actor=actor, now=now)
        return str(uid)
    save_view(entity_name=whole.name, name=name, look=kept, actor=actor, now=now, rng=rng)
    return str(view_named(whole.name, name.strip(), actor=actor).id)


def _read(
    asked: Asked, actor: Actor, now: datetime, rows: int
) -> tuple[list[Field], list[Row], str]:
    """Return fields, rows and the next place; many rows by few statements of the engine."""
    whole = entity_by_key(asked.key)
    extra = [n for n in look_of(whole).extra if n in whole.fields and is_seen(whole, n, actor)]
    wanted = min(max(rows, PAGE_ROWS), MOST_ROWS_BACK)
    listing = listing_of(asked, actor, limit=wanted, extra=extra)
    page = engine.page(listing, now=now)
    found, more = page.rows, page.next
    while more and len(found) < wanted:
        further = engine.page(replace(listing, after=more), now=now)
        found, more = [*found, *further.rows], further.next
    shown = columns_now(asked, whole, actor)
    return [field for field in page.fields if field.name in shown], found, more or ""


def _drawing(whole: Whole, fields: list[Field], setting: Setting, actor: Actor) -> Drawing:
    return Drawing(whole, fields, setting, may_change=actor.may(whole.base.change))


def _head(field: Field, asked: Asked, whole: Whole, classes: str, setting: Setting) -> Column:
    order = asked.sort or whole.base.sort
    is_sorted = order.lstrip("-") == field.name
    first_down = field.kind in FIGURES | {Kind.DATE, Kind.INSTANT}
    down = not order.startswith("-") if is_sorted else first_down
    label = gettext(field.label)
    if field.kind is Kind.MONEY:
        label = f"{label} {formats.symbol(setting.currency, setting.language).strip()}"
    sorted_ = "descending" if order.startswith("-") else "ascending"
    return Column(
        field.name,
        label,
        "num" if "num" in classes.split() else "",
        asked.address(sort=f"-{field.name}" if down else field.name) if field.sorts else "",
        sorted_ if is_sorted else "",
    )
