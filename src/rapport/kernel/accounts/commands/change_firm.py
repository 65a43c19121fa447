"""Say what the firm is called and what holds where nobody chose otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.db import connection, transaction

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.models import Firm
from rapport.kernel.access.permissions import MANAGE_FIRM
from rapport.kernel.accounts.events import FirmChanged
from rapport.kernel.entities.declare import Kind
from rapport.kernel.entities.registry import entities
from rapport.kernel.errors import N_, Conflict, Invalid, NotFound
from rapport.kernel.events.tell import tell
from rapport.kernel.phones import regions
from rapport.kernel.values import EXPONENTS
from rapport.kernel.web.problems import Stale

from .naming import fit_name

LANGUAGES = {code for code, _ in settings.LANGUAGES}


class HabitUnfit(Invalid):
    sentence = N_("“{value}” cannot be chosen for {name}.")


class CurrencyInUse(Conflict):
    sentence = N_("Amounts are kept already, so the firm's currency stays {currency}.")


@dataclass(frozen=True, slots=True)
class FirmGiven:
    """What an administrator says of the firm."""

    name: str
    zone: str
    currency: str
    language: str
    region: str
    fiscal_start_month: int = 1


@transaction.atomic
def change_firm(
    *, firm: FirmGiven, version: int | None = None, actor: Actor, now: datetime
) -> FirmChanged:
    """
    Let the firm be what is said of it.

    Refuses   NotAllowed, NotFound: none was founded; Stale, NameUnfit, HabitUnfit, CurrencyInUse:
              amounts were counted in the old one.
    Tells     FirmChanged, unless nothing is different.
    """
    row = Firm.objects.locked().first()
    actor.must(MANAGE_FIRM)
    if row is None:
        raise NotFound(entity=N_("Firm"))
    if version is not None and version != row.version:
        raise Stale(version=row.version, changes=[])
    _check(firm)
    if firm.currency != row.currency and has_amounts():
        raise CurrencyInUse(currency=row.currency)
    row.set(**{**asdict(firm), "name": fit_name(firm.name)})
    changes = row.save_changes(now=now)
    changed = FirmChanged(firm_id=row.pk, occurred_at=now)
    return tell(changed, about=row, changes=changes, actor=actor, now=now) if changes else changed


def has_amounts() -> bool:
    """Whether any record with an amount of money is kept; such records count in the currency."""
    tables = {
        whole.base.table
        for whole in entities()
        if any(field.kind is Kind.MONEY for field in whole.base.fields)
    }
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"select exists (select from {table})")
            if cursor.fetchone()[0]:
                return True
    return False


def _check(firm: FirmGiven) -> None:
    fits = (
        (N_("time zone"), firm.zone, firm.zone in available_timezones()),
        (N_("currency"), firm.currency, firm.currency in EXPONENTS),
        (N_("language"), firm.language, firm.language in LANGUAGES),
        (N_("country"), firm.region, firm.region in regions()),
        (N_("month"), str(firm.fiscal_start_month), 1 <= firm.fiscal_start_month <= 12),
    )
    for name, value, fits_well in fits:
        if not fits_well:
            raise HabitUnfit(name=name, value=value[:40])
