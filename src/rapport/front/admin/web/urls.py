"""The addresses of administration."""

from __future__ import annotations

from django.urls import path

from . import divisions, home, users

PREFIX = "administration/"
USER = "users/<uuid:uid>"
TEAM = "teams/<uuid:uid>"
UNIT = "business-units/<uuid:uid>"
PEOPLE = [
    path("users", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path(USER, users.user, name="user"),
    path(f"{USER}/change", users.change_user, name="change_user"),
    path(f"{USER}/deactivation", users.deactivate_user, name="deactivate_user"),
    path(f"{USER}/reactivation", users.reactivate_user, name="reactivate_user"),
    path(f"{USER}/sessions/ending", users.end_sessions, name="end_sessions"),
    path(f"{USER}/password", users.set_password, name="set_password"),
    path("teams", divisions.teams, name="teams"),
    path("teams/new", divisions.new_team, name="new_team"),
    path(TEAM, divisions.team, name="change_team"),
    path(f"{TEAM}/deletion", divisions.delete_team, name="delete_team"),
    path("business-units", divisions.units, name="units"),
    path("business-units/new", divisions.new_unit, name="new_unit"),
    path(UNIT, divisions.unit, name="change_unit"),
    path(f"{UNIT}/deletion", divisions.delete_unit, name="delete_unit"),
]
urlpatterns = [path("", home.home, name="home"), *PEOPLE]
