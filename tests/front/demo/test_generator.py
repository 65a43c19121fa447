"""The demo firm: the same one every time, believable, and drawn from what it says."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rapport.customers.parties.pure import is_mainland_code, is_taiwan_number
from rapport.front.demo.engines import Firm, Truth, generate
from rapport.front.demo.files import write_files

KINDS = {
    *("account", "card", "contract", "subscription"),
    *("meter", "policy", "vehicle", "appliance"),
}
PARTS = {"joint_holder", "authorised_user", "beneficiary", "driver"}
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


def test_firms_have_tax_numbers_of_their_country_that_look_made_up():
    firms = [one for one in firm().customers if one.kind == "organisation"]
    taiwan = [one.tax_number for one in firms if one.tax_country == "TW"]
    mainland = [one.tax_number for one in firms if one.tax_country == "CN"]

    assert len(taiwan) + len(mainland) == len(firms) == len({*taiwan, *mainland})
    assert mainland and all(is_mainland_code(code) for code in mainland)
    assert all(is_taiwan_number(number) and number.startswith("9900") for number in taiwan)


def test_who_has_a_chinese_name_has_its_spelling_in_latin_letters():
    by_name = {customer.name: customer.latin for customer in firm().customers}
    people = [one for one in firm().customers if one.kind == "person" and one.language != "en"]

    assert by_name["林志遠"] == "Lin Chih-Yüan" or by_name["林志遠"] == "Lin Chih-Yuan"
    assert by_name["Maria Santos"] == ""
    assert all(one.latin.isascii() or "ü" in one.latin for one in people)
    assert all(one.latin for one in people)


def test_all_kinds_of_holdings_are_there_with_their_roles_and_figures():
    held = [holding for one in firm().customers for holding in one.holdings]
    roles = [role for holding in held for role in holding.roles]
    figured = {name for holding in held for name, _value in holding.figures}

    assert {holding.kind for holding in held} == KINDS
    assert {role.part for role in roles} == PARTS
    assert figured >= {"balance", "bill_due", "mileage", "reading"}
    assert any(role.until_on for role in roles)
    assert all(r.until_on is None or r.from_on < r.until_on <= SMALL.ends_on for r in roles)
    assert len({(holding.kind, holding.number) for holding in held}) == len(held)


def test_a_return_names_the_sale_that_it_takes_back(tmp_path):
    lines = list(csv.DictReader(write_files(firm(), tmp_path)["orders"].open(encoding="utf-8")))
    sold = {line["number"] for line in lines if line["kind"] == "sale"}

    assert all((line["original"] in sold) == (line["kind"] == "return") for line in lines)
