"""Customers change: names, values, tags, keys, owner; and go to the recycle bin and back."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.customers.parties import commands as parties
from rapport.customers.parties.commands.delete_customer import CustomerNotDeleted
from rapport.customers.parties.commands.refusals import (
    ExternalIdTaken,
    HolderUnknown,
    PartGone,
    TagUnfit,
)
from rapport.customers.parties.models import ExternalId, Party
from rapport.customers.parties.pure.people import NameMissing
from rapport.customers.parties.queries.search import best_customers
from rapport.customers.parties.words import ExternalIdGiven, Holder, NameOrder
from rapport.kernel.access.words import Reach
from rapport.kernel.audit.queries import history_of
from rapport.kernel.entities.registry import entity
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.search.models import Token
from rapport.kernel.views import engine, figures
from rapport.kernel.views.listing import Listing
from rapport.kernel.web.problems import Stale
from tests.makers import NOW, OPERATOR, a_customer, a_team, a_user

pytestmark = pytest.mark.django_db


def change(key, *, actor=OPERATOR, version=None, **values):
    return parties.change_customer(
        party_id=key, values=values, version=version, actor=actor, now=NOW
    )


def row(key):
    return Party.objects.filter(pk=key).values().get()


def tokens_of(key):
    return set(Token.objects.filter(row_id=key).values_list("token", flat=True))


def found(text, actor=OPERATOR):
    return [each.party_id for each in best_customers(text, actor=actor)]


def test_a_new_name_is_read_sorted_and_found_anew():
    key = a_customer("林志遠")

    event = change(key, name="歐陽靜宜")

    changed = row(key)
    assert set(event.fields) == {"display_name", "family_name", "given_name"}
    assert (changed["family_name"], changed["given_name"]) == ("歐陽", "靜宜")
    assert changed["sort_name"].startswith("ou yang jing yi")
    assert changed["version"] == 2
    assert found("志遠") == []
    assert found("靜宜") == [key]


def test_a_changed_part_makes_the_shown_name_anew():
    key = a_customer("Maria Santos")

    change(key, family_name="Lopez")
    assert row(key)["display_name"] == "Maria Lopez"

    change(key, name_order=NameOrder.FAMILY_FIRST)
    assert row(key)["display_name"] == "Lopez Maria"

    change(key, latin_name="Lopez, Mary")
    assert row(key)["display_name"] == "Lopez Maria"


def test_what_is_absent_stays():
    key = a_customer("林志遠", phones=["0912345318"], occupation="業務", birth_on=date(1979, 3, 14))
    before = row(key)

    change(key, occupation="主管")

    after = row(key)
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"occupation", "version", "updated_at"} - (
        {"updated_at"} if before["updated_at"] == after["updated_at"] else set()
    )


def test_a_change_of_another_version_is_refused_with_what_changed_since():
    key = a_customer("林志遠")
    change(key, occupation="業務", version=1)
    before = row(key)

    with pytest.raises(Stale) as refused:
        change(key, occupation="主管", version=1)

    assert row(key) == before
    assert refused.value.details["version"] == 2
    assert refused.value.details["changes"][0]["field"] == "occupation"


def test_an_empty_name_is_refused_and_nothing_changed():
    key = a_customer("林志遠")
    before = row(key)

    with pytest.raises(NameMissing):
        change(key, name=" ")

    assert row(key) == before


def test_out_of_reach_is_not_there():
    ben, olga = a_user("Ben", reach=Reach.OWN), a_user("Olga", reach=Reach.OWN)
    key = a_customer("林志遠", owner=ben)
    before = row(key)

    with pytest.raises(NotFound):
        change(key, actor=olga, occupation="x")
    with pytest.raises(NotFound):
        parties.delete_customer(party_id=key, actor=olga, now=NOW)
    with pytest.raises(NotFound):
        parties.set_tags(party_id=key, tags=["x"], actor=olga, now=NOW)

    assert row(key) == before


def test_seen_but_not_to_be_changed_is_not_allowed():
    grants = {"parties.view": Reach.ALL, "parties.change": Reach.OWN}
    reader, key = a_user("Olga", grants=grants), a_customer("林志遠")
    before = row(key)

    with pytest.raises(NotAllowed):
        change(key, actor=reader, occupation="x")

    assert row(key) == before


def test_tags_are_as_given():
    key = a_customer("林志遠", tags=["金卡"])

    parties.set_tags(party_id=key, tags=["VIP", "VIP", "金卡"], actor=OPERATOR, now=NOW)
    assert row(key)["tags"] == ["VIP", "金卡"]

    before = row(key)
    with pytest.raises(TagUnfit):
        parties.set_tags(party_id=key, tags=[" "], actor=OPERATOR, now=NOW)
    assert row(key) == before


def test_keys_of_other_systems_come_and_go():
    key, other = a_customer("林志遠"), a_customer("郭怡君", external_ids=[("pos", "7")])
    mine, taken = ExternalIdGiven("pos", "8"), ExternalIdGiven("pos", "7")

    parties.add_external_id(party_id=key, given=mine, actor=OPERATOR, now=NOW)
    with pytest.raises(ExternalIdTaken):
        parties.add_external_id(party_id=key, given=taken, actor=OPERATOR, now=NOW)
    parties.remove_external_id(party_id=other, given=taken, actor=OPERATOR, now=NOW)
    parties.add_external_id(party_id=key, given=taken, actor=OPERATOR, now=NOW)
    with pytest.raises(PartGone):
        parties.remove_external_id(party_id=other, given=taken, actor=OPERATOR, now=NOW)

    assert set(ExternalId.objects.values_list("party_id", "value")) == {(key, "7"), (key, "8")}


def test_a_customer_given_to_another_is_his_alone():
    a_team("台北一隊"), a_team("台中一隊")
    ben = a_user("Ben", reach=Reach.OWN, teams=["台北一隊"])
    olga = a_user("Olga", reach=Reach.OWN, teams=["台中一隊"])
    key = a_customer("林志遠", owner=ben)

    parties.assign_owner(party_id=key, holder=Holder(olga.user_id), actor=OPERATOR, now=NOW)

    assert (row(key)["owner_id"], row(key)["team_id"]) == (olga.user_id, olga.team_ids[0])
    assert found("志遠", olga) == [key]
    assert found("志遠", ben) == []
    assert history_of("parties.party", key, actor=olga)[0].field in ("owner_id", "team_id")


def test_nobody_is_given_to_who_is_not_there():
    key = a_customer("林志遠")
    before = row(key)

    with pytest.raises(HolderUnknown):
        parties.assign_owner(party_id=key, holder=Holder(10**9), actor=OPERATOR, now=NOW)

    assert row(key) == before


def test_a_deleted_customer_is_nowhere_and_comes_back_whole():
    key = a_customer("林志遠", phones=["0912345318"])
    stays, tokens = row(key), tokens_of(key)
    listing = Listing(entity("parties.party"), OPERATOR)

    parties.delete_customer(party_id=key, version=1, actor=OPERATOR, now=NOW)

    assert engine.page(listing, now=NOW).rows == []
    assert figures.count(listing, now=NOW, exact=True).rows == 0
    assert [found("志遠"), found("345318"), found("林志")] == [[], [], []]
    assert tokens_of(key) == set()
    with pytest.raises(NotFound):
        engine.row("parties.party", Party.objects.get(pk=key).uid, actor=OPERATOR, now=NOW)
    with pytest.raises(NotFound):
        change(key, occupation="x")

    parties.restore_customer(party_id=key, actor=OPERATOR, now=NOW)

    assert {**row(key), "version": 1, "updated_at": None} == {**stays, "updated_at": None}
    assert tokens_of(key) == tokens
    assert found("345318") == [key]


def test_only_what_is_in_the_bin_is_restored():
    key = a_customer("林志遠")
    before = row(key)

    with pytest.raises(CustomerNotDeleted):
        parties.restore_customer(party_id=key, actor=OPERATOR, now=NOW)
    olga = a_user("Olga", reach=Reach.OWN)
    with pytest.raises(NotFound):
        parties.restore_customer(party_id=key, actor=olga, now=NOW)

    assert row(key) == before
