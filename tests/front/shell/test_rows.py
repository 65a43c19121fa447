"""The rows of a list, as they are written in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import process_time

from django.template import Context, Template
from django.utils import translation

EVIL = '"><script>alert(1)</script>'


@dataclass(frozen=True)
class Cell:
    name: str = "city"
    text: str = ""
    shape: str = "text"
    classes: str = ""
    url: str = ""
    title: str = ""
    tone: str = ""
    tags: tuple[str, ...] = ()
    more: int = 0
    tint: int = 0
    style: str = ""
    edit: str = ""
    type: str = "text"
    value: str = ""
    choices: str = ""


@dataclass(frozen=True)
class Row:
    cells: list[Cell]
    id: str = "u-1"
    url: str = "/customers/u-1"
    title: str = "林志遠"
    kind: str = "person"
    version: int = 3
    value: str = ""
    phone: str = ""
    email: str = ""


@dataclass
class Page:
    rows: list[Row] = field(default_factory=list)


def written(*rows: Row) -> str:
    with translation.override("en"):
        drawn = Template('{% table_rows page.rows "package" %}')
        return drawn.render(Context({"page": Page(list(rows))}))


def test_a_row_is_a_tick_its_cells_and_its_actions() -> None:
    row = Row([Cell(text="台北市"), Cell("number", "C-1")], value="412600", phone="+886912345318")

    html = written(row)

    assert html.startswith('<tr data-id="u-1" data-value="412600"><td class="tick"><input')
    assert '<td data-column="city">台北市</td>' in html
    assert 'class="has-actions">C-1<span class="row-actions"><a' in html
    assert 'href="tel:+886912345318" hx-boost="false" aria-label="Call"' in html
    assert "mailto:" not in html


def test_only_the_last_cell_carries_the_actions() -> None:
    html = written(Row([Cell(), Cell(), Cell()]))

    assert html.count("row-actions") == 1
    assert html.endswith("</span></td></tr>")


def test_nothing_a_customer_is_called_becomes_markup() -> None:
    cells = [
        Cell(text=EVIL, title=EVIL),
        Cell(text=EVIL, shape="title", url=EVIL),
        Cell(shape="tags", tags=(EVIL,)),
        Cell(text=EVIL, shape="tag"),
        Cell(text=EVIL, shape="colleague"),
        Cell(text=EVIL, edit=EVIL, value=EVIL, choices=EVIL),
        Cell(text=EVIL, style=EVIL, name=EVIL),
    ]

    html = written(Row(cells, title=EVIL, id=EVIL, value=EVIL, phone=EVIL, email=EVIL, url=EVIL))

    assert "<script" not in html
    assert '""' not in html.replace('class=""', "")


def test_a_cell_that_may_be_changed_says_where_and_which_version() -> None:
    html = written(Row([Cell(text="A", edit="/customers/u-1/fields/city", value="a"), Cell()]))

    assert (
        '<td data-column="city" class="editable" data-edit="/customers/u-1/fields/city"'
        ' data-field="city" data-type="text" data-value="a" data-version="3">A</td>'
    ) in html


def test_things_that_are_no_people_show_their_symbol() -> None:
    assert '<span class="avatar square"><svg' in written(Row([Cell(shape="title")], kind=""))
    assert '<span class="avatar" aria-hidden="true">林</span>' in written(
        Row([Cell(shape="title")])
    )


def test_sixty_rows_cost_a_few_milliseconds() -> None:
    cells = [Cell(text=f"cell {at}", url="/x") for at in range(12)]
    page = [Row(cells, id=f"u-{at}") for at in range(60)]
    written(*page)

    started = process_time()
    written(*page)

    # Idle it takes 2 ms, the template it replaced 20; a busy machine gets room.
    assert process_time() - started < 0.03
