"""A customer comes into the house."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.customers.parties import commands as parties
from rapport.customers.parties.commands.refusals import (
    ContactPointTaken,
    ExternalIdTaken,
    HolderUnknown,
    TagUnfit,
)
from rapport.customers.parties.commands.values import ValueUnfit
from rapport.customers.parties.models import Address, ContactPoint, ExternalId, Party, Tag
from rapport.customers.parties.pure.addresses import AddressNotUnderstood
from rapport.customers.parties.pure.people import NameMissing, NameTooLong
from rapport.customers.parties.pure.points import EmailNotUnderstood
from rapport.customers.parties.pure.tax_numbers import TaxNumberMistyped
from rapport.customers.parties.words import (
    AddressGiven,
    Belongings,
    ExternalIdGiven,
    Holder,
    PartyKind,
    PointGiven,
    PointKind,
)
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.errors import NotAllowed
from rapport.kernel.events.once import RequestKeyTaken
from rapport.kernel.phones import PhoneNotUnderstood
from rapport.kernel.search.models import Token
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_team, a_user

pytestmark = pytest.mark.django_db


def create(name="林志遠", *, kind=PartyKind.PERSON, actor=OPERATOR, holder=None, key=None, **more):
    belongings = Belongings(
        points=tuple(more.pop("points", ())),
        addresses=tuple(more.pop("addresses", ())),
        external_ids=tuple(more.pop("external_ids", ())),
        tags=tuple(more.pop("tags", ())),
    )
    return parties.create_customer(
        kind=kind,
        values={"name": name, **more},
        belongings=belongings,
        holder=holder,
        actor=actor,
        now=NOW,
        rng=DICE,
        request_key=key,
    )


def everything():
    """Return how many rows of each kind there are, and the next customer number is not asked."""
    models = (Party, ContactPoint, Address, ExternalId, Tag, Token)
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from outbox), (select count(*) from audit)")
        told = cursor.fetchone()
    return [model.objects.count() for model in models], told


def test_a_customer_gets_a_number_a_name_and_an_owner():
    team = a_team("台北一隊")
    bo_yu = a_user("陳柏宇", teams=["台北一隊"])

    party = Party.objects.get(pk=a_customer("林志遠", phones=["0912-345-318"], actor=bo_yu))

    assert party.number.startswith("C-1")
    assert (party.family_name, party.given_name) == ("林", "志遠")
    assert party.sort_name == "lin zhi yuan 林志远"
    assert (party.owner_id, party.team_id) == (bo_yu.user_id, team)
    assert party.unit_id is not None
    assert party.primary_phone == "+886912345318"
    assert party.version == 1


def test_all_that_comes_along_is_kept():
    created = create(
        points=[
            PointGiven(PointKind.PHONE, "0912-345-318"),
            PointGiven(PointKind.PHONE, "(02) 2758-6604 轉 12", is_primary=True),
            PointGiven(PointKind.EMAIL, " Chihyuan.Lin@Hsinyue.example "),
            PointGiven(PointKind.LINE, "Chihyuan"),
        ],
        addresses=[AddressGiven("TW", "松德路171號", "台北市", "信義區", postal_code="110058")],
        external_ids=[ExternalIdGiven("pos", "60208817")],
        tags=["金卡", "金卡", " 信義店 "],
        birth_on=date(1979, 3, 14),
    )

    party = Party.objects.get(pk=created.party_id)
    points = ContactPoint.objects.filter(party=party).order_by("pk")
    assert [(p.kind, p.value, p.extension, p.use, p.is_primary) for p in points] == [
        ("phone", "+886912345318", "", "mobile", False),
        ("phone", "+886227586604", "12", "other", True),
        ("email", "chihyuan.lin@hsinyue.example", "", "other", True),
        ("line", "chihyuan", "", "other", True),
    ]
    assert points[2].original == "Chihyuan.Lin@Hsinyue.example"
    assert (party.primary_phone, party.city) == ("+886227586604", "台北市")
    assert party.tags == ["金卡", "信義店"]
    assert Address.objects.get(party=party).formatted == "110058 台北市信義區松德路 171 號"
    assert ExternalId.objects.get(party=party).value == "60208817"
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["信義店", "金卡"]


def test_the_history_begins_with_what_was_given():
    created = create(points=[PointGiven(PointKind.PHONE, "0912-345-318")], occupation="業務")

    steps = {
        step.field: step.after
        for step in history_of("parties.party", created.party_id, actor=OPERATOR)
    }

    assert (steps["display_name"], steps["occupation"]) == ("林志遠", "業務")
    assert steps["phones"] == "+886912345318"
    assert "search_tokens" not in steps


def test_a_customer_costs_few_statements():
    bo_yu = a_user("陳柏宇")

    with CaptureQueriesContext(
        connection,
    ) as statements:
        create(
            actor=bo_yu,
            points=[
                PointGiven(PointKind.PHONE, "0912-345-318"),
                PointGiven(PointKind.EMAIL, "lin@hsinyue.example"),
            ],
            addresses=[AddressGiven("TW", "松德路171號", "台北市")],
            tags=["金卡"],
            key="once",
        )

    spoken = [s["sql"] or "" for s in statements if "SAVEPOINT" not in (s["sql"] or "")]
    assert len(spoken) == 9, "\n".join(spoken)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"name": "x" * 201}, NameTooLong),
        ({"points": [PointGiven(PointKind.PHONE, "12345")]}, PhoneNotUnderstood),
        ({"points": [PointGiven(PointKind.EMAIL, "lin at hsinyue")]}, EmailNotUnderstood),
        (
            {
                "points": [
                    PointGiven(PointKind.PHONE, "0912345318"),
                    PointGiven(PointKind.PHONE, "+886 912 345 318"),
                ]
            },
            ContactPointTaken,
        ),
        ({"addresses": [AddressGiven("Taiwan", "松德路171號")]}, AddressNotUnderstood),
        ({"tax_number": "27841154", "tax_country": "TW"}, TaxNumberMistyped),
        ({"tags": ["x" * 61]}, TagUnfit),
        ({"zone": "Asia/Taipeh"}, ValueUnfit),
        ({"status": "rich"}, ValueUnfit),
        ({"external_ids": [ExternalIdGiven("pos", "taken")]}, ExternalIdTaken),
        ({"holder": Holder(owner_id=10**9)}, HolderUnknown),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(given, refusal):
    a_customer("Guo I-Chun", external_ids=[("pos", "taken")])
    before = everything()

    with pytest.raises(refusal):
        create(**given)

    assert everything() == before


def test_who_may_not_add_customers_is_refused():
    reader = a_user("Olga", grants={"parties.view": Reach.ALL})
    before = everything()

    with pytest.raises(NotAllowed):
        create(actor=reader)

    assert everything() == before


def test_who_may_not_assign_cannot_add_a_customer_for_somebody_else():
    ben = a_user("Ben")
    olga = a_user("Olga", grants={"parties.view": Reach.OWN, "parties.create": Reach.OWN})
    before = everything()

    with pytest.raises(NotAllowed):
        create(actor=olga, holder=Holder(owner_id=ben.user_id))

    assert everything() == before
    assert create(actor=olga).owner_id == olga.user_id


def test_the_same_request_twice_adds_one_customer():
    first = create(key="k1")
    before = everything()

    again = create(key="k1")

    assert again == first
    assert everything() == before
    with pytest.raises(RequestKeyTaken):
        create("郭怡君", key="k1")


def test_a_taken_key_says_whose_it_is():
    number = Party.objects.get(pk=a_customer("郭怡君", external_ids=[("pos", "7")])).number

    with pytest.raises(ExternalIdTaken) as refused:
        create(external_ids=[ExternalIdGiven("pos", "7")])

    assert number in str(refused.value)
