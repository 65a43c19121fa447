"""What the shell does when something happened."""

from __future__ import annotations

from datetime import datetime

from rapport.front.shell import commands
from rapport.kernel.access.actor import SYSTEM
from rapport.kernel.accounts.events import SecurityChanged
from rapport.kernel.clock import dice
from rapport.kernel.events.declare import on


@on(SecurityChanged)
def write_to_a_person_when_his_sign_in_changed(event: SecurityChanged, *, now: datetime) -> None:
    commands.tell_of_change(changed=event, actor=SYSTEM, now=now, rng=dice())
