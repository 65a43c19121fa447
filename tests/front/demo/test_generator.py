"""The demo firm: the same one every time, believable, and drawn from what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rapport.front.demo.engines import Firm, Truth, generate
from rapport.front.demo.files import write_files

SMALL = replace(Truth(), people=400, organisations=30, households=40)


@cache
def firm() -> Firm:
    return generate(SMALL)


def test_the_same_seed_gives_the_same_firm():
    again = generate(SMALL)

    assert [one.name for one in again.customers] == [one.name for one in firm().customers]
    assert [len(one.sales) for one in again.customers] == [len(o.sales) for o in firm().customers]


def test_no_name_is_borne_twice():
    names = [customer.name for customer in firm().customers]

    assert len(set(names)) == len(names)


def test_everybody_has_orders_a_return_a_payment_and_a_reason_to_call():
    for customer in firm().customers:
        assert customer.sales
        assert customer.returns
        assert customer.payments or len(customer.sales) == 1
        assert customer.contacts


def test_nothing_happens_after_the_last_day():
    for customer in firm().customers:
        assert all(sale.at.date() <= SMALL.ends_on for sale in customer.sales)
        assert all(contact.at.date() <= SMALL.ends_on for contact in customer.contacts)


def test_orders_of_a_customer_follow_one_another():
    for customer in firm().customers:
        days = [sale.at.date() for sale in customer.sales]
        assert all(first <= second for first, second in pairwise(days))


def test_weekends_sell_more_as_the_truth_says():
    later = [sale.at.weekday() for one in firm().customers for sale in one.sales[1:]]
    days = Counter(later)

    assert days[5] > days[0] and days[6] > days[1]


def test_who_buys_a_purifier_mostly_buys_its_filter():
    rule = next(rule for rule in SMALL.rules if rule.opens == "WP-300")
    baskets = [{line.good.code for line in s.lines} for one in firm().customers for s in one.sales]
    opened = [basket for basket in baskets if rule.opens in basket]
    both = [basket for basket in opened if rule.adds in basket]

    assert abs(len(both) / len(opened) - rule.chance) < 0.15


def test_the_cast_is_there_and_a_household_joins_husband_and_wife():
    by_name = {customer.name: customer for customer in firm().customers}
    home = by_name["林家（林志遠）"]

    assert {by_name["林志遠"].code, by_name["郭怡君"].code} <= set(home.members)


def test_the_files_hold_every_customer_once(tmp_path):
    files = write_files(firm(), tmp_path)
    lines = files["customers"].read_bytes().splitlines()

    assert len(lines) == len(firm().customers)
    assert set(files) == {"products", "customers", "orders", "holdings"}
