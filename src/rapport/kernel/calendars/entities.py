"""Declare calendars for every door."""

from rapport.kernel.entities.declare import Entity, Field, Kind, Ownership
from rapport.kernel.entities.registry import declare
from rapport.kernel.errors import N_

from .permissions import CHANGE, VIEW

declare(
    Entity(
        name="calendars.calendar",
        key="calendars",
        table="calendars_calendar",
        model="calendars.Calendar",
        label=N_("Calendar"),
        label_plural=N_("Calendars"),
        title="{t}.name",
        view=VIEW,
        change=CHANGE,
        owner=Ownership(public=True),
        fields=(
            Field("name", N_("Name"), Kind.TEXT, "{t}.name", sorts=True, nullable=False),
            Field("zone", N_("Time zone"), Kind.TEXT, "{t}.zone", nullable=False),
            Field("version", N_("Version"), Kind.NUMBER, "{t}.version", filters=False),
            Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at", nullable=False),
            Field("updated_at", N_("Updated"), Kind.INSTANT, "{t}.updated_at", nullable=False),
        ),
        columns=("name", "zone", "updated_at"),
        sort="name",
        internal=("uid", "week"),
    )
)
