"""Loading the demo firm: all of it arrives, and a second time adds nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from django.contrib.auth.hashers import check_password

from rapport.customers.holdings.models import Holding, Role
from rapport.customers.interactions.models import Entry
from rapport.customers.parties.models import Party, Relation
from rapport.customers.parties.queries import best_customers
from rapport.front.demo import loading
from rapport.front.demo.cast import COLLEAGUES, PASSWORD
from rapport.front.demo.engines import Truth, generate
from rapport.front.demo.story import tell_story
from rapport.kernel.access.models import User
from rapport.operations.commerce.models import Line, Order, Payment
from tests.makers import NOW, OPERATOR

pytestmark = pytest.mark.django_db
SMALL = replace(Truth(), people=60, organisations=6, households=8)


@pytest.fixture
def firm(tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    firm = generate(SMALL)
    monkeypatch.setattr(loading, "generate", lambda _: firm)
    (tmp_path / "files").mkdir()
    loading.load(tmp_path / "files", say=lambda _: None)
    return firm


def counts():
    return [kind.objects.count() for kind in (Party, Relation, Order, Line, Payment, Entry)]


def test_all_customers_orders_payments_relations_and_contacts_arrive(firm):
    sales = [sale for one in firm.customers for sale in one.sales]
    backs = [back for one in firm.customers for back in one.returns]
    members = [one.members for one in firm.customers if one.members]
    contacts = sum(len(one.contacts) for one in firm.customers)

    parties, relations, orders, lines, payments, _ = counts()

    assert parties == len(firm.customers)
    staff = sum(len(one.staff) for one in firm.customers)
    assert relations == sum(map(len, members)) + sum(len(some) >= 2 for some in members) + staff
    assert orders == len(sales) + len(backs)
    assert lines == sum(len(sale.lines) for sale in sales) + len(backs)
    assert payments == sum(len(one.payments) for one in firm.customers) + len(backs)
    assert Entry.objects.filter(code__startswith="contact.").count() == contacts
    assert Order.objects.filter(original__isnull=False).count() == len(backs)
    assert Holding.objects.count() == sum(len(one.holdings) for one in firm.customers)
    others = sum(len(held.roles) for one in firm.customers for held in one.holdings)
    assert Role.objects.count() == Holding.objects.count() + others
    assert loading.is_loaded()


def test_what_was_told_already_is_not_told_twice(firm):
    before = counts()

    tell_story(firm, actor=OPERATOR, now=NOW, rng=Random(1))

    assert counts() == before


def test_every_colleague_can_sign_in(firm):
    kept = dict(User.objects.values_list("username", "password"))

    assert {colleague.username for colleague in COLLEAGUES} <= set(kept)
    assert all(check_password(PASSWORD, kept[colleague.username]) for colleague in COLLEAGUES)


@pytest.mark.parametrize("text", ["lin chih", "Lin Zhi", "林志"])
def test_a_customer_is_found_by_either_spelling_of_his_name(firm, text):
    found = best_customers(text, actor=OPERATOR)

    assert "林志遠" in [hit.name for hit in found]
