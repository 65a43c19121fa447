"""Read the worked examples of docs/algorithms: what the page says is what the tests hold."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).parent.parent / "docs" / "algorithms"


def examples(page: str, heading: str, *, first_column: str = "") -> list[dict[str, str]]:
    """
    Return the rows of the table under the heading of the page, by column.

    Under a heading with several tables, `first_column` names the one that is meant.
    """
    tables = _tables_under(heading, (PAGES / f"{page}.md").read_text(encoding="utf-8"))
    for header, *rows in tables:
        if not first_column or header[0] == first_column:
            return [dict(zip(header, row, strict=True)) for row in rows[1:]]
    raise LookupError(f"{page}.md has no such table under {heading!r}")


def _tables_under(heading: str, text: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    inside = table_goes_on = False
    for line in text.splitlines():
        if line.startswith("#"):
            inside = line.lstrip("# ") == heading
        elif inside and line.startswith("|"):
            if not table_goes_on:
                tables.append([])
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        table_goes_on = line.startswith("|")
    return tables
