"""Deeds on chosen rows: all or some of a list, one event, taken back whole; and lists as files."""

from __future__ import annotations

import io
import json
from uuid import UUID

import openpyxl
import pytest

from rapport.customers.parties import queries
from rapport.kernel.access.actor import Actor
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.front.desk.conftest import Enter
from tests.makers import NOW, OPERATOR, a_customer, a_user, an_order

pytestmark = pytest.mark.django_db(transaction=True)


def uid_of(key: int) -> UUID:
    return queries.names_of([key])[key].id


def values(field: str) -> list[object]:
    """Return a field of all customers, by name; of a reference what it shows."""
    listing = Listing(entity("parties.party"), OPERATOR, ("name", field), sort="name", limit=100)
    rows = engine.page(listing, now=NOW).rows
    return [row.get(f"{field}__shows", row[field]) for row in rows]


def colleague(actor: Actor) -> str:
    rows = engine.page(Listing(entity("access.user"), OPERATOR, ("name",)), now=NOW).rows
    return next(str(row["id"]) for row in rows if row["key"] == actor.user_id)


def test_all_rows_of_a_list_but_one_are_given_to_a_colleague_and_back(enter: Enter) -> None:
    guanyu = a_user("林冠宇")
    keys = [a_customer(name, address=None) for name in ("Ann", "Ben", "Cara")]
    client = enter()

    told = client.post(
        "/customers/assignment",
        {"owner": colleague(guanyu), "selected": f"all-{uid_of(keys[1])}"},
    )
    given = values("owner")
    client.post(json.loads(told["HX-Trigger"])["toast"]["undo"])

    assert given == ["林冠宇", None, "林冠宇"]
    assert values("owner") == [None, None, None]
    assert "selection:done" in json.loads(told["HX-Trigger"])


def test_chosen_rows_get_a_tag_and_lose_it_again(enter: Enter) -> None:
    ann, _ben = a_customer("Ann", tags=["VIP"]), a_customer("Ben")
    client = enter()

    told = client.post("/customers/tagging", {"tag": "回訪", "selected": str(uid_of(ann))})
    tagged = values("tags")
    client.post(json.loads(told["HX-Trigger"])["toast"]["undo"])

    assert tagged == [["VIP", "回訪"], []]
    assert values("tags") == [["VIP"], []]


def test_rows_that_are_not_the_readers_are_left_and_counted(enter: Enter) -> None:
    boyu = a_user("陳柏宇", grants={"parties.view": Reach.ALL, "parties.change": Reach.OWN})
    a_customer("Ann", owner=boyu)
    a_customer("Ben")

    told = enter(boyu).post("/customers/tagging", {"tag": "回訪", "selected": "all"})

    assert values("tags") == [["回訪"], []]
    assert "1" in json.loads(told["HX-Trigger"])["toast"]["text"]


@pytest.mark.parametrize("selected", ["", "nonsense"])
def test_nothing_chosen_changes_nothing(enter: Enter, selected: str) -> None:
    a_customer("Ann")

    answer = enter().post("/customers/tagging", {"tag": "回訪", "selected": selected})

    assert answer.status_code == 422
    assert values("tags") == [[]]


def test_a_list_is_written_to_a_workbook_as_it_is_shown(enter: Enter) -> None:
    ann = a_customer("=HYPERLINK(1)", phones=["0912-345-318"])
    an_order(ann)
    where = json.dumps({"field": "name", "op": "contains", "value": "HYPER"})

    answer = enter().get("/customers/export", {"filter": where, "columns": "name,net_spent"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))

    assert rows[1][0] == "=HYPERLINK(1)"
    assert book.active["A2"].data_type == "s"
    assert rows[1][1:] == (1990, "TWD")


def test_who_may_not_export_gets_no_file(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get("/customers/export").status_code == 403
