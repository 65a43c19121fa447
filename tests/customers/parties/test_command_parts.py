"""What belongs to a customer: contact points, addresses, relations, notes."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.customers.parties import commands as parties
from rapport.customers.parties.commands.notes import NoteNotRemoved, NoteUnfit
from rapport.customers.parties.commands.refusals import ContactPointTaken, PartGone
from rapport.customers.parties.commands.relations import (
    DatesOutOfOrder,
    RelationThere,
    RelationToItself,
)
from rapport.customers.parties.models import Address, ContactPoint, Note, Party, Relation
from rapport.customers.parties.pure.points import EmailNotUnderstood
from rapport.customers.parties.queries import customer_card
from rapport.customers.parties.queries.search import best_customers
from rapport.customers.parties.words import (
    AddressGiven,
    PointGiven,
    PointKind,
    PointStatus,
    RelationKind,
)
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.phones import PhoneNotUnderstood
from rapport.kernel.views import engine
from rapport.kernel.views.listing import Listing
from rapport.kernel.web.problems import Stale
from tests.makers import DICE, NOW, OPERATOR, a_customer, a_user

pytestmark = pytest.mark.django_db


def add(key, text, kind=PointKind.PHONE, *, actor=OPERATOR, version=None, **more):
    return parties.add_contact_point(
        party_id=key,
        given=PointGiven(kind, text, **more),
        version=version,
        actor=actor,
        now=NOW,
        rng=DICE,
    )


def change_point(key, point, *, actor=OPERATOR, **values):
    return parties.change_contact_point(
        party_id=key, contact_point_id=point, values=values, actor=actor, now=NOW
    )


def state(key):
    models = (ContactPoint, Address, Relation, Note)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        Party.objects.filter(pk=key).values().get()
    ]


def found(text, actor=OPERATOR):
    return [each.party_id for each in best_customers(text, actor=actor)]


def shown(key, *columns):
    listing = Listing(entity("parties.party"), OPERATOR, columns)
    return next(r for r in engine.page(listing, now=NOW).rows if r["key"] == key)


def test_all_telephones_and_addresses_are_in_list_and_export():
    key = a_customer("林志遠", phones=["0912345318"], emails=["lin@hsinyue.example"])

    add(key, "02-2758-6604")
    add(key, "CY@hsinyue.example", PointKind.EMAIL)

    row = shown(key, "phones", "emails")
    assert row["phones"] == ["+886912345318", "+886227586604"]
    assert row["emails"] == ["lin@hsinyue.example", "cy@hsinyue.example"]


def test_a_further_number_is_found_and_raises_the_version_by_one():
    key = a_customer("林志遠", phones=["0912345318"])

    add(key, "0933-218-604", version=1)

    assert Party.objects.get(pk=key).version == 2
    assert found("218604") == [key]
    assert found("3321") == [key]


def test_a_preferred_number_takes_the_place_of_the_other():
    key = a_customer("林志遠", phones=["0912345318"])

    added = add(key, "0933-218-604", is_primary=True)

    assert Party.objects.get(pk=key).primary_phone == "+886933218604"
    preferred = ContactPoint.objects.filter(party_id=key, is_primary=True)
    assert [point.pk for point in preferred] == [added.contact_point_id]


def test_a_point_that_reaches_nobody_steps_behind():
    key = a_customer("林志遠", phones=["0912345318", "0933218604"])
    first = ContactPoint.objects.filter(party_id=key).order_by("pk").first()

    change_point(key, first.pk, status=PointStatus.INVALID)

    assert Party.objects.get(pk=key).primary_phone == "+886933218604"


def test_a_new_value_is_not_verified_any_more():
    key = a_customer("林志遠", phones=["0912345318"])
    point = ContactPoint.objects.get(party_id=key)
    change_point(key, point.pk, verified_at=NOW)

    change_point(key, point.pk, text="0933-218-604")

    point.refresh_from_db()
    assert (point.value, point.original) == ("+886933218604", "0933-218-604")
    assert point.verified_at is None
    assert (found("345318"), found("218604")) == ([], [key])


def test_a_removed_point_leaves_its_place_to_the_next():
    key = a_customer("林志遠", phones=["0912345318", "0933218604"])
    first = ContactPoint.objects.filter(party_id=key).order_by("pk").first()

    parties.remove_contact_point(party_id=key, contact_point_id=first.pk, actor=OPERATOR, now=NOW)

    assert ContactPoint.objects.get(party_id=key).is_primary
    assert Party.objects.get(pk=key).primary_phone == "+886933218604"
    assert found("345318") == []


def test_points_that_cannot_be_are_refused_and_nothing_changed():
    key = a_customer("林志遠", phones=["0912345318"])
    point = ContactPoint.objects.get(party_id=key)
    other = ContactPoint.objects.get(party_id=a_customer("郭怡君", phones=["0933218604"]))
    before = state(key)

    with pytest.raises(ContactPointTaken):
        add(key, "+886-912-345-318")
    with pytest.raises(PhoneNotUnderstood):
        add(key, "call me")
    with pytest.raises(EmailNotUnderstood):
        add(key, "lin", PointKind.EMAIL)
    with pytest.raises(Stale):
        add(key, "0933218605", version=7)
    with pytest.raises(PartGone):
        change_point(key, other.pk, label="hers")
    with pytest.raises(PhoneNotUnderstood):
        change_point(key, point.pk, text="1")
    with pytest.raises(NotFound):
        add(key, "0933218605", actor=a_user("Olga", reach=Reach.OWN))

    assert state(key) == before


def test_addresses_read_as_their_country_writes_them():
    key = a_customer("林志遠")
    home = AddressGiven("TW", "松德路171號12樓之3", "台北市", "信義區", postal_code="110058")
    away = AddressGiven("GB", "12 High Street", "Leeds", postal_code="LS1 4AP", is_primary=True)

    first = parties.add_address(party_id=key, given=home, actor=OPERATOR, now=NOW, rng=DICE)
    assert Party.objects.get(pk=key).city == "台北市"
    parties.add_address(party_id=key, given=away, actor=OPERATOR, now=NOW, rng=DICE)
    assert Party.objects.get(pk=key).city == "Leeds"

    lines = list(Address.objects.order_by("pk").values_list("formatted", "is_primary"))
    assert lines == [
        ("110058 台北市信義區松德路 171 號 12 樓之 3", False),
        ("12 High Street, Leeds LS1 4AP", True),
    ]

    moved = AddressGiven("TW", "忠孝東路五段1號", "台北市", "信義區", is_primary=True)
    parties.change_address(
        party_id=key, address_id=first.address_id, given=moved, actor=OPERATOR, now=NOW
    )
    assert Party.objects.get(pk=key).city == "台北市"

    parties.remove_address(party_id=key, address_id=first.address_id, actor=OPERATOR, now=NOW)
    assert Party.objects.get(pk=key).city == "Leeds"
    assert Party.objects.get(pk=key).version == 5


def test_a_relation_is_told_from_both_ends():
    lin, guo = a_customer("林志遠"), a_customer("郭怡君")
    mother = a_customer("林陳秀枝")

    relate(guo, lin, RelationKind.SPOUSE, is_primary=True)
    relate(mother, lin, RelationKind.PARENT, may_act=True)

    seen = card(lin).relations
    assert [(r.other_name, r.kind, r.may_act) for r in seen] == [
        ("郭怡君", "spouse", False),
        ("林陳秀枝", "parent", True),
    ]
    (back,) = card(mother).relations
    assert (back.other_name, back.kind, back.acts) == ("林志遠", "child", True)


def test_a_relation_to_whom_the_reader_does_not_see_has_no_name():
    ben = a_user("Ben", reach=Reach.OWN)
    lin, guo = a_customer("林志遠", owner=ben), a_customer("郭怡君")
    relate(guo, lin, RelationKind.SPOUSE)

    (relation,) = card(lin, ben).relations

    assert (relation.kind, relation.other_name, relation.other_id) == ("spouse", "", None)


def test_a_relation_ends_on_a_day_and_another_may_begin():
    lin, firm = a_customer("林志遠"), a_customer("松河生活")
    event = relate(lin, firm, RelationKind.EMPLOYEE, from_on=date(2020, 1, 1), role="業務")

    parties.change_relation(
        relation_id=event.relation_id,
        values={"until_on": date(2024, 1, 1)},
        actor=OPERATOR,
        now=NOW,
    )
    relate(lin, firm, RelationKind.EMPLOYEE, from_on=date(2025, 1, 1), role="主管")

    told = [(r.kind, r.role, r.is_over) for r in card(firm).relations]
    assert told == [("employee", "主管", False), ("employee", "業務", True)]


def test_relations_that_cannot_be_are_refused_and_nothing_changed():
    ben = a_user("Ben", reach=Reach.OWN)
    lin, guo = a_customer("林志遠", owner=ben), a_customer("郭怡君")
    relate(guo, lin, RelationKind.SPOUSE)
    before = state(lin)

    with pytest.raises(RelationToItself):
        relate(lin, lin, RelationKind.FRIEND)
    with pytest.raises(RelationThere):
        relate(guo, lin, RelationKind.SPOUSE)
    with pytest.raises(DatesOutOfOrder):
        relate(lin, guo, RelationKind.FRIEND, from_on=date(2024, 1, 1), until_on=date(2024, 1, 1))
    with pytest.raises(NotFound):
        relate(lin, guo, RelationKind.FRIEND, actor=ben)

    assert state(lin) == before


def test_a_note_is_its_authors_to_change():
    ben, olga = a_user("Ben"), a_user("Olga")
    lin = a_customer("林志遠")
    note = parties.add_note(
        party_id=lin, text=" 母親昨晚住院 ", actor=ben, now=NOW, rng=DICE
    ).note_id
    before = state(lin)

    with pytest.raises(NotAllowed):
        parties.change_note(note_id=note, text="x", actor=olga, now=NOW)
    with pytest.raises(NotAllowed):
        parties.remove_note(note_id=note, actor=olga, now=NOW)
    with pytest.raises(NoteUnfit):
        parties.change_note(note_id=note, text=" ", actor=ben, now=NOW)
    with pytest.raises(NoteNotRemoved):
        parties.restore_note(note_id=note, actor=ben, now=NOW)
    assert state(lin) == before

    parties.change_note(note_id=note, is_pinned=True, actor=olga, now=NOW)
    (shown_note,) = card(lin, ben).notes
    assert (shown_note.text, shown_note.author, shown_note.is_own, shown_note.is_pinned) == (
        "母親昨晚住院",
        "Ben",
        True,
        True,
    )

    parties.remove_note(note_id=note, actor=ben, now=NOW)
    assert card(lin, ben).notes == ()
    with pytest.raises(PartGone):
        parties.change_note(note_id=note, text="x", actor=ben, now=NOW)
    parties.restore_note(note_id=note, actor=ben, now=NOW)
    assert len(card(lin, ben).notes) == 1


def test_notes_are_read_only_by_who_may():
    olga = a_user("Olga", grants={"parties.view": Reach.ALL})
    lin = a_customer("林志遠")
    parties.add_note(party_id=lin, text="secret", actor=OPERATOR, now=NOW, rng=DICE)

    assert card(lin, olga).notes == ()
    with pytest.raises(NotAllowed):
        parties.add_note(party_id=lin, text="x", actor=olga, now=NOW, rng=DICE)
    with pytest.raises(NotAllowed):
        engine.page(Listing(entity("parties.note"), olga), now=NOW)


def relate(party, other, kind, *, actor=OPERATOR, **values):
    return parties.add_relation(
        party_id=party, other_id=other, kind=kind, values=values, actor=actor, now=NOW, rng=DICE
    )


def card(key, actor=OPERATOR):
    return customer_card(Party.objects.get(pk=key).uid, actor=actor, now=NOW)
