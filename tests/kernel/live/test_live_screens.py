"""What screens get while they are open: only what they may see, and all of it."""

from __future__ import annotations

import socket as sockets
import time

import pytest
from django.db import connection, transaction
from websockets.exceptions import ConnectionClosed, InvalidStatus

from rapport.kernel.access.models import Grant, User
from rapport.kernel.live import declare, publish, socket
from rapport.kernel.live.publish import NOTIFY_CHANNEL
from rapport.kernel.live.topics import person
from tests.kernel.live.live_rig import (
    HOST,
    SEE_TEAMS,
    LiveServer,
    Screen,
    a_person,
    a_team,
    cookie_of,
    rename,
    token_of,
)

pytestmark = pytest.mark.real


def refused(live: LiveServer, cookie: str = "", **more: object) -> int:
    """Return the status of a handshake that must fail."""
    with pytest.raises(InvalidStatus) as told:
        live.connect(cookie, **more)  # type: ignore[arg-type]
    return int(told.value.response.status_code)


def test_only_who_is_signed_in_and_comes_from_our_own_page_gets_a_socket(live: LiveServer) -> None:
    ben = a_person("ben")
    cookie = cookie_of(ben)

    live.connect(cookie).first()

    assert refused(live, cookie, origin="http://evil.example") == 403
    assert refused(live, cookie, origin="") == 403
    assert refused(live, "sessionid=made-up") == 403
    assert refused(live) == 403
    assert refused(live, cookie, path="/elsewhere/") == 403
    User.objects.update(session_epoch=2)
    assert refused(live, cookie) == 403


def test_a_program_with_a_good_token_needs_no_page(live: LiveServer) -> None:
    secret = token_of(a_person("ben"))

    live.connect(origin="", headers={"Authorization": f"Bearer {secret}"}).first()

    assert refused(live, origin="", headers={"Authorization": "Bearer nonsense"}) == 403


def test_a_screen_is_told_of_its_record_once_it_was_committed(live: LiveServer) -> None:
    team, other = a_team("North"), a_team("South")
    screen = live.connect(cookie_of(a_person("ben", SEE_TEAMS)))
    topic = f"record:live-teams:{team.uid}"
    granted = screen.subscribe(topic)

    with pytest.raises(RuntimeError), transaction.atomic():
        rename(team, "Lost")
        raise RuntimeError
    team.refresh_from_db()
    rename(other, "Elsewhere")
    rename(team, "Northwest")

    assert granted["subscribed"] == [topic]
    told = screen.next()
    assert (told["topic"], told["payload"]["event"]) == (topic, "tests.team_renamed.v1")
    assert screen.hears_nothing()


def test_nobody_subscribes_to_what_he_may_not_see(live: LiveServer) -> None:
    team = a_team("North")
    screen = live.connect(cookie_of(a_person("omar")))
    topics = [
        f"record:live-teams:{team.uid}",
        "record:live-teams:not-a-uid",
        "record:no-such-kind:1",
        "person:someone-else",
        "no-such-topic:1",
    ]

    answer = screen.subscribe(*topics)
    rename(team, "Northwest")

    assert answer["subscribed"] == []
    assert {refusal["topic"]: refusal["code"] for refusal in answer["refused"]} == {
        topics[0]: "not_found",
        topics[1]: "not_found",
        topics[2]: "unknown_entity",
        topics[3]: "not_found",
        topics[4]: "unknown_topic",
    }
    assert screen.hears_nothing(seconds=1.5)


def test_what_concerns_a_person_reaches_him_after_the_commit_and_nobody_else(
    live: LiveServer,
) -> None:
    ben, omar = a_person("ben"), a_person("omar")
    his, other = live.connect(cookie_of(ben)), live.connect(cookie_of(omar))
    his.subscribe("person:me")
    other.subscribe("person:me")

    with pytest.raises(RuntimeError), transaction.atomic():
        publish.publish(person(ben.pk), {"export": "lost"})
        raise RuntimeError
    with transaction.atomic():
        publish.publish(person(ben.pk), {"export": "ready"})

    assert his.next() == {"topic": "person:me", "payload": {"export": "ready"}}
    assert his.hears_nothing()
    assert other.hears_nothing()


def test_what_is_too_long_for_a_notification_asks_the_screen_to_look(live: LiveServer) -> None:
    ben = a_person("ben")
    screen = live.connect(cookie_of(ben))
    screen.subscribe("person:me")

    publish.publish(person(ben.pk), {"ids": "7" * 9000})

    assert screen.next() == {"resync": ["person:me"]}


def test_nothing_is_published_to_a_channel_of_no_kind() -> None:
    with pytest.raises(declare.UnknownTopic):
        publish.publish("nonsense:7", {})


def test_a_screen_that_was_away_is_told_what_it_missed(live: LiveServer) -> None:
    team, other = a_team("North"), a_team("South")
    cookie = cookie_of(a_person("ben", SEE_TEAMS))
    topic = f"record:live-teams:{team.uid}"
    first = live.connect(cookie)
    since = first.first()
    first.connection.close()

    for name in ("A", "B", "C"):
        rename(team, name)
        rename(other, f"not {name}")
    screen = live.connect(cookie)
    granted = screen.subscribe(topic, "person:me", since=since)
    resync, *missed = [screen.next() for _ in range(4)]

    assert granted["subscribed"] == [topic, "person:me"]
    assert resync == {"resync": ["person:me"]}
    assert [told["topic"] for told in missed] == [topic] * 3
    assert screen.hears_nothing(seconds=1.5)


@pytest.mark.parametrize("since", ["nonsense", "77-10:10:", "0-99999999999:99999999999:"])
def test_a_cursor_of_another_time_or_house_means_look_again(live: LiveServer, since: str) -> None:
    team = a_team("North")
    screen = live.connect(cookie_of(a_person("ben", SEE_TEAMS)))
    topic = f"record:live-teams:{team.uid}"

    screen.subscribe(topic, since=since)

    assert screen.next() == {"resync": [topic]}


def test_a_lost_database_session_loses_no_record_and_says_so_of_the_rest(live: LiveServer) -> None:
    team, ben = a_team("North"), a_person("ben", SEE_TEAMS)
    screen = live.connect(cookie_of(ben))
    topic = f"record:live-teams:{team.uid}"
    screen.subscribe(topic, "person:me")

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and query like 'listen%%'"
        )
    rename(team, "Northwest")
    heard = [screen.next(), screen.next()]

    assert {"resync": ["person:me"]} in heard
    assert topic in [told.get("topic") for told in heard]


def test_what_is_said_while_the_speaker_has_lost_its_session_is_said_all_the_same(
    live: LiveServer,
) -> None:
    ben = a_person("ben")
    screen = live.connect(cookie_of(ben))
    screen.subscribe("person:me")
    publish.publish(person(ben.pk), {"export": "first"})
    assert screen.next()["payload"] == {"export": "first"}

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and query like '%%pg_notify%%'"
            " and pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 1
    publish.publish(person(ben.pk), {"export": "second"})

    assert screen.next() == {"topic": "person:me", "payload": {"export": "second"}}


def test_a_screen_that_reads_too_slowly_is_let_go_and_told_to_look_again(live: LiveServer) -> None:
    ben, olga = a_person("ben"), a_person("olga")
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.connect((HOST, live.port))
    slow = live.connect(cookie_of(ben), sock=raw, max_queue=1)
    quick = live.connect(cookie_of(olga))
    slow.subscribe("person:me")
    quick.subscribe("person:me")

    for number in range(3000):
        publish.publish(person(ben.pk), {"number": number, "fill": "7" * 4000})
    publish.publish(person(olga.pk), {"export": "ready"})

    assert quick.next(seconds=10)["payload"] == {"export": "ready"}
    code, last = read_to_the_end(slow)
    assert (code, last) == (1013, '{"resync":true}')


def read_to_the_end(screen: Screen) -> tuple[int, str]:
    last = ""
    try:
        while True:
            last = str(screen.connection.recv(timeout=10))
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code, last


def test_who_is_signed_out_or_loses_a_right_loses_it_on_open_screens_too(
    live: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "RECHECK_SECONDS", 0.3)
    team, ben = a_team("North"), a_person("ben", SEE_TEAMS)
    screen = live.connect(cookie_of(ben))
    topic = f"record:live-teams:{team.uid}"
    screen.subscribe(topic)

    Grant.objects.all().delete()
    taken = screen.next()
    rename(team, "Northwest")
    still = screen.hears_nothing(seconds=1.2)
    User.objects.update(session_epoch=2)

    assert taken == {"subscribed": [], "refused": [{"topic": topic, "code": "not_found"}]}
    assert still
    assert read_to_the_end(screen)[0] == 4401


def test_words_that_are_none_of_ours_end_the_conversation(live: LiveServer) -> None:
    cookie = cookie_of(a_person("ben"))

    for words in ("nonsense", "[]", '{"subscribe": "x"}', '{"subscribe": [7]}', '{"since": 7}'):
        screen = live.connect(cookie)
        screen.connection.send(words)
        assert read_to_the_end(screen)[0] == 1007


def test_a_screen_follows_a_bounded_number_of_things(live: LiveServer) -> None:
    screen = live.connect(cookie_of(a_person("ben")))

    answer = screen.subscribe("person:me", *[f"person:{number}" for number in range(300)])

    codes = [refusal["code"] for refusal in answer["refused"]]
    assert (codes.count("too_many_topics"), len(codes)) == (101, 300)


def test_what_was_unsubscribed_is_heard_no_more(live: LiveServer) -> None:
    ben = a_person("ben")
    screen = live.connect(cookie_of(ben))
    screen.subscribe("person:me")

    screen.say(unsubscribe=["person:me"])
    time.sleep(0.3)
    publish.publish(person(ben.pk), {"export": "ready"})

    assert screen.hears_nothing()


def test_a_strangers_notification_does_not_stop_the_hub(live: LiveServer) -> None:
    ben = a_person("ben")
    screen = live.connect(cookie_of(ben))
    screen.subscribe("person:me")

    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, 'not json')", [NOTIFY_CHANNEL])
    publish.publish(person(ben.pk), {"export": "ready"})

    assert screen.next()["payload"] == {"export": "ready"}


def test_a_hundred_screens_all_hear_of_one_record(live: LiveServer) -> None:
    team, cookie = a_team("North"), cookie_of(a_person("ben", SEE_TEAMS))
    topic = f"record:live-teams:{team.uid}"
    screens = [live.connect(cookie) for _ in range(100)]
    for screen in screens:
        screen.subscribe(topic)

    started = time.monotonic()
    rename(team, "Northwest")
    heard = [screen.next()["topic"] for screen in screens]

    assert heard == [topic] * 100
    assert time.monotonic() - started < 3
