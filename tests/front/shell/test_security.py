"""Codes, recovery codes and the list of sessions, as a person uses them and a stranger would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore

from rapport.front.shell import commands as shell
from rapport.kernel.access import queries as access
from rapport.kernel.access.models import User
from rapport.kernel.accounts.models import Session
from rapport.kernel.audit import queries as audit
from rapport.kernel.errors import NotAllowed
from tests.front.api.caller import Caller
from tests.front.shell.signing_rig import (
    PASSWORD,
    a_browser,
    is_in,
    recovery_codes,
    sign_in,
    signed_in,
    somebody,
    with_codes,
)
from tests.makers import NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db


def halfway(person: User) -> Any:
    """Return a browser in which the password was given and a code is asked for."""
    client = a_browser()
    answer = sign_in(client, person)
    assert answer["Location"] == "/sign-in/second-step"
    assert not is_in(client)
    return client


def show(client: Any, code: str) -> Any:
    return client.post("/sign-in/second-step", {"code": code})


def make_old(client: Any) -> None:
    """Let the password have been shown a quarter of an hour ago."""
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session["proved"] -= 16 * 60
    session.save()


def test_who_set_up_codes_is_asked_for_one_after_the_password() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    client = halfway(person)

    assert show(client, "000000").status_code == 422
    assert not is_in(client)
    assert show(client, telephone.next_code()).status_code == 302
    assert is_in(client)


def test_a_code_is_good_once() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    code = telephone.next_code()
    first, second = halfway(person), halfway(person)

    assert show(first, code).status_code == 302
    assert show(second, code).status_code == 422
    assert not is_in(second)


def test_the_code_by_which_codes_were_switched_on_is_used_up() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))

    assert show(halfway(person), telephone.code()).status_code == 422


def test_an_older_code_is_not_taken_after_a_newer_one() -> None:
    person = somebody()
    inside = signed_in(person)
    telephone, _ = with_codes(inside)
    newer, older = telephone.next_code(), telephone.code()
    show(halfway(person), newer)

    assert show(halfway(person), older).status_code == 422


def test_a_code_typed_with_an_input_method_for_chinese_is_understood() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    wide = telephone.next_code().translate({48 + n: 0xFF10 + n for n in range(10)})

    assert show(halfway(person), f"{wide[:3]} {wide[3:]}").status_code == 302


def test_a_recovery_code_lets_in_once() -> None:
    person = somebody()
    _, codes = with_codes(signed_in(person))
    first, second = halfway(person), halfway(person)

    assert len(set(codes)) == 10
    assert show(first, f"{codes[0][:5]} {codes[0][5:]}").status_code == 302
    assert show(second, codes[0]).status_code == 422
    assert not is_in(second)
    assert "還剩 9 組" in first.get("/security").content.decode()


def test_new_recovery_codes_make_the_old_ones_worthless() -> None:
    person = somebody()
    inside = signed_in(person)
    _, old = with_codes(inside)

    new = recovery_codes(inside.post("/security/recovery-codes"))

    assert len(new) == 10
    assert not set(new) & set(old)
    assert show(halfway(person), old[0]).status_code == 422
    assert show(halfway(person), new[0]).status_code == 302


def test_codes_cannot_be_guessed_from_many_places() -> None:
    person = somebody()
    telephone, _ = with_codes(signed_in(person))
    clients = [halfway(person) for _ in range(3)]
    for number in range(12):
        clients[number % 3].defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert show(clients[number % 3], f"{number:06}").status_code == 422

    answer = show(clients[0], telephone.next_code())

    assert answer.status_code == 429
    assert not is_in(clients[0])


def test_without_the_password_nobody_comes_to_the_second_step() -> None:
    assert a_browser().get("/sign-in/second-step")["Location"] == "/sign-in"
    assert show(a_browser(), "123456")["Location"] == "/sign-in"


def test_secrets_lie_sealed_in_the_database() -> None:
    person = somebody()
    telephone, codes = with_codes(signed_in(person))

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert telephone.secret not in kept
    assert not [code for code in codes if code in kept]


def test_a_wrong_first_code_switches_nothing_on() -> None:
    person = somebody()
    inside = signed_in(person)
    inside.get("/security/codes")

    answer = inside.post("/security/codes", {"code": "12345"})

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()
    assert sign_in(a_browser(), person)["Location"] == "/"


def test_switching_off_takes_the_recovery_codes_along() -> None:
    person = somebody()
    inside = signed_in(person)
    with_codes(inside)

    inside.post("/security/codes/ending")

    assert not Authenticator.objects.exists()
    assert sign_in(a_browser(), person)["Location"] == "/"


@pytest.mark.parametrize(
    ("verb", "address"),
    [
        ("get", "/security/codes"),
        ("post", "/security/codes"),
        ("post", "/security/codes/ending"),
        ("post", "/security/recovery-codes"),
    ],
)
def test_on_a_screen_left_open_the_sign_in_is_changed_by_nobody(verb: str, address: str) -> None:
    person = somebody()
    inside = signed_in(person)
    with_codes(inside)
    make_old(inside)

    answer = getattr(inside, verb)(address)

    assert answer["Location"].startswith("/security/proof?next=")
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert inside.post("/security/proof", {"password": "wrong"}).status_code == 422
    shown = inside.post("/security/proof", {"password": PASSWORD, "next": "/security/codes"})
    assert shown["Location"] == "/security/codes"
    assert inside.get("/security/codes").status_code == 200


def test_a_token_changes_nobodys_sign_in() -> None:
    actor = access.reader_of(somebody().pk)
    assert actor is not None
    program = Caller(actor.actor)

    for address in ("/security/codes", "/security/recovery-codes", "/security/sessions/ending"):
        answer = a_browser().post(address, headers=program.headers)
        assert answer.status_code == 403, address
    assert not Authenticator.objects.exists()


def test_an_administrator_helps_who_lost_telephone_and_codes_and_nobody_else_does() -> None:
    person, stranger = somebody(), a_user("江雨潔", grants={})
    inside = signed_in(person)
    with_codes(inside)

    with pytest.raises(NotAllowed):
        shell.reset_factors(user_id=person.pk, actor=stranger, now=NOW)
    assert Authenticator.objects.count() == 2
    shell.reset_factors(user_id=person.pk, actor=OPERATOR, now=NOW)

    assert not Authenticator.objects.exists()
    assert not is_in(inside)


def test_every_change_of_the_sign_in_stands_in_the_audit() -> None:
    person = somebody()
    with_codes(signed_in(person))

    told = audit.entries(audit.Search(row_id=person.pk), actor=OPERATOR)
    names = [entry.name for entry in told if entry.name.startswith("accounts.")]
    assert {"accounts.security_changed.v1", "accounts.signed_in.v1"} <= set(names)


def test_the_list_shows_each_browser_and_ends_the_other_one_at_once() -> None:
    person = somebody()
    here = signed_in(person, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    there = signed_in(person, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Version/18 Safari/605")
    page = here.get("/security").content.decode()
    other = Session.objects.filter(user=person).order_by("pk").last()
    assert other is not None

    here.post(f"/security/sessions/{other.uid}/ending")

    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert not is_in(there)
    assert is_in(here)
    assert "Safari, iPhone" not in here.get("/security").content.decode()


def test_an_ended_session_does_not_come_back_by_writing_to_it() -> None:
    person = somebody()
    here, there = signed_in(person), signed_in(person)
    there_key = there.cookies[settings.SESSION_COOKIE_NAME].value
    open_one = SessionStore(there_key)
    assert open_one["_auth_user_id"] == str(person.pk)
    here.post("/security/sessions/ending")

    open_one["seen"] = 0
    with pytest.raises(UpdateError):
        open_one.save()

    assert not is_in(there)


def test_signing_out_everywhere_else_leaves_this_one() -> None:
    person = somebody()
    here, there, third = signed_in(person), signed_in(person), signed_in(person)

    here.post("/security/sessions/ending")

    assert [is_in(client) for client in (here, there, third)] == [True, False, False]
    assert Session.objects.filter(user=person, ended_at=None).count() == 1


def test_nobody_ends_the_session_of_another() -> None:
    person, other = somebody(), somebody("江雨潔", grants={})
    victim, stranger = signed_in(person), signed_in(other)
    session = Session.objects.get(user=person)

    answer = stranger.post(f"/security/sessions/{session.uid}/ending")

    assert answer.status_code == 404
    assert is_in(victim)


def test_changing_the_password_ends_the_others_and_says_what_is_wrong_with_a_weak_one() -> None:
    person = somebody()
    here, there = signed_in(person), signed_in(person)

    weak = here.post("/security/password", {"old": PASSWORD, "new": "basketball1"})
    assert weak.status_code == 422
    assert "外洩清單" in weak.content.decode()
    assert is_in(there)
    here.post("/security/password", {"old": PASSWORD, "new": "eight brown kettles"})

    assert is_in(here)
    assert not is_in(there)
    assert sign_in(a_browser(), person, "eight brown kettles").status_code == 302


def test_being_seen_is_noted_every_five_minutes_and_not_each_time() -> None:
    person = somebody()
    client = signed_in(person)
    session = Session.objects.get(user=person)
    client.get("/security")
    assert Session.objects.get().seen_at == session.seen_at
    stored = SessionStore(session.key)
    stored["seen"] -= 6 * 60
    stored.save()

    client.get("/security")

    assert Session.objects.get().seen_at > session.seen_at
    assert Session.objects.get().seen_at - session.seen_at < timedelta(minutes=1)
