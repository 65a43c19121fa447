"""The vocabulary of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Visitor:
    """
    Whence somebody knocks.

    `device` names a browser in which this very name was let in before, and is empty otherwise:
    what strangers try elsewhere does not lock it out.
    """

    address: str = ""
    agent: str = ""
    device: str = ""


class Method(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"
    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    OIDC = "oidc"


class Purpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    PASSWORD = "password"
