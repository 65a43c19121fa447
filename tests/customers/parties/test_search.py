"""Customers are found by whatever somebody has at hand, and only by who may see them."""

from __future__ import annotations

import pytest

from rapport.customers.parties.queries import duplicates_like
from rapport.customers.parties.queries.search import best_customers
from rapport.customers.parties.words import PartyKind, PointGiven, PointKind
from rapport.kernel.access.actor import NOBODY
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.search import queries as search
from rapport.kernel.search.commands import count_reach
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from tests.makers import NOW, OPERATOR, a_customer, a_team, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return {
        "林志遠": a_customer(
            "林志遠",
            phones=["0912-345-318", "02-2758-6604"],
            emails=["chihyuan.lin@hsinyue.example"],
            latin_name="Lin Chih-Yuan",
        ),
        "林志豪": a_customer("林志豪", phones=["0928-014-773"]),
        "江雨潔": a_customer("江雨潔", phones=["0955-620-381"]),
        "Maria Santos": a_customer("Maria Santos", emails=["m.santos@example.org"]),
        "林志記食品行": a_customer(
            "林志記食品行",
            kind=PartyKind.ORGANISATION,
            tax_number="22099131",
            tax_country="TW",
        ),
    }


def by_palette(text, actor=OPERATOR):
    return {each.name for each in best_customers(text, actor=actor)}


def by_list(text, actor=OPERATOR):
    listing = Listing(entity("parties.party"), actor, ("name",), search=text)
    return {row["name"] for row in engine.page(listing, now=NOW).rows}


def test_people_and_the_very_name_stand_before_households_called_after_them():
    for name in ("林志遠", "林志", "高林"):
        a_customer(name)
    for number in range(12):  # touched last of all
        a_customer(f"林家（林志{number}）", kind=PartyKind.HOUSEHOLD)

    def first(text):
        return [each.name for each in best_customers(text, actor=OPERATOR, limit=4)]

    assert first("林")[:3] == ["林志", "林志遠", "高林"]
    assert first("lin")[:2] == ["林志", "林志遠"]
    assert first("林志")[0] == "林志"
    assert first("林家") == [f"林家（林志{number}）" for number in (11, 10, 9, 8)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("林", {"林志遠", "林志豪", "林志記食品行"}),
        ("志", {"林志遠", "林志豪", "林志記食品行"}),
        ("林志", {"林志遠", "林志豪", "林志記食品行"}),
        ("志远", {"林志遠"}),
        ("林志遠", {"林志遠"}),
        ("lin", {"林志遠", "林志豪", "林志記食品行"}),
        ("linzhiy", {"林志遠"}),
        ("lzy", {"林志遠"}),
        ("chih", {"林志遠"}),
        ("MAR", {"Maria Santos"}),
        ("santos mar", {"Maria Santos"}),
        ("5318", {"林志遠"}),
        ("345318", {"林志遠"}),
        ("0912345318", {"林志遠"}),
        ("0912-345", {"林志遠"}),
        ("+886912345318", {"林志遠"}),
        ("2345", {"林志遠"}),
        ("(02) 2758", {"林志遠"}),
        ("chihyuan.lin@hsin", {"林志遠"}),
        ("m.santos", {"Maria Santos"}),
        ("22099131", {"林志記食品行"}),
        ("abcdefg", set()),
        ("0000000", set()),
        ("nobody@nowhere.example", set()),
    ],
)
def test_a_part_is_enough(cast, text, names):
    assert by_palette(text) == names
    assert by_list(text) == names


def test_a_customer_is_found_by_his_number(cast):
    (row,) = best_customers("林志遠", actor=OPERATOR)

    assert by_palette(row.number) == by_list(row.number) == {"林志遠"}
    assert by_palette(row.number.lower()) == {"林志遠"}
    assert by_palette(row.number.removeprefix("C-")) == {"林志遠"}


@pytest.mark.parametrize("text", ["17850", "T000", "t000", "EU-9"])
def test_a_customer_is_found_by_what_other_systems_call_him(text):
    keys = [("shop", "17850"), ("club", "T000"), ("erp", "EU-9")]
    a_customer("林志遠", external_ids=keys)
    a_customer("陳怡君", external_ids=[("shop", "17851"), ("club", "T0001")])

    assert by_palette(text) == by_list(text) == {"林志遠"}


def test_a_customer_who_is_called_by_a_number_is_found_by_it():
    a_customer("17850")
    a_customer("17851")

    assert by_palette("17850") == by_list("17850") == {"17850"}


@pytest.mark.parametrize("text", ["", " ", "-", "%", "'", "\\", "\x00", "(", "%_%", "@", "+"])
def test_odd_texts_find_nothing_odd(cast, text):
    assert by_palette(text) <= set(cast)
    assert by_list(text) <= set(cast)


@pytest.mark.parametrize("few", [0, 10**6], ids=["many rows", "few rows"])
@pytest.mark.parametrize("text", ["林", "林志", "lin", "lzy", "318", "0912345318", "m@example.org"])
def test_nobody_finds_what_he_may_not_see(monkeypatch, few, text):
    monkeypatch.setattr(search, "FEW_ROWS", few)
    a_team("台北一隊"), a_team("台中一隊")
    ben = a_user("Ben", reach=Reach.OWN, teams=["台北一隊"])
    olga = a_user("Olga", reach=Reach.TEAM, teams=["台北一隊"])
    tess = a_user("Tess", reach=Reach.TEAM, teams=["台中一隊"])
    given = {"phones": ["0912-345-318"], "emails": ["m@example.org"]}
    a_customer("林志遠", owner=ben, **given)
    a_customer("林志遠", owner=tess, **given)
    count_reach("parties.party", now=NOW)

    seen = {
        name: {row.party_id for row in best_customers(text, actor=actor, limit=9)}
        for name, actor in {"ben": ben, "olga": olga, "tess": tess, "all": OPERATOR}.items()
    }

    assert len(seen["ben"]) == 1
    assert seen["olga"] == seen["ben"]
    assert len(seen["tess"]) == 1
    assert seen["all"] == seen["ben"] | seen["tess"]
    assert best_customers(text, actor=NOBODY) == []


def test_likenesses_name_what_is_alike_and_count_the_unseen():
    ben = a_user("Ben", reach=Reach.OWN)
    mine = a_customer("林志遠", phones=["0912345318"], owner=ben)
    a_customer("Lin C. Y.", phones=["0912345318"])
    namesake = a_customer("林志远", owner=ben)
    a_customer("江雨潔", owner=ben)

    like = duplicates_like(
        kind=PartyKind.PERSON,
        name="林志遠",
        points=[PointGiven(PointKind.PHONE, "0912-345-318")],
        actor=ben,
    )

    assert [(each.party_id, each.because) for each in like.found] == [
        (mine, ("phone", "name")),
        (namesake, ("name",)),
    ]
    assert like.hidden == 1
