"""Passkeys: added, used and removed, and what a stranger sends instead of one."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.models import Session
from tests.front.shell.signing_rig import a_browser, is_in, sign_in, signed_in, somebody
from tests.front.shell.soft_key import PRESENT, SoftKey, text
from tests.makers import NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}


def options_of(client: Any) -> dict[str, Any]:
    page = client.get("/security/passkeys/new").content.decode()
    found = re.search(r'data-options="([^"]*)"', page)
    assert found is not None, page
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def add(client: Any, key: SoftKey, name: str = "Work laptop", **lies: Any) -> Any:
    answer = key.made(options_of(client), **lies)
    return client.post("/security/passkeys/new", {"name": name, "answer": answer})


def challenge(client: Any) -> dict[str, Any]:
    asked: dict[str, Any] = client.post("/sign-in/passkey/challenge").json()
    return asked


def show(client: Any, answer: str, target: str = "/") -> Any:
    return client.post("/sign-in/passkey", {"answer": answer, "next": target})


@pytest.fixture
def olga() -> Any:
    return somebody()


@pytest.fixture
def key(olga: Any) -> SoftKey:
    made = SoftKey()
    assert add(signed_in(olga, **HOST), made).status_code == 200
    return made


def test_a_passkey_stands_for_name_password_and_code(olga: Any, key: SoftKey) -> None:
    client = a_browser(**HOST)

    answer = show(client, key.shown(challenge(client)), "/shell/components")

    assert answer["Location"] == "/shell/components"
    assert is_in(client)
    assert Session.objects.latest("pk").method == "passkey"


def test_with_the_first_passkey_come_recovery_codes_and_a_second_step(
    olga: Any, key: SoftKey
) -> None:
    client = a_browser(**HOST)

    assert sign_in(client, olga)["Location"] == "/sign-in/second-step"
    assert not is_in(client)
    assert Authenticator.objects.filter(user=olga, type="recovery_codes").exists()
    show(client, key.shown(challenge(client)))
    assert is_in(client)


def test_the_key_does_not_learn_who_its_owner_is(olga: Any, key: SoftKey) -> None:
    assert key.handle == olga.uid.bytes


LIES: dict[str, dict[str, Any]] = {
    "of another house": {"origin": "https://elsewhere.example"},
    "by an unguarded line": {"origin": "http://elsewhere.example"},
    "of another host": {"host": "elsewhere.example"},
    "to another question": {"challenge": text(b"x" * 32)},
    "of the making of a key": {"type": "webauthn.create"},
    "without finger or face": {"flags": PRESENT},
    "with nobody there": {"flags": 0},
    "signed by another key": {"signer": SoftKey()},
    "for nobody": {"handle": b"x" * 16},
    "for a short name": {"handle": b"x"},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_not_right_lets_nobody_in(key: SoftKey, lie: str) -> None:
    client = a_browser(**HOST)

    answer = show(client, key.shown(challenge(client), **LIES[lie]))

    assert answer.status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize(
    "made_up",
    ["", "{}", "[]", "null", "x", '{"response": {}}', '{"rawId": 7}', "[" * 5000, "1" * 30_000],
)
def test_made_up_answers_are_refused_and_break_nothing(key: SoftKey, made_up: str) -> None:
    client = a_browser(**HOST)
    challenge(client)

    assert show(client, made_up).status_code == 422
    assert not is_in(client)


def test_an_answer_is_good_once_and_only_where_it_was_asked_for(key: SoftKey) -> None:
    client, other = a_browser(**HOST), a_browser(**HOST)
    answer = key.shown(challenge(client))
    challenge(other)

    assert show(other, answer).status_code == 422
    assert show(client, answer).status_code == 302
    client.post("/sign-out")
    assert show(client, answer).status_code == 422


def test_a_challenge_that_was_missed_is_gone(key: SoftKey) -> None:
    client = a_browser(**HOST)
    asked = challenge(client)

    show(client, "{}")

    assert show(client, key.shown(asked)).status_code == 422


def test_anothers_handle_does_not_open_his_account(key: SoftKey) -> None:
    victim, client = somebody("江雨潔"), a_browser(**HOST)

    answer = show(client, key.shown(challenge(client), handle=victim.uid.bytes))

    assert answer.status_code == 422
    assert not is_in(client)


def test_a_key_whose_count_goes_back_was_copied(key: SoftKey) -> None:
    first, second = a_browser(**HOST), a_browser(**HOST)
    assert show(first, key.shown(challenge(first), count=7)).status_code == 302

    assert show(second, key.shown(challenge(second), count=7)).status_code == 422
    assert show(second, key.shown(challenge(second), count=8)).status_code == 302


def test_a_person_let_go_comes_in_by_no_key(olga: Any, key: SoftKey) -> None:
    a_user("溫若梅")
    accounts.deactivate_user(user_id=olga.pk, actor=OPERATOR, now=NOW)
    client = a_browser(**HOST)

    assert show(client, key.shown(challenge(client))).status_code == 422


def test_a_key_is_removed_by_its_owner_only(olga: Any, key: SoftKey) -> None:
    row = Authenticator.objects.get(type="webauthn")
    stranger, owner = signed_in(somebody("江雨潔")), a_browser(**HOST)
    show(owner, key.shown(challenge(owner)))

    assert stranger.post(f"/security/passkeys/{row.pk}/removal").status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()
    assert owner.post(f"/security/passkeys/{row.pk}/removal").status_code == 302

    assert not Authenticator.objects.exists()
    client = a_browser(**HOST)
    assert show(client, key.shown(challenge(client))).status_code == 422


@pytest.mark.parametrize(
    "lies", [{"flags": PRESENT}, {"origin": "https://elsewhere.example"}, {"challenge": "eHh4"}]
)
def test_a_key_made_elsewhere_is_not_kept(olga: Any, lies: dict[str, Any]) -> None:
    inside = signed_in(olga, **HOST)

    assert add(inside, SoftKey(), **lies).status_code == 422
    assert not Authenticator.objects.exists()


def test_strangers_who_fail_keep_no_owner_out(olga: Any, key: SoftKey) -> None:
    for number in range(70):
        stranger = a_browser(REMOTE_ADDR="198.51.100.7", **HOST)
        answer = show(stranger, "{}")
        assert answer.status_code == (422 if number < 60 else 429)
    client = a_browser(REMOTE_ADDR="203.0.113.9", **HOST)

    assert show(client, key.shown(challenge(client))).status_code == 302
