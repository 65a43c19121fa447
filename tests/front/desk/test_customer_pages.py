"""The customer's page and the deeds on it: shown, changed, refused, taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.customers.parties import commands as parties
from rapport.customers.parties import queries
from rapport.customers.parties.words import AddressGiven, RelationKind
from rapport.front.desk.web import customers as doors
from rapport.kernel.access.words import Reach
from tests.front.desk.conftest import Enter
from tests.front.desk.test_pages import COUNTS, said, statements
from tests.makers import (
    NOW,
    OPERATOR,
    a_balance,
    a_customer,
    a_holding,
    a_user,
    an_order,
)

pytestmark = pytest.mark.django_db
XINYI = AddressGiven("TW", "松德路 171 號", "台北市", "信義區", postal_code="110058")


def lin(**more: Any) -> tuple[int, UUID]:
    """Enter 林志遠 and return his key and id."""
    key = a_customer(
        "林志遠",
        phones=["0912-345-318"],
        emails=["lin@hsinyue.example"],
        latin_name="Lin Chih-Yuan",
        address=XINYI,
        tags=["聯名卡"],
        **more,
    )
    return key, queries.names_of([key])[key].id


def card(uid: UUID) -> Any:
    return queries.customer_card(uid, actor=OPERATOR, now=NOW)


def test_the_page_tells_who_the_customer_is_and_what_happened(enter: Enter) -> None:
    key, uid = lin()
    an_order(key, ordered_at=NOW - timedelta(days=20))
    a_balance(a_holding(key, "card", number="6020-8817", name="松河聯名卡"), "18400")

    page = said(enter(), f"/customers/{uid}")

    for words in (
        "林志遠",
        "Lin Chih-Yuan",
        "0912-345-318",
        "110058 台北市信義區",
        "松河聯名卡",
        "SO-",
    ):
        assert words in page, words


def test_an_address_abroad_names_its_country_and_one_at_home_does_not(enter: Enter) -> None:
    key = a_customer("Ann Lee", address=AddressGiven("GB", "1 Park Row", "Leeds"))
    client, uid = enter(), queries.names_of([key])[key].id
    abroad = said(client, f"/customers/{uid}")

    assert "Leeds, 英國" in abroad
    assert "110058 台北市信義區<br>松德路 171 號</span>" in said(enter(), f"/customers/{lin()[1]}")


def test_what_the_reader_may_not_see_is_not_there(enter: Enter) -> None:
    key, uid = lin()
    an_order(key)
    a_balance(a_holding(key, "card", number="6020-8817"), "18400")

    page = said(enter(a_user("Olga", grants={"parties.view": Reach.ALL})), f"/customers/{uid}")

    for words in ("SO-", "6020-8817", "18,400", "data-edit", "/notes"):
        assert words not in page, words


def test_a_customer_outside_the_reach_is_not_found(enter: Enter) -> None:
    _key, uid = lin()
    client = enter(a_user("陳柏宇", reach=Reach.OWN))

    for address in ("", "/facts", "/timeline", "/history", "/points"):
        assert client.get(f"/customers/{uid}{address}").status_code in (200, 404), address
    assert client.get(f"/customers/{uid}").status_code == 404
    assert client.get(f"/customers/{uid}/facts").status_code == 404
    assert client.get(f"/customers/{uid}/timeline").status_code == 404
    assert client.get(f"/customers/{uid}/history").status_code == 404


def test_a_field_is_edited_in_its_place_and_put_back(enter: Enter) -> None:
    _key, uid = lin(occupation="教師")
    client, version = enter(), card(uid).version

    answer = change(client, uid, "occupation", "經理", version)
    undone = client.post(f"/customers/{uid}/fields/occupation/restored")

    assert (answer.status_code, answer["ETag"]) == (200, f'"{version + 1}"')
    assert answer.content.decode().strip() == "經理"
    assert json.loads(answer["HX-Trigger"])["toast"]["undo"].endswith("/occupation/restored")
    assert undone.status_code == 200
    assert card(uid).fields["occupation"] == "教師"


def test_who_comes_too_late_sees_what_the_other_wrote(enter: Enter) -> None:
    key, uid = lin()
    client, version = enter(), card(uid).version
    parties.change_customer(party_id=key, values={"occupation": "教師"}, actor=OPERATOR, now=NOW)

    answer = change(client, uid, "occupation", "經理", version)

    assert answer.status_code == 412
    steps = answer.json()["details"]["changes"]
    assert ("occupation", "教師") in [(step["field"], step["after"]) for step in steps]
    assert card(uid).fields["occupation"] == "教師"


def test_a_day_that_is_none_changes_nothing(enter: Enter) -> None:
    _key, uid = lin()

    answer = change(enter(), uid, "birth_on", "yesterday", card(uid).version)

    assert answer.status_code == 422
    assert card(uid).fields["birth_on"] is None


def test_a_field_that_is_kept_by_commands_cannot_be_edited(enter: Enter) -> None:
    _key, uid = lin()

    assert change(enter(), uid, "number", "C-1", card(uid).version).status_code == 404


def change(client: Client, uid: UUID, field: str, value: str, version: int) -> Any:
    return client.patch(
        f"/customers/{uid}/fields/{field}",
        f"{field}={value}",
        content_type="application/x-www-form-urlencoded",
        headers={"If-Match": f'"{version}"', "Accept": "text/html, application/json"},
    )


def test_a_contact_point_is_added_changed_removed_and_put_back(enter: Enter) -> None:
    _key, uid = lin()
    client = enter()

    added = client.post(f"/customers/{uid}/points", {"kind": "phone", "text": "02-2758-6604"})
    point = next(p for p in card(uid).points if p.shown == "02-2758-6604")
    confirmed = {"text": "02-2758-6604", "use": "home", "status": "usable", "is_verified": "1"}
    client.post(f"/customers/{uid}/points/{point.id}", confirmed)
    verified = next(p for p in card(uid).points if p.id == point.id).verified_at
    gone = client.post(f"/customers/{uid}/points/{point.id}/removed")
    left = [p.shown for p in card(uid).points]
    client.post(json.loads(gone["HX-Trigger"])["toast"]["undo"])

    assert "customer:changed" in json.loads(added["HX-Trigger"])
    assert verified is not None
    assert "02-2758-6604" not in left
    assert "02-2758-6604" in [p.shown for p in card(uid).points]


def test_a_number_that_is_none_is_refused_at_the_form(enter: Enter) -> None:
    _key, uid = lin()

    answer = enter().post(
        f"/customers/{uid}/points",
        {"kind": "phone", "text": "12"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert answer["X-Refusal"] == "phone_not_understood"
    assert len(card(uid).points) == 2


def test_an_address_is_changed_removed_and_put_back(enter: Enter) -> None:
    _key, uid = lin()
    client, address = enter(), card(uid).addresses[0]
    form = {"country": "TW", "city": "台中市", "district": "西屯區", "lines": "文心路 1 號"}

    client.post(f"/customers/{uid}/addresses/{address.id}", form)
    changed = card(uid).addresses[0].formatted
    gone = client.post(f"/customers/{uid}/addresses/{address.id}/removed")
    left = card(uid).addresses
    client.post(json.loads(gone["HX-Trigger"])["toast"]["undo"])

    assert changed == "台中市西屯區文心路 1 號"
    assert left == ()
    assert [a.formatted for a in card(uid).addresses] == ["台中市西屯區文心路 1 號"]


def test_a_relation_is_told_from_this_customer_removed_and_put_back(enter: Enter) -> None:
    _key, uid = lin()
    kuo = a_customer("郭怡君")
    other = queries.names_of([kuo])[kuo].id
    client = enter()

    found = said(client, f"/customers/{uid}/relations/others?find=郭怡")
    client.post(
        f"/customers/{uid}/relations", {"other": str(other), "kind": "spouse", "may_act": "1"}
    )
    told = card(uid).relations[0]
    gone = client.post(f"/customers/{uid}/relations/{told.id}/removed")
    client.post(json.loads(gone["HX-Trigger"])["toast"]["undo"])

    assert str(other) in found
    assert (told.kind, told.other_name, told.may_act) == (RelationKind.SPOUSE, "郭怡君", True)
    assert [r.other_name for r in card(uid).relations] == ["郭怡君"]


def test_notes_and_tags_are_written_and_taken_back(enter: Enter) -> None:
    _key, uid = lin()
    client = enter()

    client.post(f"/customers/{uid}/notes", {"text": "先打太太的手機", "is_pinned": "1"})
    note = card(uid).notes[0]
    client.post(f"/customers/{uid}/notes/{note.id}/removed")
    gone = card(uid).notes
    client.post(f"/customers/{uid}/notes/{note.id}/restored")
    tagged = client.post(f"/customers/{uid}/tags", {"tags": "VIP、團購"})
    tags = card(uid).fields["tags"]
    client.post(json.loads(tagged["HX-Trigger"])["toast"]["undo"])

    assert (note.text, note.is_pinned, gone) == ("先打太太的手機", True, ())
    assert [n.text for n in card(uid).notes] == ["先打太太的手機"]
    assert tags == ["VIP", "團購"]
    assert card(uid).fields["tags"] == ["聯名卡"]


def test_the_customer_goes_to_the_recycle_bin_and_comes_back(enter: Enter) -> None:
    _key, uid = lin()
    client = enter()

    gone = client.post(f"/customers/{uid}/deletion")
    undo = json.loads(gone["HX-Trigger"])["toast"]["undo"]
    missing = client.get(f"/customers/{uid}").status_code
    client.post(undo)

    assert missing == 404
    assert client.get(f"/customers/{uid}").status_code == 200
    assert client.post(undo, headers={"Accept": "application/json"}).status_code == 409


def test_the_history_of_a_field_is_shown(enter: Enter) -> None:
    key, uid = lin(occupation="教師")
    parties.change_customer(party_id=key, values={"occupation": "經理"}, actor=OPERATOR, now=NOW)

    assert f'data-live="record:customers:{uid}"' in said(enter(), f"/customers/{uid}")
    address = f"/customers/{uid}/history?field=occupation"
    page = said(enter(), address, headers={"HX-Request": "true"})

    assert "教師" in page
    assert "經理" in page
    assert enter().get(address)["Location"] == f"/customers/{uid}"


def test_a_new_customer_is_entered_once_though_pressed_twice(enter: Enter) -> None:
    client = enter()
    form = {"kind": "person", "name": "Maria Santos", "phone": "0905-662-913", "request_key": "k1"}

    first, second = (client.post("/customers/new", form) for _ in range(2))

    assert json.loads(first["HX-Location"]) == json.loads(second["HX-Location"])
    found = queries.best_customers("Maria", actor=OPERATOR)
    assert [(one.name, one.phone) for one in found] == [("Maria Santos", "+886905662913")]


def test_who_is_quicker_than_the_hint_is_shown_who_is_alike_before_anybody_is_added(
    enter: Enter,
) -> None:
    _, uid = lin()
    client, form = enter(), {"kind": "person", "name": "林志遠", "phone": "0912345318"}

    first = client.post("/customers/new", form, headers={"HX-Request": "true"})
    assert "電話相同" in first.content.decode() and "HX-Location" not in first
    assert len(queries.best_customers("林志遠", actor=OPERATOR)) == 1

    again = client.post(
        "/customers/new", {**form, "seen": str(uid)}, headers={"HX-Request": "true"}
    )
    assert "HX-Location" in again
    assert len(queries.best_customers("林志遠", actor=OPERATOR)) == 2


def test_alike_customers_are_shown_while_one_types(enter: Enter) -> None:
    lin()

    page = said(enter(), "/customers/new/alike?kind=person&name=林志遠&phone=0912345318")

    assert "電話相同" in page
    assert "同名" in page


def test_who_may_not_add_customers_sees_no_form(enter: Enter) -> None:
    client = enter(a_user("Olga", grants={"parties.view": Reach.ALL}))

    assert client.get("/customers/new").status_code == 403


def test_the_timeline_is_read_by_pages_and_by_kind(enter: Enter) -> None:
    key, uid = lin()
    for day in range(34):
        an_order(key, ordered_at=NOW - timedelta(days=day))
    client = enter()

    page = said(client, f"/customers/{uid}/timeline?group=purchases")
    rest = page.partition('hx-get="/customers/')[2]
    after = page.rpartition("after=")[2].partition('"')[0].replace("&amp;", "&")
    more = said(client, f"/customers/{uid}/timeline?group=purchases&after={after}")

    assert rest
    assert page.count('<li class="entry" data-id') == 30
    assert more.count('<li class="entry" data-id') == 4


def test_the_statements_of_the_page_do_not_grow(enter: Enter) -> None:
    client = enter()
    key, uid = lin()
    an_order(key)
    a_holding(key)
    few = statements(client, f"/customers/{uid}")
    for number in range(12):
        an_order(key, ordered_at=NOW - timedelta(days=number))
        a_holding(key)

    assert few == statements(client, f"/customers/{uid}") == COUNTS["customer"]


def test_nothing_is_read_while_the_page_is_drawn(enter: Enter, monkeypatch: Any) -> None:
    key, uid = lin()
    an_order(key)
    a_balance(a_holding(key), "100")
    client, drawing, told = enter(), doors.render, []

    def watched(*given: Any, **more: Any) -> Any:
        with CaptureQueriesContext(connection) as asked:
            answer = drawing(*given, **more)
        told.append(len(asked))
        return answer

    monkeypatch.setattr(doors, "render", watched)
    said(client, f"/customers/{uid}")

    assert told == [0]
