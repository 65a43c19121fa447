"""A customer comes into the house."""

from __future__ import annotations

import pytest

from rapport.customers.parties.models import Party
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db


def test_a_customer_gets_a_number_a_name_and_an_owner():
    bo_yu = a_user("陳柏宇")

    party = Party.objects.get(pk=a_customer("林志遠", phones=["0912-345-318"], actor=bo_yu))

    assert party.number.startswith("C-1")
    assert (party.family_name, party.given_name) == ("林", "志遠")
    assert party.sort_name == "lin zhi yuan 林志远"
    assert party.owner_id == bo_yu.user_id
    assert party.primary_phone == "+886912345318"
