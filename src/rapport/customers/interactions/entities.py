"""Declare the timeline's entries for every door."""

from collections.abc import Mapping
from typing import Any

from rapport.kernel.entities.declare import (
    Choice,
    Entity,
    Extension,
    Field,
    Join,
    Kind,
    Ownership,
    Related,
)
from rapport.kernel.entities.registry import declare
from rapport.kernel.errors import N_

from . import permissions, words


def _choices(labels: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), label) for value, label in labels.items())


FIELDS = (
    Field(
        "customer",
        N_("Customer"),
        Kind.REFERENCE,
        "entry_party.uid",
        needs=("customer",),
        shows="entry_party.display_name",
        refers_to="parties.party",
        column="party_id",
        nullable=False,
    ),
    Field("at", N_("Time"), Kind.INSTANT, "{t}.at", nullable=False),
    Field(
        "kind",
        N_("Kind"),
        Kind.CHOICE,
        "{t}.kind",
        choices=_choices(words.ENTRY_KINDS),
        nullable=False,
    ),
    Field(
        "direction",
        N_("Direction"),
        Kind.CHOICE,
        "{t}.direction",
        choices=_choices(words.DIRECTIONS),
        nullable=False,
    ),
    Field(
        "channel",
        N_("Channel"),
        Kind.CHOICE,
        "{t}.channel",
        choices=_choices(words.CHANNELS),
        nullable=False,
    ),
    Field(
        "actor",
        N_("By"),
        Kind.REFERENCE,
        "entry_actor.uid",
        needs=("actor",),
        shows="entry_actor.name",
        column="actor_id",
        column_too=("actor_kind",),
    ),
)

declare(
    Entity(
        name="interactions.entry",
        key="interactions",
        table="interactions_entry",
        model="interactions.Entry",
        label=N_("Interaction"),
        label_plural=N_("Interactions"),
        title="{t}.code",
        view=permissions.VIEW,
        change=permissions.VIEW,
        owner=Ownership(through="parties.party", path="{t}.party_id"),
        fields=FIELDS,
        joins=(
            Join("customer", "join parties_party entry_party on entry_party.id = {t}.party_id"),
            Join("actor", "left join access_user entry_actor on entry_actor.id = {t}.actor_id"),
        ),
        columns=("at", "customer", "kind", "direction", "channel", "actor"),
        # What an entry says is read through the timeline, which asks the rows it is about.
        internal=("uid", "entity", "row_id", "row_uid", "code", "figures", "text", "created_at"),
    ),
    Extension(
        extends="parties.party",
        related=(
            Related(
                "interactions",
                N_("Interactions"),
                "interactions.entry",
                "{r}.party_id = {t}.id",
            ),
        ),
    ),
)
