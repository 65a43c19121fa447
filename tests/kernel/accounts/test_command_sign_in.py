"""Knowing people by password, slowing guessers down, sessions and their end."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from rapport.kernel.access.actor import NOBODY, Actor
from rapport.kernel.access.models import User
from rapport.kernel.accounts import commands as accounts
from rapport.kernel.accounts.models import Session, SignInAttempt
from rapport.kernel.accounts.queries import sign_in as queries
from rapport.kernel.accounts.words import Method, Visitor
from rapport.kernel.errors import NotAllowed, NotFound
from tests.makers import DICE, NOW, OPERATOR, a_user

PASSWORD = "seven green kettles"
AT_HOME, ELSEWHERE = Visitor("203.0.113.9"), Visitor("198.51.100.7")
LATER = timedelta(minutes=16)


def somebody() -> tuple[Actor, str]:
    actor = a_user("陳柏宇", grants={})
    accounts.set_password(user_id=actor.user_id or 0, password=PASSWORD, actor=OPERATOR, now=NOW)
    return actor, User.objects.get(pk=actor.user_id).username


def knock(username: str, password: str = PASSWORD, visitor: Visitor = AT_HOME, **more: Any) -> Any:
    return accounts.recognise(
        username=username, password=password, visitor=visitor, actor=NOBODY, **{"now": NOW, **more}
    )


def guess(username: str, times: int, visitor: Visitor = AT_HOME) -> None:
    for _ in range(times):
        with pytest.raises(accounts.SignInRefused):
            knock(username, "wrong", visitor)


def a_session(actor: Actor, *, now: Any = NOW) -> Session:
    stored = SessionStore()
    stored.create()
    accounts.begin_session(
        user_id=actor.user_id or 0,
        key=stored.session_key or "",
        method=Method.PASSWORD,
        visitor=Visitor("203.0.113.9", "Firefox"),
        actor=actor,
        now=now,
        rng=DICE,
    )
    return Session.objects.get(key=stored.session_key)


@pytest.mark.django_db
def test_name_and_password_are_enough_whatever_the_capitals_of_the_name() -> None:
    actor, username = somebody()

    known = knock(username.upper())

    assert (known.user_id, known.username) == (actor.user_id, username)
    assert not SignInAttempt.objects.exists()


@pytest.mark.django_db
def test_full_width_figures_are_the_same_password() -> None:
    actor, username = somebody()
    accounts.set_password(
        user_id=actor.user_id or 0, password="kettle ２０２６ green", actor=OPERATOR, now=NOW
    )

    assert knock(username, "kettle 2026 green").user_id == actor.user_id


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nobody", "", "\x00", "a" * 5000, "' or 1=1 --", "%", "郭怡君"])
def test_an_unknown_name_is_refused_like_a_wrong_password(name: str) -> None:
    somebody()

    with pytest.raises(accounts.SignInRefused):
        knock(name)


@pytest.mark.django_db
def test_after_six_failures_even_the_right_password_waits_a_quarter_of_an_hour() -> None:
    actor, username = somebody()
    guess(username, 6)

    with pytest.raises(accounts.TooManySignIns):
        knock(username)

    assert knock(username, now=NOW + LATER).user_id == actor.user_id


@pytest.mark.django_db
def test_a_stranger_who_fails_locks_nobody_out_elsewhere() -> None:
    actor, username = somebody()
    guess(username, 6, ELSEWHERE)

    assert knock(username, visitor=AT_HOME).user_id == actor.user_id


@pytest.mark.django_db
def test_a_neighbour_behind_the_same_address_cannot_lock_out_a_known_browser() -> None:
    actor, username = somebody()
    for number in range(60):
        guess(f"stranger{number}", 1)
    guess_again = Visitor("203.0.113.9", device="a1b2")

    with pytest.raises(accounts.TooManySignIns):
        knock(username)
    assert knock(username, visitor=guess_again).user_id == actor.user_id


@pytest.mark.django_db
def test_guessing_from_everywhere_ends_but_the_known_browser_comes_in() -> None:
    actor, username = somebody()
    for number in range(100):
        guess(username, 1, Visitor(f"198.51.{number // 100}.{number % 100}"))

    with pytest.raises(accounts.TooManySignIns):
        knock(username, visitor=Visitor("192.0.2.200"))
    assert knock(username, visitor=Visitor("192.0.2.200", device="a1")).user_id == actor.user_id


@pytest.mark.django_db
def test_a_known_browser_has_six_tries_too() -> None:
    _, username = somebody()
    stolen = Visitor("203.0.113.9", device="a1b2")
    guess(username, 6, stolen)

    with pytest.raises(accounts.TooManySignIns):
        knock(username, visitor=stolen)


@pytest.mark.django_db
def test_a_deactivated_person_does_not_come_in() -> None:
    actor, username = somebody()
    session = a_session(actor)
    accounts.deactivate_user(user_id=actor.user_id or 0, actor=OPERATOR, now=NOW)

    with pytest.raises(accounts.SignInRefused):
        knock(username)
    with pytest.raises(NotAllowed):
        a_session(actor)
    session.refresh_from_db()
    assert session.ended_at == NOW


@pytest.mark.django_db(transaction=True)
def test_a_hundred_guesses_at_once_are_counted_like_one_after_the_other() -> None:
    _, username = somebody()
    judged: list[str] = []

    def try_once() -> None:
        try:
            knock(username, "wrong")
        except (accounts.SignInRefused, accounts.TooManySignIns) as refusal:
            judged.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(judged) == 24
    assert judged.count("sign_in_refused") <= 6


@pytest.mark.django_db
@pytest.mark.parametrize("weak", ["short", "basketball1", "1234567890"])
def test_a_weak_password_is_refused_and_nothing_changes(weak: str) -> None:
    actor, username = somebody()
    before = User.objects.values().get(pk=actor.user_id)

    with pytest.raises(accounts.WeakPassword):
        accounts.set_password(
            user_id=actor.user_id or 0, password=weak, actor=OPERATOR, now=NOW + LATER
        )

    assert User.objects.values().get(pk=actor.user_id) == before
    assert knock(username).user_id == actor.user_id


@pytest.mark.django_db
def test_changing_the_password_needs_the_old_one_and_ends_the_other_sessions() -> None:
    actor, username = somebody()
    here, there = a_session(actor), a_session(actor)
    change = {"visitor": AT_HOME, "session_uid": here.uid, "actor": actor, "now": NOW}

    with pytest.raises(accounts.PasswordWrong):
        accounts.change_password(old="wrong", new="eight brown kettles", **change)
    assert SessionStore(there.key).exists(there.key)
    accounts.change_password(old=PASSWORD, new="eight brown kettles", **change)

    assert [row.uid for row in queries.sessions_of(actor.user_id or 0)] == [here.uid]
    assert not SessionStore().exists(there.key)
    assert SessionStore().exists(here.key)
    assert knock(username, "eight brown kettles").user_id == actor.user_id


@pytest.mark.django_db
def test_guessing_the_old_password_of_an_open_screen_is_slowed_down() -> None:
    actor, _ = somebody()
    proof = {"visitor": AT_HOME, "actor": actor, "now": NOW}
    for _ in range(6):
        with pytest.raises(accounts.PasswordWrong):
            accounts.prove_password(password="wrong", **proof)

    with pytest.raises(accounts.TooManySignIns):
        accounts.prove_password(password=PASSWORD, **proof)


@pytest.mark.django_db
def test_nobody_ends_or_sees_the_session_of_another() -> None:
    actor, _ = somebody()
    other = a_user("江雨潔", grants={})
    session = a_session(actor)

    with pytest.raises(NotFound):
        accounts.end_session(session_uid=session.uid, actor=other, now=NOW)
    with pytest.raises(NotAllowed):
        accounts.end_sessions(user_id=actor.user_id or 0, actor=other, now=NOW)

    session.refresh_from_db()
    assert session.ended_at is None
    assert SessionStore().exists(session.key)
    assert queries.sessions_of(other.user_id or 0) == []


@pytest.mark.django_db
def test_an_ended_session_is_gone_from_the_store_and_told() -> None:
    actor, _ = somebody()
    session = a_session(actor)

    ended = accounts.end_session(session_uid=session.uid, actor=actor, now=NOW)

    assert (ended.session_id, ended.user_id) == (session.pk, actor.user_id)
    assert not SessionStore().exists(session.key)
    with pytest.raises(NotFound):
        accounts.end_session(session_uid=session.uid, actor=actor, now=NOW)


@pytest.mark.django_db
def test_what_nobody_needs_is_forgotten() -> None:
    actor, username = somebody()
    guess(username, 1)
    a_session(actor)

    assert accounts.forget_attempts(now=NOW + timedelta(hours=23)) == 0
    assert accounts.forget_attempts(now=NOW + timedelta(hours=25)) == 1
    assert accounts.forget_sessions(now=NOW + timedelta(days=89)) == 0
    assert accounts.forget_sessions(now=NOW + timedelta(days=91)) == 1
