"""
Rows of a list, written in one go.

A page of sixty rows has six hundred cells; as a template each costs a dozen looked-up names, and
the page five times what its query costs. So the pattern of a cell is written here once for all
lists, and a template says {% table_rows page.rows page.look.icon %}.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

Draw = Callable[..., str]
_is_special = re.compile("[&<>\"']").search


class ListCell(Protocol):
    """What a cell tells: its words, how it is drawn, and where a change of its value goes."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def shape(self) -> str: ...  # text, title, tags, tag, colleague
    @property
    def classes(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def more(self) -> int: ...
    @property
    def tint(self) -> int: ...
    @property
    def style(self) -> str: ...
    @property
    def edit(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def choices(self) -> str: ...


class ListRow(Protocol):
    """What a row tells; `value` is added up when it is chosen."""

    @property
    def id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def value(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def cells(self) -> Iterable[ListCell]: ...


def written(rows: Iterable[ListRow], *, symbol: str, icon: Draw, avatar: Draw) -> SafeString:
    """Return the rows as <tr> elements; `symbol` stands for things that are no people."""
    writer = _Writer(symbol, icon, avatar)
    return mark_safe("\n".join(writer.row(row) for row in rows))


class _Writer:
    """Knows for one page what does not change from row to row."""

    def __init__(self, symbol: str, icon: Draw, avatar: Draw) -> None:
        self.avatar = avatar
        self.thing = f'<span class="avatar square">{icon(symbol or "list-details", 14)}</span>'
        button = '<a class="button quiet square tiny" href="{}"{} aria-label="{}">{}</a>'
        plain = ' hx-boost="false"'
        self.call = button.format("tel:{}", plain, escape(gettext("Call")), icon("phone", 14))
        write = escape(gettext("Write an e-mail"))
        self.write = button.format("mailto:{}", plain, write, icon("mail", 14))
        opening = escape(pgettext("record", "Open"))
        self.open = button.format("{}", "", opening, icon("arrow-right", 14))
        self.shapes = {
            "text": self._text,
            "title": self._title,
            "tags": self._tags,
            "tag": self._tag,
            "colleague": self._colleague,
        }

    def row(self, row: ListRow) -> str:
        cells = list(row.cells)
        value = f' data-value="{escape(row.value)}"' if row.value else ""
        parts = [
            (
                f'<tr data-id="{escape(str(row.id))}"{value}><td class="tick">'
                f'<input class="check" type="checkbox" aria-label="{escape(row.title)}"></td>'
            )
        ]
        parts += [self._cell(row, cell, "") for cell in cells[:-1]]
        if cells:
            parts.append(self._cell(row, cells[-1], self._actions(row)))
        return "".join(parts) + "</tr>"

    def _cell(self, row: ListRow, cell: ListCell, actions: str) -> str:
        opening = _opening(cell.name, cell.classes, bool(cell.edit), bool(actions))
        if cell.title:
            opening += f' title="{escape(cell.title)}"'
        if cell.edit:
            opening += _editing(row, cell)
        return f"{opening}>{self.shapes[cell.shape](row, cell)}{actions}</td>"

    def _actions(self, row: ListRow) -> str:
        call = self.call.format(escape(row.phone)) if row.phone else ""
        write = self.write.format(escape(row.email)) if row.email else ""
        return f'<span class="row-actions">{call}{write}{self.open.format(escape(row.url))}</span>'

    def _text(self, row: ListRow, cell: ListCell) -> str:
        if cell.url:
            return f'<a class="quiet cut" href="{escape(cell.url)}">{escape(cell.text)}</a>'
        if cell.style:
            return f'<span class="cut" style="{escape(cell.style)}">{escape(cell.text)}</span>'
        return escape(cell.text)

    def _title(self, row: ListRow, cell: ListCell) -> str:
        face = self.avatar(row.title, row.kind) if row.kind else self.thing
        name = escape(cell.text) or "–"
        mark = "".join(
            f'<span class="tag {cell.tone} only-narrow">{escape(tag)}</span>' for tag in cell.tags
        )
        return (
            f'<span class="who">{face}'
            f'<a class="name cut" href="{escape(cell.url)}">{name}</a>{mark}</span>'
        )

    def _tags(self, row: ListRow, cell: ListCell) -> str:
        tags = " ".join(f'<span class="tag">{escape(tag)}</span>' for tag in cell.tags)
        return f'{tags} <span class="ink-3 t12">+{cell.more}</span>' if cell.more else tags

    def _tag(self, row: ListRow, cell: ListCell) -> str:
        return f'<span class="tag {cell.tone}">{escape(cell.text)}</span>' if cell.text else ""

    def _colleague(self, row: ListRow, cell: ListCell) -> str:
        if not cell.text:
            return ""
        face = self.avatar(cell.text, "colleague", 20, cell.tint)
        return f'<span class="who">{face}{escape(cell.text)}</span>'


def escape(text: str) -> str:
    """Return the text fit for HTML; most words of a list have nothing to escape."""
    return html.escape(text) if _is_special(text) else text


@lru_cache(maxsize=1024)
def _opening(name: str, classes: str, is_editable: bool, has_actions: bool) -> str:
    """Return how the cells of a column begin."""
    more = ["editable"] * is_editable + [classes] * bool(classes) + ["has-actions"] * has_actions
    said = f' class="{" ".join(more)}"' if more else ""
    return f'<td data-column="{escape(name)}"{said}'


def _editing(row: ListRow, cell: ListCell) -> str:
    choices = f' data-choices="{escape(cell.choices)}"' if cell.choices else ""
    return (
        f' data-edit="{escape(cell.edit)}" data-field="{escape(cell.name)}" data-type="{cell.type}"'
        f' data-value="{escape(cell.value)}" data-version="{row.version}"{choices}'
    )
