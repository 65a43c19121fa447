"""The generated firm as files for the import: the same way in that a real firm's data takes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from .cast import OWNERS
from .engines import Firm
from .engines.firm import Customer, Line
from .engines.goods import GOODS
from .engines.held import KEPT_BY, UNITS, Held

UTC = ZoneInfo("UTC")
STATUS_AFTER_DAYS = 4  # until then a sale is still to be delivered


def write_files(firm: Firm, folder: Path) -> dict[str, Path]:
    """Write one file a mapping and return where they are."""
    return {
        "products": _write(folder / "products.ndjson", _products()),
        "customers": _write(folder / "customers.ndjson", _customers(firm.customers)),
        "orders": _write_table(folder / "orders.csv", _orders(firm)),
        "holdings": _write(folder / "holdings.ndjson", _holdings(firm)),
    }


def _write_table(file: Path, rows: Iterator[dict[str, Any]]) -> Path:
    """Write rows that all have the same simple cells: of the many, these are read fastest."""
    first = next(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(first))
        table.writeheader()
        table.writerows([first, *rows])
    return file


def _write(file: Path, rows: Iterable[dict[str, Any]]) -> Path:
    with file.open("wb") as out:
        for row in rows:
            out.write(orjson.dumps({k: v for k, v in row.items() if v not in (None, "", [])}))
            out.write(b"\n")
    return file


def _products() -> Iterator[dict[str, Any]]:
    for good in GOODS:
        yield {
            "code": good.code,
            "name": good.name,
            "category": good.category,
            "list_price": str(good.price),
            "currency": "TWD",
            "unit": "次" if good.category == "服務" else "件",
        }


def _customers(customers: Sequence[Customer]) -> Iterator[dict[str, Any]]:
    # A house and its people have one colleague, whom all of them know.
    turns = {customer.code: at for at, customer in enumerate(customers)}
    for house in customers:
        turns |= dict.fromkeys(house.members, turns[house.code])
    for at, customer in enumerate(customers):
        place = customer.place
        city = place.city if place else ""
        owners = OWNERS.get(city, OWNERS[""])
        yield {
            "external_id": customer.code,
            "kind": customer.kind,
            "name": customer.name,
            "family_name": customer.family,
            "given_name": customer.given,
            "latin_name": customer.latin,
            "tax_country": customer.tax_country,
            "tax_number": customer.tax_number,
            "phones": list(customer.phones),
            "emails": [customer.email] if customer.email else [],
            "tags": list(customer.tags),
            "birth_on": customer.birth_on.isoformat() if customer.birth_on else "",
            "language": customer.language,
            "source": "門市辦卡" if at % 3 else "官網註冊",
            "owner": owners[turns[customer.code] % len(owners)],
            "country": place.country if place else "TW",
            "postal_code": place.postal_code if place else "",
            "city": city,
            "district": place.district if place else "",
            "lines": place.lines if place else "",
        }


def _orders(firm: Firm) -> Iterator[dict[str, Any]]:
    for customer in firm.customers:
        for sale in customer.sales:
            age = (firm.truth.ends_on - sale.at.date()).days
            status = "placed" if age < STATUS_AFTER_DAYS and not sale.store else "fulfilled"
            head = {
                "number": sale.number,
                "kind": "sale",
                "status": status,
                "ordered_at": _instant(sale.at),
                "customer": customer.code,
                "currency": "TWD",
                "channel": sale.channel,
                "store": sale.store,
                "original": "",
            }
            for position, line in enumerate(sale.lines, 1):
                yield {**head, **_line(position, line, 1)}
        for back in customer.returns:
            head = {
                "number": back.number,
                "kind": "return",
                "status": "fulfilled",
                "ordered_at": _instant(back.at),
                "customer": customer.code,
                "currency": "TWD",
                "channel": back.sale.channel,
                "store": back.sale.store,
                "original": back.sale.number,
            }
            yield {**head, **_line(1, back.line, -1)}


def _line(position: int, line: Line, sign: int) -> dict[str, Any]:
    return {
        "position": position,
        "product_code": line.good.code,
        "description": line.good.name,
        "quantity": sign * line.quantity,
        "price": str(line.good.price),
    }


def _holdings(firm: Firm) -> Iterator[dict[str, Any]]:
    for customer in firm.customers:
        given_back = {one.line.good.name for one in customer.returns}
        for held in customer.holdings:
            is_back = held.kind == "appliance" and held.name in given_back
            given_back.discard(held.name if is_back else "")
            yield _holding(firm, customer, held, is_back)


def _holding(firm: Firm, customer: Customer, held: Held, is_back: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": held.kind,
        "number": held.number,
        "holder": customer.code,
        "role": "holder",
        "name": held.name,
        "status": "ended" if is_back else "active",
        "from_on": held.from_on.isoformat(),
        "source": KEPT_BY[held.kind][0],
        "roles": _roles(customer, held),
    }
    if held.figures:
        as_of = held.as_of or firm.truth.ends_on
        row |= {"currency": "TWD", "as_of": f"{as_of.isoformat()}T02:00:00Z"}
        row |= {"unit": UNITS.get(held.kind, "")}
        row |= {name: str(value) for name, value in held.figures}
    return row


def _roles(customer: Customer, held: Held) -> str:
    """Return all roles in one cell, where others have a part in the holding too."""
    if not held.roles:
        return ""
    told = [{"holder": customer.code, "role": "holder", "from_on": held.from_on.isoformat()}]
    for role in held.roles:
        told.append({"holder": role.code, "role": role.part, "from_on": role.from_on.isoformat()})
        if role.until_on:
            told[-1]["until_on"] = role.until_on.isoformat()
    return str(orjson.dumps(told).decode())


def _instant(moment: Any) -> str:
    return str(moment.astimezone(UTC).isoformat().replace("+00:00", "Z"))
