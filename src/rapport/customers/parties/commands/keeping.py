"""What commands keep on the customer's row out of its parts, so that lists read one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rapport.customers.parties.models import Address, ContactPoint, Party
from rapport.customers.parties.pure.keys import duplicate_keys
from rapport.customers.parties.pure.people import row_tokens
from rapport.customers.parties.words import PartyKind, PointKind, PointStatus
from rapport.kernel.entities.rows import Change
from rapport.kernel.search.commands import change_tokens
from rapport.kernel.search.words import holder_tokens

# Kept from other values, so no step of theirs is a change that a person made.
KEPT = frozenset({"sort_name", "search_tokens", "search_bucket", "duplicate_keys"})


def told(party: Party) -> list[Change]:
    """Return the changes that people made, without what is kept from them."""
    return [change for change in party.changes() if change.field not in KEPT]


def save(party: Party, *, now: datetime) -> None:
    """Write the row and raise its version by one, also when only a part of it changed."""
    if party.changes():
        party.save_changes(now=now)
    else:
        party.raise_version(now=now)


def derive(party: Party, points: Sequence[ContactPoint]) -> None:
    """Bring what is kept on the row to what names, points and holder are now; not the tokens."""
    party.set(
        primary_phone=_shown(points, PointKind.PHONE),
        primary_email=_shown(points, PointKind.EMAIL),
        search_tokens=tokens_of(party, points),
        duplicate_keys=keys_of(party, points),
    )


def keep_points(party: Party, points: Sequence[ContactPoint]) -> None:
    """Bring row and token table to what names, points and holder are now."""
    before = list(party.search_tokens)
    derive(party, points)
    if party.pk is not None:
        change_tokens(
            "parties.party",
            row_id=party.pk,
            bucket=party.search_bucket,
            before=before,
            after=party.search_tokens,
        )


def keep_city(party: Party, addresses: Sequence[Address]) -> None:
    """Bring the shown city to that of the preferred address."""
    chosen = sorted(addresses, key=lambda address: (not address.is_primary, address.pk or 0))
    party.set(city=chosen[0].city or chosen[0].district if chosen else "")


def points_of(party: Party) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(party=party).order_by("pk"))


def tokens_of(party: Party, points: Sequence[ContactPoint]) -> list[str]:
    """Return the tokens under which the customer is found."""
    numbers = [point.value for point in points if PointKind(point.kind).is_number]
    marks = holder_tokens(party.owner_id, party.team_id, party.unit_id)
    return row_tokens([party.display_name, party.latin_name], numbers, marks)


def keys_of(party: Party, points: Sequence[ContactPoint]) -> list[int]:
    """Return the keys of likeness of the customer."""
    usable = [point for point in points if point.status == PointStatus.USABLE]
    return duplicate_keys(
        kind=PartyKind(party.kind),
        name=party.display_name,
        birth_on=party.birth_on,
        tax_number=party.tax_number,
        phones=[point.value for point in usable if point.kind == PointKind.PHONE],
        emails=[point.value for point in usable if point.kind == PointKind.EMAIL],
    )


def _shown(points: Sequence[ContactPoint], kind: PointKind) -> str:
    """Return the value that stands for all of a kind: preferred before usable before older."""
    of_kind = [point for point in points if point.kind == kind]
    of_kind.sort(key=lambda p: (p.status != PointStatus.USABLE, not p.is_primary, p.pk or 0))
    return of_kind[0].value if of_kind else ""
