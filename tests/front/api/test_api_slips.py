"""A slip in a request is named, in the caller's language, and never overlooked."""

from __future__ import annotations

import pytest

from tests.front.api.caller import Caller
from tests.makers import a_customer, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(a_user("歐佳玲"))


def test_a_parameter_that_is_not_known_is_refused_and_the_known_are_named(caller: Caller) -> None:
    a_customer("林志遠")

    answer = caller.get("/customers", next="abc")

    assert answer.status_code == 422
    assert answer.json()["code"] == "parameter_unknown"
    assert answer.json()["title"] == (
        "next is no parameter of this address. It knows limit, after, q, filter, sort, columns."
    )


def test_an_address_without_parameters_says_so(caller: Caller) -> None:
    answer = caller.get("/me", view="zzz")

    assert answer.status_code == 422
    assert answer.json()["title"] == "This address takes no parameters, also not view."


def test_without_a_token_a_slip_is_not_even_looked_at(caller: Caller) -> None:
    caller.headers.pop("Authorization")

    assert caller.get("/customers", next="abc").status_code == 401


@pytest.mark.parametrize(
    ("language", "needed", "forbidden"),
    [
        ("en", "This is needed.", "This field is not known here."),
        ("zh-Hant", "這一欄必須填寫。", "這裡沒有這個欄位。"),
        ("zh-Hans", "此项必须填写。", "这里没有这个字段。"),
    ],
)
def test_each_fault_is_said_in_the_callers_language(
    language: str, needed: str, forbidden: str
) -> None:
    caller = Caller(a_user("歐佳玲"), language=language)

    faults = caller.post("/customers", {"name": "x", "nme": "y"}).json()["details"]["faults"]

    assert {(*fault["where"], fault["what"]) for fault in faults} == {
        ("body", "kind", needed),
        ("body", "nme", forbidden),
    }


def test_limits_and_forms_are_named_in_the_sentence(caller: Caller) -> None:
    def what(**query: str) -> str:
        (fault,) = caller.get("/customers", **query).json()["details"]["faults"]
        return str(fault["what"])

    assert what(limit="0") == "Give at least 1."
    assert what(limit="many") == "Give a whole number."
    assert what(q="x" * 201) == "Give at most 200 characters."
    assert what(q="a\x00b") == "A text cannot hold null characters."
