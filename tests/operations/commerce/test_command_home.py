"""Orders in the firm's currency: one by one and by a statement alike."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from rapport.kernel.values import Money
from rapport.operations.commerce.commands import home_total_sql
from rapport.operations.commerce.commands.home import home_amount
from tests.makers import NOW, a_rate

pytestmark = pytest.mark.django_db


def by_statement(total: Money, ordered_at):
    sql = home_total_sql("o.total", "o.currency", "o.ordered_at")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {sql} from (select %s::numeric as total, %s as currency, %s::timestamptz as"
            " ordered_at) o",
            [total.amount, total.currency, ordered_at],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("amount", "currency", "days", "home"),
    [
        ("10.01", "TWD", 0, "10.01"),
        ("10.01", "USD", 0, "315.32"),  # 315.315 away from zero
        ("-10.01", "USD", 0, "-315.32"),
        ("100", "JPY", 0, "22.22"),  # by the rate the other way round
        ("10.01", "USD", 40, None),  # too old
        ("10.01", "USD", -5, None),  # none yet
        ("1", "GBP", 0, None),
    ],
)
def test_both_take_the_rate_of_the_day_and_round_once(amount, currency, days, home):
    a_rate("USD", "TWD", "31.5", date(2026, 11, 18))
    a_rate("TWD", "JPY", "4.5", date(2026, 11, 1))
    total, ordered_at = Money(Decimal(amount), currency), NOW + timedelta(days=days)

    expected = None if home is None else Decimal(home)

    assert home_amount(total, ordered_at) == expected
    assert by_statement(total, ordered_at) == expected
