"""Saved views and exports over the interface."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rapport.kernel.access.words import Reach
from rapport.kernel.imports import jobs
from rapport.kernel.imports.models import Export
from rapport.kernel.views.models import SavedView
from tests.front.api.caller import Caller
from tests.makers import NOW, a_customer, a_user

pytestmark = pytest.mark.django_db
TAIPEI = {"field": "name", "op": "contains", "value": "林"}
VIEW = {"resource": "customers", "name": "Lin", "columns": ["name"], "filter": TAIPEI}


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.HOME = tmp_path
    yield tmp_path


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def written(caller: Caller, answer: Any) -> dict[str, Any]:
    """Do what a worker does, and look at the export."""
    jobs.write_export.work(export_id=Export.objects.get(uid=answer.json()["id"]).pk, now=NOW)
    shown: dict[str, Any] = caller.get(f"/exports/{answer.json()['id']}").json()
    return shown


def test_a_view_is_saved_changed_and_deleted(caller: Caller) -> None:
    made = caller.post("/views", VIEW)
    place = f"/views/{made.json()['id']}"
    body = {**VIEW, "name": "All Lins", "sort": "-last_touch_at"}
    del body["resource"]
    changed = caller.send("PUT", place, body, if_match=made["ETag"])

    assert (made.status_code, made.json()["is_mine"]) == (201, True)
    assert changed.json() == {
        **made.json(),
        "name": "All Lins",
        "sort": "-last_touch_at",
        "version": 2,
    }
    assert caller.send("DELETE", place, if_match='"1"').status_code == 412
    assert caller.send("DELETE", place, if_match='"2"').status_code == 204
    assert caller.get(place).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"resource": "nothing"}, 404),
        ({"columns": ["nonsense"]}, 404),
        ({"filter": {"field": "name", "op": "like", "value": "a"}}, 422),
        ({"audience": "the world"}, 422),
        ({"owner": 1}, 422),
        ({"name": ""}, 422),
    ],
)
def test_a_view_that_cannot_be_is_refused(
    caller: Caller, more: dict[str, Any], status: int
) -> None:
    assert caller.post("/views", {**VIEW, **more}).status_code in (status, 422)
    assert SavedView.objects.count() == 0


def test_a_view_of_ones_own_is_nobody_elses(caller: Caller) -> None:
    place = f"/views/{caller.post('/views', VIEW).json()['id']}"
    other = Caller(a_user("陳柏宇"))

    body = {"name": "mine now"}
    assert other.get(place).status_code == 404
    assert other.send("PUT", place, body, if_match="*").status_code == 404
    assert other.send("DELETE", place, if_match="*").status_code == 404
    assert other.get("/views", resource="customers").json()["items"] == []
    assert SavedView.objects.get().name == "Lin"


def test_a_view_is_shared_by_who_may(caller: Caller) -> None:
    shared = caller.post("/views", {**VIEW, "audience": "everybody"})
    narrow = Caller(a_user("陳柏宇", grants={"parties.view": Reach.ALL}))

    (item,) = narrow.get("/views", resource="customers").json()["items"]

    assert (item["id"], item["is_mine"]) == (shared.json()["id"], False)
    refused = narrow.post("/views", {**VIEW, "audience": "everybody"})
    assert refused.status_code == 403
    assert narrow.send("DELETE", f"/views/{item['id']}", if_match="*").status_code == 403


def test_an_export_holds_what_its_asker_sees(home: Path) -> None:
    boyu = a_user("陳柏宇", reach=Reach.OWN)
    a_customer("林志遠", owner=boyu)
    a_customer("林美麗")
    caller = Caller(boyu)
    asked = caller.post("/exports", {"resource": "customers", "filter": TAIPEI})

    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    ready = written(caller, asked)
    assert (ready["state"], ready["rows"]) == ("ready", 1)
    file = caller.client.get(ready["file"], headers=caller.headers)
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["林志遠"]
    assert [each["id"] for each in caller.get("/exports").json()["items"]] == [ready["id"]]


def test_an_export_takes_columns_and_rows_of_a_view(caller: Caller, home: Path) -> None:
    a_customer("林志遠")
    a_customer("Omar Haddad")
    view = caller.post("/views", VIEW).json()["id"]

    ready = written(caller, caller.post("/exports", {"resource": "customers", "view": view}))

    file = caller.client.get(ready["file"], headers=caller.headers)
    lines = b"".join(file.streaming_content).decode("utf-8-sig").split()
    assert lines == ["name", "林志遠"]
    wrong = caller.post("/exports", {"resource": "orders", "view": view})
    assert wrong.status_code == 404


def test_an_export_of_another_is_not_there(caller: Caller, home: Path) -> None:
    ready = written(caller, caller.post("/exports", {"resource": "customers"}))
    other = Caller(a_user("陳柏宇", grants={"parties.view": Reach.ALL, "views.export": Reach.ALL}))

    assert other.get(f"/exports/{ready['id']}").status_code == 404
    assert other.get("/exports").json()["items"] == []
    assert other.client.get(ready["file"], headers=other.headers).status_code == 404


def test_a_narrowed_token_exports_no_more_than_it_sees(home: Path) -> None:
    olga = a_user("歐佳玲")
    a_customer("林志遠", owner=olga)
    own = Caller(olga, scopes=["exports:write", "customers:read:own"])
    without = Caller(olga, scopes=["exports:write", "products:read"])
    every = Caller(olga, scopes=["exports:write", "customers:read"])
    spent = {"field": "net_spent", "op": "over", "value": "1"}

    refused = own.post("/exports", {"resource": "customers"})
    assert (refused.status_code, refused.json()["code"]) == (403, "token_too_narrow")
    assert without.post("/exports", {"resource": "customers"}).status_code == 403
    hidden = every.post("/exports", {"resource": "customers", "filter": spent})
    assert hidden.status_code in (404, 422)
    assert Export.objects.count() == 0
    ready = written(every, every.post("/exports", {"resource": "customers"}))
    file = every.client.get(ready["file"], headers=every.headers)
    assert "net_spent" not in b"".join(file.streaming_content).decode("utf-8-sig")
