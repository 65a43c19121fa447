"""One order as its page shows it: lines, payments, returns, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.values import Money
from rapport.operations.commerce import queries as commerce
from rapport.operations.commerce.queries import LineRow, OrderRow, PaymentRow
from rapport.operations.commerce.words import KIND_LABELS, STATUS_LABELS

from .cells import TONES
from .customer.figures import Figure
from .wording import Setting, channel_words, setting_of

METHODS = ("card", "cash", "transfer", "line_pay")


@dataclass(frozen=True, slots=True)
class ShownOrder:
    order: OrderRow
    kind: str
    status: str
    tone: str
    channel: str
    party_uid: UUID | None
    party_name: str
    original_uid: UUID | None
    original_number: str
    figures: list[Figure]
    lines: tuple[LineRow, ...]
    payments: tuple[PaymentRow, ...]
    returns: tuple[OrderRow, ...]
    open: Money
    may_change: bool

    @property
    def is_sale(self) -> bool:
        return self.order.kind == "sale"

    @property
    def is_cancelled(self) -> bool:
        return self.order.status == "cancelled"

    @property
    def returnable(self) -> list[LineRow]:
        return [line for line in self.lines if line.quantity > 0]


def order_shown(uid: UUID, *, actor: Actor, now: datetime) -> ShownOrder:
    """Return one order with all that is on it. Refuses NotFound, NotAllowed."""
    page = commerce.order_page(uid, actor=actor)
    order, setting = page.order, setting_of(actor, now)
    return ShownOrder(
        order=order,
        kind=gettext(KIND_LABELS.get(order.kind, order.kind)),
        status=gettext(STATUS_LABELS.get(order.status, order.status)),
        tone=TONES.get(order.status, ""),
        channel=channel_words(order.channel, setting) if order.channel else "",
        party_uid=page.party_uid,
        party_name=page.party_name or "",
        original_uid=page.original_uid,
        original_number=page.original_number or "",
        figures=_figures(page, setting),
        lines=page.lines,
        payments=page.payments,
        returns=page.returns,
        open=order.total - order.paid,
        may_change=actor.may("commerce.change"),
    )


def _figures(page: commerce.OrderPage, setting: Setting) -> list[Figure]:
    order = page.order
    pieces = sum((line.quantity for line in page.lines), Decimal(0))
    paid = [payment for payment in page.payments if payment.voided_at is None]
    figures = [
        Figure(
            gettext("Total"),
            formats.money(order.total, setting.language),
            ngettext("%(count)s line", "%(count)s lines", len(page.lines))
            % {"count": len(page.lines)},
            gettext("The sum of the lines: quantity × price, rounded line by line."),
        ),
        Figure(
            gettext("Pieces"),
            formats.number(pieces, setting.language),
            "",
            gettext("The sum of the quantities."),
        ),
        Figure(
            gettext("Paid"),
            formats.money(order.paid, setting.language),
            ngettext("%(count)s payment", "%(count)s payments", len(paid)) % {"count": len(paid)},
            gettext("All payments that were not voided."),
        ),
        Figure(
            pgettext("amount", "Open"),
            formats.money(order.total - order.paid, setting.language),
            gettext("paid in full") if order.total == order.paid else "",
            gettext("Total less what was paid."),
        ),
    ]
    if page.returns:
        back = sum(
            (one.total.amount for one in page.returns if one.status != "cancelled"), Decimal(0)
        )
        figures.append(
            Figure(
                gettext("Given back"),
                formats.money(Money(back, order.total.currency), setting.language),
                ngettext("%(count)s return", "%(count)s returns", len(page.returns))
                % {"count": len(page.returns)},
                gettext("The sum of the returns of this order."),
            )
        )
    return figures
