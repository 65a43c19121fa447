"""Write a letter in the form of RFC 5322, with no way to write headers by a name or a subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

# Deliberately narrow: one mailbox, no comment, no quoting, nothing a header could be broken with.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LONGEST = 254
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail with its sender."""

    uid: str
    from_address: str
    from_name: str
    to_address: str
    to_name: str
    subject: str
    text: str


def is_address(text: str) -> bool:
    """Whether the text is one mail address and nothing else."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def message_of(letter: Letter, *, now: datetime) -> EmailMessage:
    """
    Return the letter as a message.

    Its Message-ID comes from its uid: sent twice after a crash, it is known to be the same.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(letter.from_name), addr_spec=letter.from_address)
    message["To"] = Address(_line(letter.to_name), addr_spec=letter.to_address)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.uid}@{letter.from_address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message.set_content(letter.text, cte="quoted-printable")
    return message


def _line(text: str) -> str:
    return CONTROL.sub(" ", text).strip()
