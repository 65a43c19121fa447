"""Invitations and forgotten passwords: links by mail, good once and not for long."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from rapport.front.shell import reactions
from rapport.kernel.access.models import User
from rapport.kernel.access.words import Reach
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.events import SecurityChanged
from rapport.kernel.accounts.models import OneTimeLink, Session
from rapport.kernel.clock import now
from rapport.kernel.mail import queries as mail
from rapport.kernel.mail.models import Mail
from tests.front.shell.signing_rig import (
    PASSWORD,
    a_browser,
    is_in,
    sign_in,
    signed_in,
    somebody,
    with_codes,
)
from tests.makers import NOW, OPERATOR, a_role, a_user

pytestmark = pytest.mark.django_db
NEW = "eight brown kettles"
TSAI = {"name": "蔡明翰", "username": "minghan", "email": "minghan@songhe.example"}


def text_of_the_mail() -> str:
    row = Mail.objects.latest("pk")
    text = mail.mail_page(row.uid, actor=OPERATOR).text
    assert text is not None
    return text


def link() -> str:
    found = re.search(r"http://testserver(/links/[\w-]{40,})", text_of_the_mail())
    assert found is not None
    return found[1]


def ask(login: str, **more: Any) -> Any:
    return a_browser(**more).post("/forgotten-password", {"login": login})


def set_password(address: str, password: str = NEW, client: Client | None = None) -> Any:
    client = client or a_browser()
    client.get(address)
    return client.post("/welcome", {"password": password})


@pytest.fixture
def administrator() -> Client:
    return signed_in(somebody("溫若梅", grants={"access.manage_users": Reach.ALL}))


def invite(administrator: Client, **more: Any) -> Any:
    return administrator.post("/administration/invitations", TSAI | more)


def test_who_was_invited_sets_a_password_and_comes_in(administrator: Client) -> None:
    a_role("clerk", {"access.see_colleagues": Reach.ALL})

    assert invite(administrator, role=["clerk"]).status_code == 302
    client = a_browser()
    assert "蔡明翰" in client.get(link(), follow=True).content.decode()
    assert client.post("/welcome", {"password": NEW})["Location"] == "/sign-in?set"

    person = User.objects.get(username="minghan")
    assert not is_in(client)
    assert sign_in(client, person, NEW).status_code == 302
    assert is_in(client)
    assert [role.name for role in person.roles.all()] == ["clerk"]


def test_a_link_is_good_once(administrator: Client) -> None:
    invite(administrator)
    address = link()
    set_password(address)

    again = set_password(address, "nine purple kettles")

    assert again.status_code == 404
    assert sign_in(a_browser(), User.objects.get(username="minghan"), NEW).status_code == 302


def test_reading_a_link_does_not_use_it_up(administrator: Client) -> None:
    invite(administrator)
    address = link()
    for _ in range(3):
        assert a_browser().get(address, follow=True).status_code == 200

    assert set_password(address).status_code == 302


def test_an_invitation_is_good_for_a_week_and_a_new_one_kills_it(administrator: Client) -> None:
    invite(administrator)
    first = link()
    person = User.objects.get(username="minghan")
    administrator.post(f"/administration/invitations/{person.uid}/renewal")
    second = link()
    late = OneTimeLink.objects.filter(ended_at=None)

    assert set_password(first).status_code == 404
    late.update(expires_at=now() - timedelta(seconds=1))
    assert set_password(second).status_code == 404
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_an_invitation_is_no_way_to_the_password_of_who_is_in(administrator: Client) -> None:
    person = somebody()

    answer = administrator.post(f"/administration/invitations/{person.uid}/renewal")

    assert answer.status_code == 409
    assert not OneTimeLink.objects.exists()


@pytest.mark.parametrize(
    "more", [{"email": ""}, {"email": "a@b.example\nBcc: c@d.example"}, {"role": ["nobody"]}]
)
def test_an_invitation_that_cannot_be_sent_makes_nobody(administrator: Client, more: Any) -> None:
    answer = invite(administrator, **more)

    assert answer.status_code in {404, 422}
    assert 'role="alert"' in answer.content.decode()
    assert not User.objects.filter(username="minghan").exists()
    assert not Mail.objects.exists()


def test_without_the_right_nobody_is_invited() -> None:
    stranger = signed_in(somebody("江雨潔", grants={}))

    assert stranger.get("/administration/invitations").status_code == 403
    assert invite(stranger).status_code == 403
    assert not User.objects.filter(username="minghan").exists()


def test_a_forgotten_password_is_renewed_and_all_sessions_end() -> None:
    person = somebody()
    inside = signed_in(person)
    assert ask(person.username).status_code == 200

    assert set_password(link()).status_code == 302

    assert not is_in(inside)
    assert Session.objects.filter(user=person, ended_at=None).count() == 0
    assert sign_in(a_browser(), person, PASSWORD).status_code == 422
    assert sign_in(a_browser(), person, NEW).status_code == 302


def test_the_mail_address_does_as_well_as_the_name() -> None:
    person = somebody()
    ask(person.email.upper())

    assert person.username in text_of_the_mail()


def test_a_new_password_does_not_pass_by_the_codes() -> None:
    person = somebody()
    with_codes(signed_in(person))
    ask(person.username)
    set_password(link())

    assert sign_in(a_browser(), person, NEW)["Location"] == "/sign-in/second-step"


def test_a_weak_password_is_refused_and_the_link_stays_good() -> None:
    person = somebody()
    ask(person.username)
    address = link()

    assert set_password(address, "basketball1").status_code == 422
    assert set_password(address, NEW).status_code == 302


def test_after_an_hour_the_link_is_dead() -> None:
    person = somebody()
    ask(person.username)
    OneTimeLink.objects.update(expires_at=now() - timedelta(seconds=1))

    assert set_password(link()).status_code == 404
    assert sign_in(a_browser(), person).status_code == 302


def test_a_person_let_go_gets_in_by_no_link() -> None:
    a_user("溫若梅")
    person = somebody()
    ask(person.username)
    accounts.deactivate_user(user_id=person.pk, actor=OPERATOR, now=NOW)

    assert set_password(link()).status_code == 404


@pytest.mark.parametrize("login", ["nobody", "nobody@songhe.example", "", "\x00", "%"])
def test_who_is_unknown_is_told_the_same_and_nothing_is_sent(login: str) -> None:
    somebody()

    answer = ask(login)

    assert answer.status_code == 200
    assert 'role="status"' in answer.content.decode()
    assert not Mail.objects.exists()


def test_an_address_of_two_people_opens_neither() -> None:
    one, _ = somebody(), somebody("江雨潔")
    User.objects.update(email=one.email)

    ask(one.email)

    assert not Mail.objects.exists()


def test_the_answer_takes_as_long_for_an_unknown_name() -> None:
    person = somebody()

    known = [seconds(person.username, n) for n in range(3)]
    unknown = [seconds("nobody", 10 + n) for n in range(3)]

    assert 0.8 < median(unknown) / median(known) < 1.25


def seconds(login: str, number: int) -> float:
    begun = time.perf_counter()
    assert ask(login, REMOTE_ADDR=f"198.51.100.{number}").status_code == 200
    return time.perf_counter() - begun


def test_nobody_is_flooded_with_letters() -> None:
    person = somebody()
    answers = [ask(person.username, REMOTE_ADDR=f"198.51.100.{n}").status_code for n in range(8)]

    assert answers == [200] * 6 + [429] * 2
    assert Mail.objects.count() == 6


def test_a_link_leads_to_our_house_whatever_host_is_asked_for() -> None:
    person = somebody()
    ask(person.username, HTTP_HOST="elsewhere.example")
    assert not Mail.objects.exists()

    with override_settings(ALLOWED_HOSTS=["*"]):
        answer = ask(person.username, HTTP_HOST="elsewhere.example")
        assert answer.status_code == 503
        assert not Mail.objects.exists()
    with override_settings(ALLOWED_HOSTS=["*"], PUBLIC_URL="https://crm.songhe.example"):
        ask(person.username, HTTP_HOST="elsewhere.example")

    assert "https://crm.songhe.example/links/" in text_of_the_mail()
    assert "elsewhere" not in text_of_the_mail()


def test_the_secret_leaves_the_address_and_is_kept_nowhere(administrator: Client) -> None:
    invite(administrator)
    address, client = link(), a_browser()
    secret = address.rpartition("/")[2]

    arrived = client.get(address)

    assert arrived["Location"] == "/welcome"
    assert secret not in client.get("/welcome").content.decode()
    assert secret.encode() not in bytes(OneTimeLink.objects.get().digest)
    assert secret not in str(Mail.objects.values_list("text", flat=True)[0])


def test_a_session_planted_before_the_link_does_not_learn_it() -> None:
    person, thief = somebody(), somebody("江雨潔")
    ask(person.username)
    planted = signed_in(thief).cookies[settings.SESSION_COOKIE_NAME].value
    victim, stranger = a_browser(), a_browser()
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted

    victim.get(link())

    assert stranger.post("/welcome", {"password": NEW}).status_code == 404
    assert victim.post("/welcome", {"password": NEW}).status_code == 302
    assert not is_in(victim)


def test_a_link_followed_by_accident_signs_nobody_out() -> None:
    inside = signed_in(somebody())

    inside.get("/links/not-a-good-one", follow=True)

    assert is_in(inside)


def test_who_reads_the_mail_gets_past_the_guessers() -> None:
    person = somebody()
    office = {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(6):
        sign_in(a_browser(**office), person, "wrong")
    client = a_browser(**office)
    assert sign_in(client, person).status_code == 429

    client.post("/forgotten-password", {"login": person.username})
    set_password(link(), client=client)

    assert sign_in(client, person, NEW).status_code == 302


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Your sign-in was changed"),
        ("zh-hant", "您的登入方式已變更"),
        ("zh-hans", "您的登录方式已更改"),
    ],
)
def test_a_person_is_told_in_his_language_when_his_sign_in_changed(
    language: str, subject: str
) -> None:
    person = somebody()
    User.objects.filter(pk=person.pk).update(language=language)

    reactions.write_to_a_person_when_his_sign_in_changed(
        SecurityChanged(person.pk, "codes_added", NOW), now=NOW
    )

    assert Mail.objects.get().subject == subject
    assert Mail.objects.get().to_address == person.email


def test_pages_of_links_are_not_for_other_houses() -> None:
    answer = a_browser().get("/links/abc")

    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
