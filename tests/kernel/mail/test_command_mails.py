"""Mails written down, carried by a real SMTP server, and forgotten."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from rapport.kernel.access.actor import SYSTEM, Actor
from rapport.kernel.errors import NotAllowed, NotFound
from rapport.kernel.mail import commands, engines, jobs, queries
from rapport.kernel.mail.models import Mail, MailServer
from rapport.kernel.mail.words import NewMail, Security, ServerGiven
from tests.makers import DICE, NOW, OPERATOR, a_user

pytestmark = pytest.mark.django_db
SECRET = NewMail("olga@songhe.example", "歐佳玲", "設定密碼", "https://x/links/s3cr3t", True)
PLAIN = NewMail("olga@songhe.example", "歐佳玲", "密碼已變更", "您的密碼已變更。")


class Postman:
    """An SMTP server that keeps what it is given, and says no to some."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answer = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Any, envelope: Any, to: str, _: Any
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def _knows(*given: Any) -> AuthResult:
    said = given[-1]
    assert isinstance(said, LoginPassword)
    is_right = said.login == b"crm" and said.password == b"post horse"
    return AuthResult(success=is_right, handled=False)


@pytest.fixture
def postman() -> Iterator[Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    man = Postman()
    server = Controller(
        man,
        hostname="127.0.0.1",
        port=port,
        authenticator=_knows,
        auth_require_tls=False,
    )
    server.start()
    man.port = port  # type: ignore[attr-defined]
    yield man
    server.stop()


def set_server(port: int, actor: Actor = OPERATOR, **more: Any) -> None:
    given = {
        "host": "127.0.0.1",
        "port": port,
        "security": Security.NONE,
        "username": "crm",
        "password": "post horse",
        "from_address": "crm@songhe.example",
        "from_name": "松河生活",
    }
    commands.set_mail_server(given=ServerGiven(**given | more), actor=actor, now=NOW, rng=DICE)


def a_mail(mail: NewMail = PLAIN) -> Mail:
    queued = commands.queue_mail(mail=mail, actor=SYSTEM, now=NOW, rng=DICE)
    found: Mail = Mail.objects.get(pk=queued.mail_id)
    return found


def carried(mail: Mail) -> Mail:
    jobs.carry.work(mail_id=mail.pk, now=NOW)
    mail.refresh_from_db()
    return mail


def test_a_mail_reaches_its_reader_once(postman: Any) -> None:
    set_server(postman.port)
    mail = carried(a_mail())
    carried(mail)

    assert mail.state == "sent"
    assert [letter["To"].addresses[0].addr_spec for letter in postman.got] == [
        "olga@songhe.example"
    ]
    assert postman.got[0].get_content().strip() == "您的密碼已變更。"


def test_without_a_server_a_mail_is_kept_and_read_where_it_lies() -> None:
    mail = carried(a_mail(SECRET))

    assert mail.state == "kept"
    assert "s3cr3t" not in mail.text
    assert queries.mail_page(mail.uid, actor=OPERATOR).text == SECRET.text


def test_how_mail_goes_is_told_in_numbers(postman: Any) -> None:
    def post() -> tuple[bool, int, int, int]:
        told = queries.post(since=NOW - timedelta(days=7), actor=OPERATOR)
        return told.has_server, told.waiting, told.failed, told.kept

    carried(a_mail())
    assert post() == (False, 0, 0, 1)
    set_server(postman.port)
    a_mail()
    assert post() == (True, 1, 0, 1)
    with pytest.raises(NotAllowed):
        queries.post(since=NOW, actor=a_user("Olga", grants={}))


def test_a_secret_is_gone_once_its_reader_has_it(postman: Any) -> None:
    set_server(postman.port)
    waiting = a_mail(SECRET)
    assert queries.mail_page(waiting.uid, actor=OPERATOR).text is None

    mail = carried(waiting)

    assert "s3cr3t" in postman.got[0].get_content()
    assert mail.text == ""
    assert queries.mail_page(mail.uid, actor=OPERATOR).text is None


def test_an_address_the_server_does_not_know_fails_for_good(postman: Any) -> None:
    set_server(postman.port)
    postman.answer = "550 No such user here"

    mail = carried(a_mail())

    assert mail.state == "failed"
    assert mail.because == "550 No such user here"


def test_a_server_that_is_busy_or_away_is_asked_again(postman: Any) -> None:
    set_server(postman.port)
    postman.answer = "451 Come again"
    mail = a_mail()
    with pytest.raises(engines.Unreachable, match="451"):
        carried(mail)
    set_server(1)
    with pytest.raises(engines.Unreachable):
        carried(mail)

    mail.refresh_from_db()
    assert mail.state == "waiting"
    set_server(postman.port)
    postman.answer = ""
    assert carried(mail).state == "sent"


def test_a_wrong_password_of_the_server_is_said_and_the_mail_waits(postman: Any) -> None:
    set_server(postman.port, password="wrong horse")
    mail = a_mail(SECRET)

    with pytest.raises(engines.Unreachable, match="535"):
        carried(mail)

    mail.refresh_from_db()
    assert (mail.state, mail.because[:3]) == ("waiting", "535")
    set_server(postman.port)
    assert carried(mail).state == "sent"


def test_the_password_of_the_server_is_sealed_and_kept_until_the_server_changes() -> None:
    set_server(2525)
    first = MailServer.objects.get().password
    set_server(2525, password="", from_name="松河")
    kept = MailServer.objects.get().password
    set_server(2525, password="", host="elsewhere.example")

    assert first
    assert "post horse" not in first
    assert kept == first
    assert MailServer.objects.get().password == ""


@pytest.mark.parametrize(
    "given",
    [
        {"host": ""},
        {"host": "a b"},
        {"host": "a\r\nb"},
        {"port": 0},
        {"port": 70000},
        {"from_address": "crm"},
        {"from_address": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_settings_that_mean_nothing_are_refused_and_change_nothing(given: Any) -> None:
    set_server(2525)
    before = MailServer.objects.values().get()

    with pytest.raises((commands.HostBad, commands.AddressBad)):
        set_server(given.pop("port", 2525), **given)

    assert MailServer.objects.values().get() == before


def test_without_the_right_nobody_reads_or_sets_anything() -> None:
    stranger, mail = a_user("江雨潔", grants={}), a_mail(SECRET)

    with pytest.raises(NotAllowed):
        queries.mails(actor=stranger)
    with pytest.raises(NotAllowed):
        queries.mail_page(mail.uid, actor=stranger)
    with pytest.raises(NotAllowed):
        set_server(2525, actor=stranger)
    with pytest.raises(NotAllowed):
        commands.try_mail_server(letter=PLAIN, actor=stranger, now=NOW, rng=DICE)
    assert not MailServer.objects.exists()
    assert Mail.objects.count() == 1


def test_a_mail_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.mail_page(UUID(int=7), actor=OPERATOR)


def test_a_bad_address_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(commands.AddressBad):
        a_mail(NewMail("olga\r\nBcc: x@y.example", "x", "x", "x"))

    assert not Mail.objects.exists()


def test_old_mails_are_forgotten_and_old_secrets_before_them() -> None:
    mail = a_mail(SECRET)

    commands.forget_mails(now=NOW + timedelta(days=8))
    mail.refresh_from_db()
    assert mail.text == ""
    commands.forget_mails(now=NOW + timedelta(days=91))

    assert not Mail.objects.exists()
