"""The firm as its settings show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_FIRM
from rapport.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class FirmRow:
    version: int
    name: str
    zone: str
    currency: str
    language: str
    region: str
    fiscal_start_month: int


def firm(*, actor: Actor) -> FirmRow:
    """Return the firm. Refuses NotAllowed, NotFound: none was founded."""
    actor.must(MANAGE_FIRM)
    with connection.cursor() as cursor:
        cursor.execute(
            """select version, name, zone, currency, language, region, fiscal_start_month
            from access_firm"""
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(entity=N_("Firm"))
    return FirmRow(*row)
