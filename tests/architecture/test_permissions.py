"""
What every address answers to whom: the table in `permissions.txt`, a line an address and verb.

An address or verb that the table lacks fails, and the failure shows the line to be looked at and
added. Statuses: 200 and the like, it is done; 403, the role does not include it; 404, there is no
such row; 422, it would be done if more was said; 302 and 401, sign in first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from rapport.kernel.access import queries as access
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.entities.registry import entity, entity_by_key
from rapport.kernel.errors import NotFound
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests import makers
from tests.architecture.addresses import VERBS, Address, addresses, described, signed_in
from tests.architecture.taking_back import for_long, taken_back
from tests.front.api.caller import Caller
from tests.makers import DICE, NOW, OPERATOR

TABLE = Path(__file__).with_name("permissions.txt")
ROLES = ("anonymous", "agent", "sales", "analyst", "administrator")
AT = "2026-11-20T07:40:00Z"
PARTS = {
    "notes": "parties.note",
    "points": "parties.contact_point",
    "addresses": "parties.address",
    "relations": "parties.relation",
}
PLAIN = {
    "name": "occupation",
    "passkey": "7",
    "rest": "v1/nothing",
    "system": "erp",
    "value": "K9",
    "file_uid": "0199e0b0-0000-7000-8000-000000000001",
}
NOWHERE = "0199e0b0-0000-7000-8000-000000000002"
# What the interface is sent, so that the right decides and not the body.
BODIES: dict[str, Any] = {
    "POST /api/v1/customers": {"kind": "person", "name": "江雨潔"},
    "PATCH /api/v1/customers/<uid>": {"occupation": "主管"},
    "PUT /api/v1/customers/<uid>/owner": {},
    "PUT /api/v1/customers/<uid>/tags": {"tags": ["vip"]},
    "PUT /api/v1/customers/by-external-id/<system>/<value>": {"kind": "person", "name": "江雨潔"},
    "POST /api/v1/customers/<uid>/contact-points": {"kind": "web", "value": "lin.example"},
    "POST /api/v1/customers/<uid>/addresses": {"country": "TW", "city": "台北市"},
    "POST /api/v1/customers/<uid>/relations": {"kind": "friend", "other": "<other>"},
    "POST /api/v1/customers/<uid>/notes": {"text": "Call after six."},
    "PATCH /api/v1/contact-points/<uid>": {"label": "day"},
    "PUT /api/v1/addresses/<uid>": {"country": "TW", "city": "新北市"},
    "PATCH /api/v1/relations/<uid>": {"role": "friend"},
    "PATCH /api/v1/notes/<uid>": {"is_pinned": True},
    "POST /api/v1/holdings": {"kind": "account", "number": "A-9", "customer": "<customer>"},
    "PATCH /api/v1/holdings/<uid>": {"name": "Giro"},
    "POST /api/v1/holdings/<uid>/ending": {"until_on": "2027-01-01"},
    "PUT /api/v1/holdings/<uid>/figures": {
        "figures": [{"name": "balance", "value": "1", "currency": "TWD", "as_of": AT}]
    },
    "POST /api/v1/holdings/feeds": {
        "source": "core",
        "figures": [
            {
                "kind": "account",
                "number": "A-1",
                "name": "balance",
                "value": "1",
                "currency": "TWD",
                "as_of": AT,
            }
        ],
    },
    "POST /api/v1/holdings/<uid>/roles": {"customer": "<other>", "part": "driver"},
    "POST /api/v1/holdings/<uid>/roles/ending": {
        "customer": "<customer>",
        "part": "holder",
        "until_on": "2027-01-01",
    },
    "POST /api/v1/products": {"code": "SH-9", "name": "Kettle"},
    "PATCH /api/v1/products/<uid>": {"name": "Kettle"},
    "POST /api/v1/orders": {
        "customer": "<customer>",
        "lines": [{"quantity": "1", "price": "1"}],
        "currency": "TWD",
        "ordered_at": AT,
    },
    "POST /api/v1/orders/<uid>/returns": {
        "lines": [{"position": 1, "quantity": "1"}],
        "returned_at": AT,
    },
    "POST /api/v1/orders/<uid>/payments": {
        "amount": {"amount": "1", "currency": "TWD"},
        "method": "cash",
        "paid_at": AT,
    },
    "PUT /api/v1/imports/<uid>/mapping": {},
    "POST /api/v1/views": {"resource": "customers", "name": "Lin"},
    "PUT /api/v1/views/<uid>": {"name": "Lin"},
    "POST /api/v1/exports": {"resource": "customers"},
    "POST /api/v1/tokens": {"name": "Warehouse"},
}
FILES = {"POST /api/v1/imports", "POST /imports/new"}


@dataclass
class House:
    """A firm with one person of each role, and the rows of a salesman."""

    ids: dict[str, list[Any]]
    users: dict[str, int]

    def path(self, address: Address) -> str:
        values = {place: self._value(address, place) for place in address.places}
        return address.at(**values)

    def _value(self, address: Address, place: str) -> Any:
        if place in PLAIN:
            return PLAIN[place]
        if place == "payment":
            return self.ids["payment keys"][0]
        if place == "part":
            part = next(word for word in address.path.split("/") if word in PARTS)
            return self.ids[PARTS[part]][0]
        try:
            return self.ids[entity_by_key(address.key or address.resource).name][0]
        except (NotFound, IndexError, KeyError):
            return NOWHERE

    def body(self, asked: str) -> Any:
        body = BODIES.get(asked)
        if not isinstance(body, dict):
            return body
        customer, other = self.ids["parties.party"][:2]
        named = {"<customer>": str(customer), "<other>": str(other)}
        return {k: named.get(v, v) if isinstance(v, str) else v for k, v in body.items()}


@pytest.fixture(scope="module")
def house(django_db_setup: Any, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), for_long():
        yield a_house()


def test_every_address_answers_every_role_as_the_table_says(house: House) -> None:
    found, kept = list(lines(house)), TABLE.read_text().splitlines()
    news = [line for line in found if line not in kept]
    gone = [line for line in kept if line not in found]

    assert not news and not gone, "\n".join(["new:", *news, "gone:", *gone])


def lines(house: House) -> Iterator[str]:
    """Yield the table as it is now."""
    yield f"{'':74}" + " ".join(f"{role[:6]:6}" for role in ROLES).rstrip()
    askers = [asker(house, role) for role in ROLES]
    admin = askers[-1]
    api = described()
    for address in sorted(addresses(), key=lambda each: each.path):
        for verb in sorted(api.get(address.path, VERBS), key=VERBS.index):
            asked = f"{verb} {address.path}"
            if answer(admin, verb, house, address, asked) == 405:
                continue
            answers = [answer(one, verb, house, address, asked) for one in askers]
            yield f"{asked:74}" + " ".join(f"{status:<6}" for status in answers).rstrip()


def answer(asker: Any, verb: str, house: House, address: Address, asked: str) -> int:
    """Ask as somebody, take back what came of it, and return the status."""
    with taken_back():
        body = a_file() if asked in FILES else house.body(asked)
        status: int = asker(verb, house.path(address), body).status_code
    return status


def asker(house: House, role: str) -> Any:
    """Return how somebody of this role asks: pages by browser, the interface by token."""
    if role == "anonymous":
        return partial(by_browser, Client(raise_request_exception=False))
    reader = access.reader_of(house.users[role])
    assert reader is not None
    browser, program = signed_in(house.users[role]), Caller(reader.actor)

    def ask(verb: str, path: str, body: Any) -> Any:
        if isinstance(body, SimpleUploadedFile):
            headers = program.headers if path.startswith("/api/") else {}
            return browser.post(path, {"file": body, "mapping": "customers"}, headers=headers)
        if path.startswith("/api/v1/"):
            return program.send(verb, path.removeprefix("/api/v1"), body, if_match="*")
        return by_browser(browser, verb, path, body)

    return ask


def by_browser(browser: Client, verb: str, path: str, body: Any) -> Any:
    return browser.generic(
        verb, path, b"", "application/x-www-form-urlencoded", headers={"If-Match": "*"}
    )


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("customers.csv", "external_id,name\nK1,林志遠\n".encode())


def a_house() -> House:
    """Make the firm: people of each role in one team, and what belongs to the salesman."""
    makers.a_firm()
    accounts.keep_standard_roles(actor=OPERATOR, now=NOW, rng=DICE)
    makers.a_team("台北一隊")
    people = {role: makers.a_user(role, roles=[role], teams=["台北一隊"]) for role in ROLES[1:]}
    lin, guo = (makers.a_customer(name, owner=people["sales"]) for name in ("林志遠", "郭怡君"))
    makers.a_holding(lin, number="A-1")
    makers.a_payment(makers.an_order(lin), "5")
    makers.a_product()
    by_sales = Caller(people["sales"])
    customers = ids_of("parties.party")
    for part, body in (
        ("notes", {"text": "Call after six."}),
        ("contact-points", {"kind": "phone", "value": "0912345318"}),
        ("addresses", {"country": "TW", "city": "台北市"}),
        ("relations", {"kind": "spouse", "other": str(customers[1])}),
    ):
        made = by_sales.post(f"/customers/{customers[0]}/{part}", body)
        assert made.status_code == 201, made.content
    names = (
        "parties.party parties.note parties.contact_point parties.address parties.relation"
        " holdings.holding holdings.kind commerce.order commerce.order_line commerce.payment"
        " catalogue.product interactions.entry access.user access.team access.unit"
    )
    ids: dict[str, list[Any]] = {name: ids_of(name) for name in names.split()}
    ids["payment keys"] = keys_of("commerce_payment")
    assert guo
    return House(ids, {role: actor.user_id or 0 for role, actor in people.items()})


def ids_of(name: str) -> list[Any]:
    """Return the ids of the entity's rows, the oldest first."""
    whole = entity(name)
    listing = Listing(whole, OPERATOR, columns=(next(iter(whole.fields)),), limit=200)
    rows = engine.page(listing, now=NOW).rows
    return [row["id"] for row in sorted(rows, key=lambda row: row["key"])]


def keys_of(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} order by id")
        return [key for (key,) in cursor.fetchall()]
