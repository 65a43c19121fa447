"""Letters in the form of RFC 5322: nothing that is typed becomes a header."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.kernel.mail.pure import Letter, is_address, message_of
from tests.makers import NOW


def letter(**given: str) -> Letter:
    values = {
        "uid": "0199e0b0-0000-7000-8000-000000000001",
        "from_address": "crm@songhe.example",
        "from_name": "松河生活",
        "to_address": "olga@songhe.example",
        "to_name": "歐佳玲",
        "subject": "設定密碼",
        "text": "https://crm.songhe.example/links/abc",
    }
    return Letter(**values | given)


def test_a_letter_reads_back_as_it_was_written() -> None:
    read = message_from_bytes(message_of(letter(), now=NOW).as_bytes(), policy=default)

    assert read["Subject"] == "設定密碼"
    assert read["To"].addresses[0].display_name == "歐佳玲"
    assert read["To"].addresses[0].addr_spec == "olga@songhe.example"
    assert read["Message-ID"] == "<0199e0b0-0000-7000-8000-000000000001@songhe.example>"
    assert read.get_content().strip() == "https://crm.songhe.example/links/abc"


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_name_and_no_subject_writes_a_header(name: str, subject: str) -> None:
    written = letter(to_name=f"{name}\r\nBcc: thief@elsewhere.example", subject=f"{subject}\nX: y")

    read = message_from_bytes(message_of(written, now=NOW).as_bytes(), policy=default)

    assert "Bcc" not in read
    assert "X" not in read
    assert [to.addr_spec for to in read["To"].addresses] == ["olga@songhe.example"]


@pytest.mark.parametrize("text", ["a@b.example", "first.last+tag@sub.songhe.example"])
def test_one_mailbox_is_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a@b.example\n",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "A <a@b.example>",
        "a@b..example",
        "a b@c.example",
        "a@" + "b" * 300,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)
