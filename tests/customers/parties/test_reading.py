"""What lists, filters and pages show of customers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.parties.models import Party
from rapport.customers.parties.queries import customer_card
from rapport.kernel.access.actor import operator
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotFound
from rapport.kernel.filters.tree import Test as Asked
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db

ZONES = ["Etc/GMT+8", "Pacific/Honolulu", "UTC", "Asia/Taipei", "Pacific/Kiritimati"]


def rows(actor=OPERATOR, *columns, where=None, sort="", now=NOW):
    listing = Listing(entity("parties.party"), actor, columns or ("name",), where=where, sort=sort)
    return engine.page(listing, now=now).rows


@pytest.mark.parametrize("zone", ZONES)
def test_a_birthday_is_the_same_day_for_every_reader(zone):
    a_customer("林志遠", birth_on=date(1979, 3, 14))
    reader = operator("tests", zone=zone)

    shown = rows(reader, "birth_on")[0]["birth_on"]
    found = rows(reader, "name", where=Asked("birth_on", "on", "1979-03-14"))

    assert shown == date(1979, 3, 14)
    assert len(found) == 1
    assert rows(reader, "name", where=Asked("birth_on", "on", "1979-03-13")) == []


@pytest.mark.parametrize("zone", ZONES)
def test_last_days_begin_and_end_at_the_readers_midnight(zone):
    local = datetime(2026, 11, 20, 0, 30, tzinfo=ZoneInfo(zone))
    a_customer("林志遠", now=local)
    reader = operator("tests", zone=zone)

    found = rows(reader, "name", where=Asked("created_at", "on", "2026-11-20"))

    assert len(found) == 1


def test_names_are_sorted_by_their_sound():
    for name in ("王思涵", "歐陽靜宜", "陳建宏", "Maria Santos", "江雨潔"):
        a_customer(name)

    names = [row["name"] for row in rows(sort="name")]

    assert names == ["陳建宏", "江雨潔", "歐陽靜宜", "Maria Santos", "王思涵"]


def test_a_field_that_is_denied_is_not_on_the_page():
    olga = a_user("Olga", denied=["parties.party.birth_on", "parties.party.phones"])
    key = a_customer("林志遠", birth_on=date(1979, 3, 14), phones=["0912345318"])

    card = customer_card(Party.objects.get(pk=key).uid, actor=olga, now=NOW)

    assert "birth_on" not in card.fields
    assert [point.kind for point in card.points] == []


def test_tax_numbers_need_their_permission():
    grants = {"parties.view": Reach.ALL}
    key = a_customer("林志記食品行", tax_number="22099131", tax_country="TW")
    uid = Party.objects.get(pk=key).uid

    seen = customer_card(uid, actor=OPERATOR, now=NOW).fields
    hidden = customer_card(uid, actor=a_user("Olga", grants=grants), now=NOW).fields

    assert seen["tax_number"] == "22099131"
    assert "tax_number" not in hidden


def test_a_card_is_read_in_five_statements():
    uid = Party.objects.get(pk=a_customer("林志遠", phones=["0912345318"])).uid

    with CaptureQueriesContext(connection) as statements:
        card = customer_card(uid, actor=OPERATOR, now=NOW)

    assert len(statements) == 5
    assert (card.avatar, card.large_avatar) == ("林", "志遠")
    assert card.points[0].shown == "0912-345-318"


def test_a_card_outside_the_scope_is_not_there():
    uid = Party.objects.get(pk=a_customer("林志遠")).uid

    with pytest.raises(NotFound):
        customer_card(uid, actor=a_user("Olga", reach=Reach.OWN), now=NOW)
    with pytest.raises(NotFound):
        customer_card("no-uid", actor=OPERATOR, now=NOW)


def test_parts_are_seen_only_with_their_customer():
    ben, olga = a_user("Ben", reach=Reach.OWN), a_user("Olga", reach=Reach.OWN)
    a_customer("林志遠", owner=ben, phones=["0912345318"])

    for name in ("parties.contact_point", "parties.address", "parties.relation", "parties.note"):
        listing = Listing(entity(name), olga)
        assert engine.page(listing, now=NOW).rows == []
    mine = engine.page(Listing(entity("parties.contact_point"), ben), now=NOW).rows
    assert [row["value"] for row in mine] == ["+886912345318"]
