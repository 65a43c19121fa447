"""Which passwords will do, and which addresses are one guesser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.accounts.engines import leaked_passwords
from rapport.kernel.accounts.pure import LONGEST, Fault, fault_of, neighbourhood, plain

BOYU = ["boyu", "陳柏宇", "松河生活"]


def fault(password: str) -> Fault | None:
    return fault_of(password, about=BOYU, leaked=leaked_passwords())


@pytest.mark.parametrize(
    "password", ["seven green kettles", "songhe-demo", "我家後門有三棵老榕樹呢", "x9#Lq2!vRt"]
)
def test_long_enough_and_unknown_will_do(password: str) -> None:
    assert fault(password) is None


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("kettles", Fault.SHORT),
        ("x" * (LONGEST + 1), Fault.LONG),
        ("basketball1", Fault.LEAKED),
        ("P@ssw0rd2026!", Fault.LEAKED),
        ("Welcome2026!!", Fault.LEAKED),
        ("passwordpassword", Fault.LEAKED),
        ("ji32k7au4a83", Fault.LEAKED),
        ("woaini1314520", Fault.LEAKED),
        ("boyu-boyu26", Fault.PERSONAL),
        ("陳柏宇2026112", Fault.PERSONAL),
        ("1234567890", Fault.PATTERN),
        ("１２３４５６７８９０", Fault.PATTERN),
        ("qwertyuiop", Fault.PATTERN),
        ("asdfghjkl0987", Fault.PATTERN),
        ("aaaaaaaaaaaa", Fault.PATTERN),
    ],
)
def test_what_guessers_try_first_will_not_do(password: str, wrong: Fault) -> None:
    assert fault(password) is wrong


def test_the_list_is_there_without_a_network() -> None:
    known = leaked_passwords()

    assert len(known) > 19_000
    assert {"basketball", "ji32k7au4a83"} <= known
    assert not any(word.startswith("#") for word in known)


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(password: str) -> None:
    verdict = fault(password)

    assert verdict is None or verdict in Fault
    assert verdict is not None or len(plain(password)) >= 10


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_line_is_one_guesser_whatever_address_it_takes(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as
