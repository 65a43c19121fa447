"""From a record to the next one in the list it was opened from."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.parties import queries
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotFound
from rapport.kernel.filters import tree
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from rapport.kernel.views.neighbours import neighbours
from tests.front.desk.conftest import Enter
from tests.front.desk.test_pages import said
from tests.makers import NOW, OPERATOR, a_customer, a_user, an_order

pytestmark = pytest.mark.django_db
VIP = {"field": "tags", "op": "any_of", "value": ["VIP"]}


def uid_of(key: int) -> UUID:
    return queries.names_of([key])[key].id


def some_customers() -> list[UUID]:
    """Enter three who bought and three who did not, some with names alike."""
    made = []
    for nth, name in enumerate(("Ann", "Ben", "Ann", "Cleo", "Dora", "Ann")):
        key = a_customer(name, tags=["VIP"] if nth % 2 else [], occupation="" if nth < 3 else name)
        if nth in (1, 3, 4):
            an_order(key, [(1, str(100 * nth))])
        made.append(uid_of(key))
    return made


@pytest.mark.parametrize("where", [None, VIP])
@pytest.mark.parametrize("sort", ["", "name", "-name", "net_spent", "-net_spent", "-created_at"])
def test_neighbours_walk_the_list_as_it_is_shown(sort: str, where: Any) -> None:
    some_customers()
    node = tree.read(where) if where else None
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), node, sort)
    shown = [row["id"] for row in engine.page(listing, now=NOW).rows]

    for nth, uid in enumerate(shown):
        found = neighbours(listing, uid, now=NOW)
        before = shown[nth - 1] if nth else None
        after = shown[nth + 1] if nth + 1 < len(shown) else None
        assert (found.before, found.after) == (before, after), (sort, nth)
        assert found.place == nth + 1, (sort, nth)


def test_a_few_statements_find_them() -> None:
    first, *_ = some_customers()
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), sort="-net_spent")

    with CaptureQueriesContext(connection) as told:
        neighbours(listing, first, now=NOW)

    assert len(told) <= 6


def test_who_is_not_in_the_list_has_no_neighbours() -> None:
    first, *_ = some_customers()
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), tree.read(VIP))

    with pytest.raises(NotFound):
        neighbours(listing, first, now=NOW)


def test_the_page_knows_the_list_it_was_opened_from(enter: Enter) -> None:
    made = some_customers()
    client = enter()
    query = urlencode({"filter": json.dumps(VIP), "sort": "name"})
    listed = f"http://testserver/customers?{query}"

    page = said(client, f"/customers/{made[3]}", headers={"HX-Current-URL": listed})
    links = said(client, f"/customers/{made[3]}/neighbours?{urlencode({'from': query})}")

    assert f"/customers/{made[3]}/neighbours?from={quote(query, safe='')}" in page
    # Those of the view by name: Ann (5), Ben (1), Cleo (3).
    assert str(made[1]) in links
    assert str(made[5]) not in links
    assert "data-neighbours" not in said(client, f"/customers/{made[3]}")


def test_the_record_says_which_of_how_many_it_is(enter: Enter) -> None:
    made = some_customers()
    query = urlencode({"filter": json.dumps(VIP), "sort": "name"})

    links = said(enter(), f"/customers/{made[1]}/neighbours?{urlencode({'from': query})}")

    # Those of the view by name: Ann (5), Ben (1), Cleo (3).
    assert ">2 / 3</span>" in links
    assert "清單中 3 筆的第 2 筆" in links


def test_far_down_a_long_list_no_place_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = some_customers()
    monkeypatch.setattr("rapport.kernel.views.neighbours.COUNTED", 3)
    listing = Listing(entity("parties.party"), OPERATOR, ("name",), sort="created_at")

    assert neighbours(listing, made[2], now=NOW).place == 3
    assert neighbours(listing, made[3], now=NOW).place is None


def test_out_of_reach_there_is_no_neighbour(enter: Enter) -> None:
    boyu = a_user("陳柏宇", grants={"parties.view": Reach.OWN})
    ben = uid_of(a_customer("Ben"))
    own = uid_of(a_customer("Ann", owner=boyu))
    client = enter(boyu)

    assert str(ben) not in said(client, f"/customers/{own}/neighbours")
    assert client.get(f"/customers/{ben}/neighbours").status_code == 404


def test_a_list_that_is_no_list_is_refused(enter: Enter) -> None:
    own = uid_of(a_customer("Ann"))

    answer = enter().get(f"/customers/{own}/neighbours", {"from": "filter={nonsense"})

    assert answer.status_code == 422
