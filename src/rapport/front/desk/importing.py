"""Imports as the wizard shows them: where one stands, which cell means what, what would happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from rapport.front.shell import formats
from rapport.kernel.access.actor import Actor
from rapport.kernel.entities.registry import UnknownEntity, entities, entity
from rapport.kernel.errors import N_, fill
from rapport.kernel.imports import loaders
from rapport.kernel.imports.further import with_further
from rapport.kernel.imports.permissions import IMPORT
from rapport.kernel.imports.pure.headers import named
from rapport.kernel.imports.queries import FaultRow, ImportCard, faults_of, import_card
from rapport.kernel.imports.words import STATE_LABELS, State
from rapport.kernel.values import Money

STEPS = (N_("Upload"), N_("Match columns"), N_("Dry run"), N_("Write"))
AT: Mapping[str, int] = {
    State.UPLOADED: 2,
    State.MAPPED: 2,
    State.STAGING: 3,
    State.DRY_RUN: 3,
    State.APPLYING: 4,
    State.APPLIED: 4,
    State.UNDOING: 4,
    State.UNDONE: 4,
    State.FAILED: 3,
}
RUNNING = {State.STAGING, State.APPLYING, State.UNDOING}
# Where an import stands until a worker begins the step that was asked for.
WAITS: Mapping[str, str] = {
    "judge": State.MAPPED,
    "apply": State.DRY_RUN,
    "undo": State.APPLIED,
}
TONES: Mapping[str, str] = {
    State.APPLIED: "good",
    State.FAILED: "bad",
    State.DRY_RUN: "warn",
    State.UNDONE: "line",
}
MODES = {
    "create_and_update": N_("Add new ones and change known ones"),
    "create": N_("Only add new ones"),
    "update": N_("Only change known ones"),
}
UNKNOWN_OWNERS = {
    "fail": N_("their lines fail"),
    "leave": N_("their lines come in without them"),
}
ORDERS = {
    "": N_("find out"),
    "ymd": N_("year, month, day"),
    "dmy": N_("day, month, year"),
    "mdy": N_("month, day, year"),
}
YEARS = {
    "": N_("find out"),
    "roc": N_("of the Republic of China: 79 is 1990"),
    "20th": N_("of the twentieth century: 79 is 1979"),
}
ENCODINGS = ("utf-8", "big5", "gb18030", "utf-16", "shift_jis", "windows-1252")
FAULTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Count:
    """One of the four counts: its words, its colour in the bar, what it means."""

    key: str
    label: str
    rows: int
    tone: str
    means: str
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class ShownFault:
    line: int
    label: str
    value: str
    because: str


@dataclass(frozen=True, slots=True)
class Wizard:
    """An import at the step it is at, or one that was gone back to."""

    card: ImportCard
    step: int
    state: str
    what: str  # the kind of rows it takes in, in words
    is_running: bool

    @property
    def steps(self) -> list[str]:
        return [gettext(step) for step in STEPS]

    @property
    def percent(self) -> int:
        return round(self.card.share_done * 100)

    @property
    def writable(self) -> int:
        counts = self.card.counts
        return counts.get("created", 0) + counts.get("updated", 0)

    @property
    def failed(self) -> int:
        return self.card.counts.get("failed", 0)

    @property
    def changed(self) -> int:
        return self.card.counts.get("updated", 0)

    @property
    def fate(self) -> str:
        """Return which lines are shown first: those that need a look, else those that change."""
        if self.failed:
            return "fail"
        return "changed" if self.changed or not self.skipped else "skip"

    @property
    def skipped(self) -> int:
        return self.card.counts.get("skipped", 0)

    @property
    def is_dry(self) -> bool:
        return self.card.state == State.DRY_RUN

    @property
    def rows_url(self) -> str:
        """Return the list that holds what the import wrote."""
        name = loaders.loader(self.card.loader).entity
        try:
            whole = entity(name)
        except UnknownEntity:
            return "/"
        return f"/{whole.base.key}" if whole.base.page else "/"

    @property
    def can_undo(self) -> bool:
        if self.card.is_purged:
            return False
        kept = self.card.undone.get("kept", 0)
        return self.card.state == State.APPLIED or (self.card.state == State.UNDONE and kept > 0)


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import as a line of the list."""

    card: ImportCard
    what: str
    state: str
    tone: str


def what_of(loader: str) -> str:
    """Return what a loader takes in, in words."""
    known = {takes.key: takes.label for takes in loaders.all_loaders()}
    return gettext(known[loader]) if loader in known else loader


def records_of(name: str) -> str:
    """Return the name of a kind of record, in words: "order_lines" are order lines."""
    known = {whole.base.key: whole.base.label_plural for whole in entities()}
    label = known.get(name.replace("_", "-"))
    return gettext(label) if label else what_of(name)


def shown_import(card: ImportCard) -> ShownImport:
    state = gettext(STATE_LABELS[State(card.state)])
    return ShownImport(card, what_of(card.loader), state, TONES.get(card.state, ""))


def wizard(uid: UUID, *, back: bool = False, asked: str = "", actor: Actor) -> Wizard:
    """
    Return an import for the wizard. Refuses NotFound, NotAllowed.

    `back` shows the mapping again; `asked` is a step that was given to a worker a moment ago.
    """
    card = import_card(uid, actor=actor)
    may_go_back = card.state in (State.MAPPED, State.UPLOADED, State.DRY_RUN, State.FAILED)
    waits = card.state == WAITS.get(asked)
    at = AT[card.state] + (1 if waits and asked != "undo" else 0)
    return Wizard(
        card=card,
        step=2 if back and may_go_back else at,
        state=gettext(STATE_LABELS[State(card.state)]),
        what=what_of(card.loader),
        is_running=card.state in RUNNING or waits,
    )


def kinds(actor: Actor) -> list[tuple[str, str]]:
    """Return what the reader may bring files of."""
    actor.must(IMPORT)
    return [
        (takes.key, gettext(takes.label))
        for takes in loaders.all_loaders()
        if actor.may(takes.permission)
    ]


def columns(card: ImportCard) -> list[tuple[str, str, bool]]:
    """Return name, words and whether needed of every column the file may fill."""
    takes = loaders.loader(card.loader)
    return [(column.name, gettext(column.label), column.required) for column in takes.columns]


def mapping_body(card: ImportCard, form: Mapping[str, str]) -> dict[str, Any]:
    """Return the mapping that the form describes, on what the import's mapping says already."""
    header, said = named(card.header), dict[str, list[str]]()
    for place, name in enumerate(header):
        column = form.get(f"cell-{place}", "")
        if column:
            said.setdefault(column, []).append(name)
    known = {column.name for column in loaders.loader(card.loader).columns}
    body = dict(card.mapping)
    body["columns"] = {name: said.get(name, []) for name in known}
    asked = {"mode": form.get("mode", "create_and_update")}
    if "unknown_owners" in form:
        asked["unknown_owners"] = form["unknown_owners"]
    body["options"] = {**body.get("options", {}), **asked}
    habits = {name: form.get(name, "") for name in ("order", "years")}
    body["habits"] = _without_blanks({**body.get("habits", {}), **habits})
    if encoding := form.get("encoding", ""):
        body["file"] = {**body.get("file", {}), "encoding": encoding}
    return body


def counts(shown: Wizard, chosen: str) -> list[Count]:
    """Return the four counts in the order of the bar; `chosen` is the one whose lines are shown."""
    found = shown.card.counts
    same = found.get("unchanged", 0) + found.get("skipped", 0)
    over = shown.card.state in (State.APPLIED, State.UNDOING, State.UNDONE)
    mended = gettext("not written") if over else gettext("not written, can be mended")
    made = (
        ("new", gettext("New"), found.get("created", 0), "1", gettext("no record matches")),
        ("changed", gettext("Changed"), found.get("updated", 0), "soft", gettext("known by keys")),
        ("skip", gettext("Left out"), same, "quiet", gettext("the same, or twice in the file")),
        ("fail", gettext("Failed"), found.get("failed", 0), "bad", mended),
    )
    return [Count(*one, is_on=one[0] == chosen) for one in made]


def kinds_of_records(card: ImportCard) -> list[tuple[str, int, int]]:
    """Return what becomes of each kind of record: words, new ones, changed ones."""
    return [
        (records_of(name), found.get("created", 0), found.get("updated", 0))
        for name, found in card.entities.items()
    ]


def amounts(card: ImportCard, actor: Actor) -> list[tuple[str, str]]:
    """Return the sums of a file that carries money: words, and the amount as one reads it."""
    currency = str(card.mapping.get("habits", {}).get("currency") or actor.currency)
    said = {
        "file": gettext("Sum of the file"),
        "orders": gettext("Sum of the orders"),
        "left_out": gettext("Sum left out"),
    }
    return [
        (said[name], formats.money(Money(Decimal(amount), currency), actor.language))
        for name, amount in card.amounts.items()
    ]


def faults(uid: UUID, fate: str, *, after: int = 0, actor: Actor) -> tuple[list[ShownFault], int]:
    """Return lines that are left out with why, and the line after which more follow (0: none)."""
    found = faults_of(uid, actor=actor, fate=fate, after_line=after, limit=FAULTS_SHOWN + 1)
    lines = found[:FAULTS_SHOWN]
    shown = [_fault(fault) for fault in with_further(uid, lines, actor=actor)]
    return shown, shown[-1].line if len(found) > FAULTS_SHOWN else 0


def failure(card: ImportCard) -> str:
    """Return why a step ended, in the reader's language."""
    if not card.fault:
        return ""
    details = {k: gettext(v) if isinstance(v, str) else v for k, v in card.fault["details"].items()}
    sentence: str = card.fault["sentence"]
    return fill(gettext(sentence), details)


def said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, gettext(text)) for key, text in words.items()]


def _fault(fault: FaultRow) -> ShownFault:
    label = gettext(fault.label)
    because = fill(gettext(fault.sentence), {"value": fault.value, "field": label})
    value = fault.value or (", ".join(fault.cells[:4]) if fault.cells and not fault.field else "")
    return ShownFault(fault.line, label, value, because)


def _without_blanks(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value}
