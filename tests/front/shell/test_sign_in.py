"""Through the door, and what strangers try at it."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, override_settings

from rapport.kernel.accounts.models import SignInAttempt
from tests.front.shell.signing_rig import (
    PASSWORD,
    a_browser,
    is_in,
    sign_in,
    signed_in,
    somebody,
    with_codes,
)

pytestmark = pytest.mark.django_db
ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_session_planted_before_the_sign_in_is_worth_nothing_after_it() -> None:
    person, victim = somebody(), a_browser()
    planted = SessionStore()
    planted["since"] = 1
    planted.save()
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""

    sign_in(victim, person)

    assert is_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    stranger = a_browser()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""
    assert not is_in(stranger)


def test_in_a_new_house_the_door_says_how_the_first_one_gets_in() -> None:
    hint = "rapport user password admin"
    assert hint in a_browser().get("/sign-in").content.decode()

    somebody()

    assert hint not in a_browser().get("/sign-in").content.decode()


def test_the_step_between_password_and_code_has_a_session_of_its_own_each_way() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    client = a_browser()
    client.get("/sign-in")

    sign_in(client, person)
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/second-step", {"code": telephone.next_code()})

    assert is_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != held
    assert not SessionStore().exists(held)


def test_signing_in_and_every_deed_behind_it_needs_the_pages_own_token() -> None:
    person = somebody()
    foreign = Client(enforce_csrf_checks=True)

    assert sign_in(foreign, person).status_code == 403
    inside = signed_in(person, enforce_csrf_checks=False)
    inside.handler.enforce_csrf_checks = True
    for address in (
        "/security/password",
        "/security/codes",
        "/security/codes/ending",
        "/security/recovery-codes",
        "/security/sessions/ending",
        "/security/proof",
        "/sign-out",
    ):
        assert inside.post(address).status_code == 403, address
    assert is_in(inside)


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "http:elsewhere.example",
        "javascript:alert(1)",
        "\tjavascript:alert(1)",
        " //elsewhere.example",
        "https://testserver@elsewhere.example/",
        "https://testserver.elsewhere.example/",
        "/%0d%0aSet-Cookie:%20a=b\r\nLocation: https://elsewhere.example",
        "/\r\nSet-Cookie: planted=1",
    ],
)
def test_next_leads_to_no_other_house_and_writes_no_header(target: str) -> None:
    person, client = somebody(), a_browser()

    shown = client.get("/sign-in", {"next": target}).content.decode()
    answer = sign_in(client, person, also={"next": target})

    place = answer["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert not set("\r\n") & set(place)
    assert "planted" not in answer.cookies
    assert 'value="https://elsewhere' not in shown


def test_the_page_that_was_asked_for_survives_the_code() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    client = a_browser()
    sign_in(client, person, also={"next": "/shell/components"})

    answer = client.post("/sign-in/second-step", {"code": telephone.next_code()})

    assert answer["Location"] == "/shell/components"


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver:80@elsewhere.example", "a\tb"])
def test_a_host_that_is_not_ours_gets_no_page(host: str) -> None:
    answer = Client(raise_request_exception=False).get("/sign-in", headers={"host": host})

    assert answer.status_code in {400, 422}
    assert "elsewhere" not in answer.content.decode()
    assert 'name="password"' not in answer.content.decode()


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    with override_settings(PASSWORD_HASHERS=ARGON):
        person = somebody()
        known = [seconds(person.username, f"wrong {n}") for n in range(6)]
        unknown = [seconds(f"nobody{n}", "wrong") for n in range(6)]
        invited = seconds_of_somebody_without_a_password()

    assert 0.5 < median(unknown[1:]) / median(known[1:]) < 2
    assert 0.5 < median(invited[1:]) / median(known[1:]) < 2


def seconds(username: str, password: str) -> float:
    begun = time.perf_counter()
    answer = a_browser().post("/sign-in", {"username": username, "password": password})
    assert answer.status_code == 422
    return time.perf_counter() - begun


def seconds_of_somebody_without_a_password() -> list[float]:
    person = somebody("江雨潔")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return [seconds(person.username, f"wrong {n}") for n in range(6)]


def test_the_answer_to_an_unknown_name_is_that_to_a_wrong_password() -> None:
    person, client = somebody(), a_browser()

    wrong = sign_in(client, person, "wrong")
    unknown = client.post("/sign-in", {"username": "nobody", "password": "wrong"})

    assert wrong.status_code == unknown.status_code == 422
    assert said(wrong) == said(unknown)


def said(answer: Any) -> str:
    return answer.content.decode().partition('role="alert"')[2].partition("</div>")[0]


def test_after_six_failures_the_door_says_when_to_come_back() -> None:
    person, client = somebody(), a_browser(REMOTE_ADDR="203.0.113.9")
    for _ in range(6):
        sign_in(client, person, "wrong")

    answer = sign_in(client, person)

    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()


def test_a_stranger_cannot_keep_the_owner_out() -> None:
    person = somebody()
    office = {"REMOTE_ADDR": "203.0.113.9"}
    owner = signed_in(person, **office)
    owner.post("/sign-out")
    stranger = a_browser(**office)
    for _ in range(8):
        sign_in(stranger, person, "wrong")

    assert sign_in(stranger, person).status_code == 429
    assert sign_in(owner, person).status_code == 302
    assert sign_in(a_browser(REMOTE_ADDR="198.51.100.7"), person).status_code == 302


@pytest.mark.parametrize("forged", ["x", "W10:1abc:2def", ""])
def test_a_forged_device_is_a_stranger(forged: str) -> None:
    person, client = somebody(), a_browser()
    client.cookies["device"] = forged
    sign_in(client, person, "wrong")

    assert bytes(SignInAttempt.objects.get().address) != b""


def test_a_device_known_under_one_name_is_a_stranger_under_another() -> None:
    person, other = somebody(), somebody("江雨潔")
    client = signed_in(person)
    client.post("/sign-out")
    sign_in(client, other, "wrong")

    assert bytes(SignInAttempt.objects.get().address) != b""


def test_the_cookies_are_out_of_reach_of_scripts_and_other_houses() -> None:
    person, client = somebody(), a_browser()

    answer = sign_in(client, person)

    for name in (settings.SESSION_COOKIE_NAME, "device"):
        assert answer.cookies[name]["httponly"] is True
        assert answer.cookies[name]["samesite"] == "Lax"
    assert PASSWORD not in str(answer.cookies)
    assert person.username not in answer.cookies["device"].value


def test_a_password_changed_meanwhile_ends_the_step_before_the_code() -> None:
    person = somebody()
    inside = signed_in(person)
    telephone, _ = with_codes(inside)
    client = a_browser()
    sign_in(client, person)
    inside.post("/security/password", {"old": PASSWORD, "new": "eight brown kettles"})

    answer = client.post("/sign-in/second-step", {"code": telephone.next_code()})

    assert answer["Location"] == "/sign-in"
    assert not is_in(client)
