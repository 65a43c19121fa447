"""Colleagues, teams and units as others may name and filter by them."""

from __future__ import annotations

from rapport.kernel.entities.declare import Entity, Field, Kind, Ownership, Privacy
from rapport.kernel.entities.registry import declare
from rapport.kernel.errors import N_

from .permissions import MANAGE_USERS, SEE_COLLEAGUES

EVERYBODY = Ownership(public=True)

USER = Entity(
    name="access.user",
    key="colleagues",
    table="access_user",
    model="access.User",
    label=N_("Colleague"),
    label_plural=N_("Colleagues"),
    title="{t}.name",
    view=SEE_COLLEAGUES,
    change=MANAGE_USERS,
    owner=EVERYBODY,
    columns=("name", "username", "is_active"),
    fields=(
        Field("name", N_("Name"), Kind.TEXT, "{t}.name", privacy=Privacy.PERSONAL),
        Field("username", N_("Sign-in name"), Kind.TEXT, "{t}.username", permission=MANAGE_USERS),
        Field(
            "email",
            N_("E-mail"),
            Kind.TEXT,
            "{t}.email",
            permission=MANAGE_USERS,
            privacy=Privacy.PERSONAL,
        ),
        Field("language", N_("Language"), Kind.TEXT, "{t}.language", permission=MANAGE_USERS),
        Field("zone", N_("Time zone"), Kind.TEXT, "{t}.zone", permission=MANAGE_USERS),
        Field("is_active", N_("Can sign in"), Kind.BOOL, "{t}.is_active"),
        Field(
            "last_login",
            N_("Last signed in"),
            Kind.INSTANT,
            "{t}.last_login",
            permission=MANAGE_USERS,
        ),
        Field("created_at", N_("Created"), Kind.INSTANT, "{t}.created_at"),
    ),
    internal=(
        "uid",
        "version",
        "updated_at",
        "password",
        "theme",
        "density",
        "single_keys",
        "session_epoch",
    ),
)
TEAM = Entity(
    name="access.team",
    key="teams",
    table="access_team",
    model="access.Team",
    label=N_("Team"),
    label_plural=N_("Teams"),
    title="{t}.name",
    view=SEE_COLLEAGUES,
    change=MANAGE_USERS,
    owner=EVERYBODY,
    columns=("name", "unit"),
    fields=(
        Field("name", N_("Name"), Kind.TEXT, "{t}.name"),
        Field("unit", N_("Business unit"), Kind.TEXT,
              "(select u.name from access_businessunit u where u.id = {t}.unit_id)"),
    ),
    internal=("uid", "version", "created_at", "updated_at"),
)  # fmt: skip
UNIT = Entity(
    name="access.unit",
    key="business-units",
    table="access_businessunit",
    model="access.BusinessUnit",
    label=N_("Business unit"),
    label_plural=N_("Business units"),
    title="{t}.name",
    view=SEE_COLLEAGUES,
    change=MANAGE_USERS,
    owner=EVERYBODY,
    columns=("name",),
    fields=(Field("name", N_("Name"), Kind.TEXT, "{t}.name"),),
    internal=("uid", "version", "created_at", "updated_at", "parent"),
)

declare(USER, TEAM, UNIT)
