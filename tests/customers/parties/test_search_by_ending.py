"""Three last digits of a number find it, also for a reader of few customers among very many."""

from __future__ import annotations

import pytest

from rapport.customers.parties.pure.grams import ending_grams, phone_grams
from rapport.customers.parties.queries.search import best_customers
from rapport.kernel.access.words import Reach
from tests.makers import a_customer, a_user


def test_one_of_the_ten_runs_is_in_every_number_that_ends_so():
    runs = set(ending_grams("318"))

    assert len(runs) == 10
    assert all(runs & set(phone_grams(f"+88691234{first}318")) for first in "0123456789")
    assert not runs & set(phone_grams("+886912345319"))


@pytest.mark.django_db
def test_a_reader_of_few_finds_his_own_by_three_last_digits():
    ben, olga = a_user("Ben", reach=Reach.OWN), a_user("Olga", reach=Reach.OWN)
    a_customer("林志遠", phones=["0912-345-318"], owner=ben)
    a_customer("江雨潔", phones=["0931-831-800"], owner=ben)
    a_customer("郭怡君", phones=["0955-620-318"], owner=olga)

    assert [row.name for row in best_customers("318", actor=ben)] == ["林志遠"]
    assert [row.name for row in best_customers("318", actor=olga)] == ["郭怡君"]
    assert best_customers("319", actor=ben) == []


@pytest.mark.django_db
def test_who_may_not_see_numbers_finds_nobody_by_three_digits():
    denied = ["parties.party.phones", "parties.party.primary_phone"]
    ben = a_user("Ben", reach=Reach.OWN, denied=denied)
    a_customer("林志遠", phones=["0912-345-318"], owner=ben)

    assert best_customers("318", actor=ben) == []
