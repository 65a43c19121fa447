"""The vocabulary of mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the line to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class State(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class NewMail:
    """What is to be sent to whom; a secret one holds a link for its reader alone."""

    to_address: str
    to_name: str
    subject: str
    text: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class ServerGiven:
    """The mail server as an administrator sets it; an empty password leaves the one there is."""

    host: str
    port: int
    security: Security
    username: str
    password: str
    from_address: str
    from_name: str
