"""Entries of a timeline as a page shows them: days, icons, plain words, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext

from rapport.customers.interactions.queries import TimelineEntry
from rapport.customers.interactions.words import CHANNELS, ENTRY_KINDS, EntryKind
from rapport.front.desk.wording import Setting
from rapport.front.shell import formats
from rapport.kernel.entities.registry import UnknownEntity, entity
from rapport.kernel.errors import N_
from rapport.kernel.values import Money

# What one picks above the timeline, and the kinds behind it.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "contacts": (N_("Contacts"), ("call", "message", "visit")),
    "purchases": (N_("Purchases"), ("purchase", "return")),
    "cases": (N_("Cases"), ("case",)),
    "marketing": (N_("Marketing"), ("marketing",)),
    "internal": (N_("Internal"), ("note", "task", "change")),
}
ICONS: Mapping[str, tuple[str, str]] = {
    "call": ("phone", "accent"),
    "message": ("mail", "accent"),
    "visit": ("building-store", "accent"),
    "purchase": ("shopping-bag", "good"),
    "return": ("truck-return", "warn"),
    "case": ("lifebuoy", "plum"),
    "marketing": ("speakerphone", ""),
    "note": ("note", ""),
    "task": ("checkbox", ""),
    "change": ("history", ""),
}
CHANNEL_ICONS = {
    "chat": "messages",
    "messenger": "message-circle",
    "sms": "message",
    "letter": "mail",
}
SAID: Mapping[tuple[str, str], str] = {
    ("call", "in"): N_("called"),
    ("call", "out"): N_("was called"),
    ("message", "in"): N_("wrote"),
    ("message", "out"): N_("was written to"),
    ("visit", "in"): N_("visited"),
    ("visit", "out"): N_("was visited"),
    ("purchase", "in"): N_("bought"),
    ("return", "in"): N_("gave back"),
    ("note", "inside"): N_("wrote a note"),
}
CODES: Mapping[str, str] = {
    "created": N_("Customer added"),
    "assigned": N_("Owner changed"),
    "deleted": N_("Put into the recycle bin"),
    "restored": N_("Taken out of the recycle bin"),
    "payment": N_("Payment"),
    "adjustment": N_("Adjustment"),
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as `shell/parts/entry.html` draws it; `day` heads the first of its day."""

    id: str
    at: datetime
    icon: str
    tone: str
    who: str
    title: str
    note: str = ""
    url: str = ""
    text: str = ""
    quoted: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A choice above the timeline with how many entries it has."""

    key: str
    label: str
    count: str
    is_on: bool


def shown_entries(
    entries: Sequence[TimelineEntry], name: str, setting: Setting, before: date | None = None
) -> list[ShownEntry]:
    """Return the entries with a head before each day; `before` is the day that was shown last."""
    zone, shown = timezone.get_current_timezone(), []
    today = setting.now.astimezone(zone).date()
    for entry in entries:
        on = entry.at.astimezone(zone).date()
        shown.append(
            _shown(
                entry, name, setting, "" if on == before else day_words(on, today, setting.language)
            )
        )
        before = on
    return shown


def day_words(on: date, today: date, language: str) -> str:
    """Return the head of a day: today and yesterday by name, with the weekday where it is near."""
    written = formats.day(on, language, "week" if on.year == today.year else "whole")
    days = (today - on).days
    if days == 0:
        return f"{gettext('today').capitalize()} {written}"
    if days == 1:
        return f"{gettext('yesterday').capitalize()} {written}"
    return written


def segments(counts: Mapping[str, int], chosen: str, setting: Setting) -> list[Segment]:
    """Return what can be picked above the timeline: all, and each group that has entries."""
    total = sum(counts.values())
    found = [Segment("", gettext("All"), formats.number(total, setting.language), not chosen)]
    for key, (label, kinds) in GROUPS.items():
        count = sum(counts.get(kind, 0) for kind in kinds)
        if count or key == chosen:
            number = formats.number(count, setting.language)
            found.append(Segment(key, gettext(label), number, key == chosen))
    return found


def kinds_of_group(group: str) -> tuple[str, ...]:
    return GROUPS[group][1] if group in GROUPS else ()


def _shown(entry: TimelineEntry, name: str, setting: Setting, day: str) -> ShownEntry:
    icon, tone = ICONS.get(entry.kind, ("circle", ""))
    card = entry.card
    who, title = ("", card.title) if card and card.title else _words(entry, name)
    text = (card.text if card else "") or entry.text
    is_said = entry.kind in ("call", "message") and bool(text)
    return ShownEntry(
        id=str(entry.id),
        at=entry.at,
        icon=CHANNEL_ICONS.get(entry.channel, icon) if entry.kind == "message" else icon,
        tone=tone,
        who=who,
        title=title,
        note=_note(entry, setting),
        url=(card.url if card else "") or _url(entry),
        text=text,
        quoted=is_said,
        day=day,
    )


def _words(entry: TimelineEntry, name: str) -> tuple[str, str]:
    """Return who is named first and what was done; what colleagues do begins with the colleague."""
    code = entry.code.partition("-")[0]  # some codes carry their moment behind
    if code in CODES:
        return "", gettext(CODES[code])
    said = SAID.get((entry.kind, entry.direction))
    if said is None:
        return "", gettext(ENTRY_KINDS.get(EntryKind(entry.kind), entry.kind))
    return (entry.actor if entry.direction == "inside" else name), gettext(said)


def _note(entry: TimelineEntry, setting: Setting) -> str:
    number = "" if entry.card and entry.card.title else str(entry.figures.get("number", ""))
    parts = [_amount(entry, setting) or (entry.card.amount if entry.card else ""), number]
    if entry.kind in ("call", "message") and entry.channel not in ("phone", "system"):
        parts.append(gettext(dict(CHANNELS).get(entry.channel, "")))  # type: ignore[call-overload]
    if entry.actor and entry.direction != "inside":
        parts.append(entry.actor)
    return gettext(", ").join(part for part in parts if part)


def _amount(entry: TimelineEntry, setting: Setting) -> str:
    figures = entry.figures
    try:
        money = Money(Decimal(str(figures["amount"])), str(figures["currency"]))
    except (KeyError, InvalidOperation):
        return ""
    return formats.money(money, setting.language)


def _url(entry: TimelineEntry) -> str:
    try:
        whole = entity(entry.entity)
    except UnknownEntity:
        return ""  # a row of a room that declares none
    if not whole.base.page or entry.row_uid is None or entry.entity == "parties.party":
        return ""
    return f"/{whole.base.key}/{entry.row_uid}"
