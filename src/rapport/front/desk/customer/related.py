"""The right column of a customer's page: holdings with their figures and their age, orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from rapport.customers.holdings.queries import FigureRow, HoldingRow, HoldingsCard
from rapport.customers.holdings.words import (
    FIGURE_LABELS,
    PART_LABELS,
    SHIPPED_KINDS,
    STATUS_LABELS,
    FigureName,
    Part,
    Status,
)
from rapport.front.desk.cells import TONES
from rapport.front.desk.wording import Setting
from rapport.front.shell import formats
from rapport.kernel.values import Money

# Which figure stands for a holding where there are several.
CHIEF = (FigureName.BALANCE, FigureName.BILL_DUE, FigureName.READING, FigureName.MILEAGE)
NAMED = 3  # of what is left out of the sum; more are counted


@dataclass(frozen=True, slots=True)
class ShownHolding:
    uid: str
    title: str
    kind: str
    figure: str
    under: str
    state: str
    tone: str
    age: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """Holdings under a head of their own; their number is that of its rows."""

    label: str
    rows: list[ShownHolding]
    is_chief: bool = False  # theirs today: what the key figure counts and its list has


@dataclass(frozen=True, slots=True)
class ShownSum:
    """The sum of what is held, and how far it can be trusted."""

    net: str
    words: str


def shown_holdings(card: HoldingsCard | None, setting: Setting) -> list[HeldGroup]:
    """Return what is theirs today, then what they have to do with otherwise, then what ended."""
    if card is None:
        return []
    # What has a figure is looked for first.
    rows = sorted(card.holdings, key=lambda row: not row.figures)
    present = [row for row in rows if row.status is not Status.ENDED]
    groups = (
        HeldGroup(gettext("Holdings"), _all(present, setting, owned=True), is_chief=True),
        HeldGroup(gettext("In another role"), _all(present, setting, owned=False)),
        HeldGroup(
            pgettext("holdings", "Ended"),
            [_shown(row, setting) for row in rows if row.status is Status.ENDED],
        ),
    )
    return [group for group in groups if group.rows or group.is_chief]


def _all(rows: Sequence[HoldingRow], setting: Setting, *, owned: bool) -> list[ShownHolding]:
    return [_shown(row, setting) for row in rows if row.is_owned is owned]


def shown_sum(card: HoldingsCard | None, setting: Setting) -> ShownSum | None:
    """Return the sum with its age; None without the right to amounts, or when nothing counts."""
    if card is None or card.sum is None or card.sum.oldest_as_of is None:
        return None
    words = [
        gettext("oldest figure %(age)s") % {"age": formats.ago(card.sum.oldest_as_of, setting.now)}
    ]
    if card.sum.left_out:
        words.append(_left_out(card, card.sum.left_out))
    return ShownSum(formats.money(card.sum.net, setting.language), gettext(", ").join(words))


def _left_out(card: HoldingsCard, left: Sequence[int]) -> str:
    """Name what is not in the sum: a card with a bill and no balance looks as if it were."""
    if len(left) > NAMED:
        words = ngettext("%(left)s not counted", "%(left)s not counted", len(left))
        return words % {"left": len(left)}
    names = [row.name or row.number for row in card.holdings if row.holding_id in left]
    words = gettext("not counted, for no balance or rate is known: %(names)s")
    return words % {"names": gettext(", ").join(names)}


def figure_words(figure: FigureRow, setting: Setting) -> str:
    """Return the value of a figure with its currency or unit."""
    if figure.currency:
        return formats.money(Money(figure.value, figure.currency), setting.language)
    return f"{formats.number(figure.value, setting.language)} {figure.unit}".strip()


def kind_words(code: str, name: str) -> str:
    """Return what a kind is called: shipped ones are translated, a firm's own are not."""
    return gettext(SHIPPED_KINDS[code]) if code in SHIPPED_KINDS else name


def _shown(row: HoldingRow, setting: Setting) -> ShownHolding:
    by_name = {figure.name: figure for figure in row.figures}
    chief = next((by_name[name] for name in CHIEF if name in by_name), None)
    notes = [row.number if row.name else "", row.place]
    notes += [gettext(PART_LABELS[part]) for part in row.parts if part != Part.HOLDER]
    return ShownHolding(
        uid=str(row.uid),
        title=row.name or row.number,
        kind=kind_words(row.kind, row.kind_name),
        figure=figure_words(chief, setting) if chief else "",
        under=gettext(", ").join(note for note in notes if note),
        state=gettext(STATUS_LABELS[row.status]) if row.status is not Status.ACTIVE else "",
        tone=TONES.get(row.status, ""),
        age=_age(chief, setting) if chief else "",
        is_late=chief.is_late if chief else False,
    )


def _age(figure: FigureRow, setting: Setting) -> str:
    label = gettext(FIGURE_LABELS[figure.name])
    return gettext("%(figure)s %(age)s") % {
        "figure": label,
        "age": formats.ago(figure.as_of, setting.now),
    }
