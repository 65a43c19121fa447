"""Rows of the list engine as cells of a table: words in the reader's manner, ready to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.utils.translation import gettext

from rapport.kernel.entities.declare import Field, Kind
from rapport.kernel.entities.registry import Whole, entity
from rapport.kernel.phones import format_phone
from rapport.kernel.views.engine import Row

from .looks import Look, look_of
from .wording import Setting, exact, words, writer

FIGURES = {Kind.NUMBER, Kind.MONEY}
SHOWN_TAGS = 2
# Words of states by what they ask of the reader: the rest is plain.
TONES: Mapping[str, str] = {
    "cancelled": "line",
    "fulfilled": "good",
    "blocked": "bad",
    "dormant": "warn",
    "ended": "line",
    "closed": "line",
    "deceased": "line",
    "return": "warn",
    "adjustment": "line",
}


class Cell(NamedTuple):
    """
    One cell: its words, the classes of its table cell, and how it is drawn.

    A page has six hundred of them: a named tuple is made in a third of a dataclass's time.
    """

    name: str
    text: str
    shape: str = "text"  # text, title, tags, tag, colleague
    classes: str = ""
    url: str = ""
    title: str = ""
    tone: str = ""
    tags: tuple[str, ...] = ()
    more: int = 0
    tint: int = 0
    style: str = ""
    edit: str = ""  # address that a change of the value is sent to
    type: str = ""
    value: str = ""
    choices: str = ""


Draw = Callable[[Row], Cell]


@dataclass(frozen=True, slots=True)
class ShownRow:
    id: str
    url: str
    title: str
    kind: str
    version: int
    value: str  # what is added up when the row is chosen
    phone: str
    email: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the rows of one list are drawn: fields in order, look, and what words depend on."""

    whole: Whole
    fields: Sequence[Field]
    setting: Setting
    may_change: bool = False

    @property
    def look(self) -> Look:
        return look_of(self.whole)

    @property
    def title(self) -> str:
        """Return the name of the field that carries the link: the look's, else the first text."""
        names = [field.name for field in self.fields]
        if self.look.title in names:
            return self.look.title
        texts = [field.name for field in self.fields if field.kind is Kind.TEXT]
        return (texts or names or [""])[0]


def shown_rows(rows: Sequence[Row], drawing: Drawing) -> list[ShownRow]:
    """Return the rows as a table draws them; what a column's cells share is found out once."""
    look, title = drawing.look, drawing.title
    columns = []
    for field in drawing.fields:
        classes = classes_of(field, look, title)
        columns.append((field.name, _drawer(field, drawing, classes), "m-what" in classes))
    return [_shown_row(row, drawing, title, columns) for row in rows]


def classes_of(field: Field, look: Look, title: str) -> str:
    """Return the classes of a column's cells: alignment, ink, and its place on a telephone."""
    found = []
    manner = look.manners.get(field.name, "")
    if field.kind in FIGURES or manner == "ago":
        found.append("num")
    if field.name in look.quiet:
        found.append("ink-2")
    if field.name == title:
        found.append("m-name")
    elif field.name == look.figure:
        found.append("w5 m-figure")
    elif field.name in look.what[:1]:
        found.append("m-what")
    elif field.name == look.gravity:
        found.append("m-gravity")
    if manner == "phone":
        found.append("digits-plain")
    return " ".join(found)


def _shown_row(
    row: Row, drawing: Drawing, title: str, columns: Sequence[tuple[str, Draw, bool]]
) -> ShownRow:
    look, whole = drawing.look, drawing.whole
    uid = str(row["id"])
    url = f"/{whole.base.key}/{uid}"
    name, cells = "", list[Cell]()
    for column, draw, is_what in columns:
        cell = draw(row)
        if column == title:
            name, cell = cell.text, _titled(cell, url, row, drawing)
        if is_what and cell.url:
            cells += _for_a_thumb(cell)
        else:
            cells.append(cell)
    phone = row.get("primary_phone")
    version = row.get("version")
    return ShownRow(
        uid,
        url,
        name or uid,
        str(row.get(look.face, "")) if look.face else "",
        version if isinstance(version, int) else 0,
        _summed(row, look, drawing.setting),
        phone if isinstance(phone, str) else "",
        str(row.get("primary_email") or ""),
        cells,
    )


def _for_a_thumb(cell: Cell) -> tuple[Cell, ...]:
    """
    Say a reference without its link once more, for a telephone.

    There the whole row is one link, and a second one below it would be too near to hit.
    """
    wide = cell._replace(classes=cell.classes.replace("m-what", "").strip())
    narrow = cell._replace(name=f"{cell.name}-narrow", classes="m-what only-narrow", url="")
    return wide, narrow


def _summed(row: Row, look: Look, setting: Setting) -> str:
    """Only amounts in the home currency can be added up on the screen."""
    value = row.get(look.sum)
    if value is None or row.get(f"{look.sum}__currency", setting.currency) != setting.currency:
        return "0" if look.sum in row else ""
    return str(value.normalize() if isinstance(value, Decimal) and not value else value)


def _titled(cell: Cell, url: str, row: Row, drawing: Drawing) -> Cell:
    mark = drawing.look.mark
    tone = TONES.get(str(row.get(mark)), "")
    tags = (words(row, drawing.whole.fields[mark], drawing.setting),) if tone else ()
    return Cell(cell.name, cell.text, "title", cell.classes, url, tone=tone, tags=tags)


def _drawer(field: Field, drawing: Drawing, classes: str) -> Draw:
    """Return what draws the cells of a column."""
    look, setting, name = drawing.look, drawing.setting, field.name
    manner = look.manners.get(name, "")
    write = writer(field, setting, manner)
    if field.kind is Kind.TAGS:
        return lambda row: _tags_cell(row, field, classes, setting if manner == "phones" else None)
    if field.kind is Kind.REFERENCE:
        refer = _colleague_cell if manner == "colleague" else _reference_cell
        return lambda row: refer(row, field, write(row), classes)
    if manner == "state":
        return lambda row: Cell(
            name,
            write(row),
            "tag",
            classes,
            tone=TONES.get(str(row[name]), ""),
        )
    if drawing.may_change and name in look.editable:
        return _editor(field, drawing, classes)
    style = _style(look, name)
    if field.kind is Kind.INSTANT:
        return lambda row: Cell(
            name,
            write(row),
            classes=classes,
            title=exact(row[name], setting),
            style=style,
        )
    return lambda row: Cell(name, write(row), classes=classes, style=style)


def _tags_cell(row: Row, field: Field, classes: str, phones_in: Setting | None) -> Cell:
    tags = tuple(row[field.name] or ())
    if phones_in:
        tags = tuple(format_phone(tag, phones_in.region) for tag in tags)
    shown = tags[:SHOWN_TAGS]
    return Cell(field.name, "", "tags", classes, tags=shown, more=len(tags) - len(shown))


def _reference_cell(row: Row, field: Field, text: str, classes: str) -> Cell:
    value = row[field.name]
    url = address_of(field.refers_to, value) if value is not None and field.refers_to else ""
    return Cell(field.name, text, classes=classes, url=url)


def _colleague_cell(row: Row, field: Field, text: str, classes: str) -> Cell:
    value = row[field.name]
    tint = value.int % 4 if isinstance(value, UUID) else 0
    return Cell(field.name, text, "colleague", classes, tint=tint)


def _editor(field: Field, drawing: Drawing, classes: str) -> Draw:
    """Return what draws the cells of a column that is edited in its place."""
    name, setting = field.name, drawing.setting
    write = writer(field, setting, drawing.look.manners.get(name, ""))
    common = Cell(
        name,
        "",
        classes=classes,
        style=_style(drawing.look, name),
        type=editor_of(field),
        choices=choices_json(field) if field.kind is Kind.CHOICE else "",
    )

    def draw(row: Row) -> Cell:
        return common._replace(
            text=write(row),
            title=exact(row[name], setting) if field.kind is Kind.INSTANT else "",
            edit=f"/{drawing.whole.base.key}/{row['id']}/fields/{name}",
            value=str(row[name] or ""),
        )

    return draw


def _style(look: Look, name: str) -> str:
    width = look.widths.get(name)
    return f"--cut:{width}px" if width else ""


def editor_of(field: Field) -> str:
    """Return the kind of editor that a field is changed by."""
    kinds = {Kind.CHOICE: "select", Kind.DATE: "date", Kind.NUMBER: "number", Kind.MONEY: "number"}
    return kinds.get(field.kind, "text")


def choices_json(field: Field) -> str:
    """Return the choices of a field as an editor takes them."""
    return orjson.dumps([[c.value, gettext(c.label)] for c in field.choices]).decode()


def address_of(entity_name: str, uid: Any) -> str:
    """Return the address of a record's page, "" when its entity has none."""
    whole = entity(entity_name)
    return f"/{whole.base.key}/{uid}" if whole.base.page else ""
