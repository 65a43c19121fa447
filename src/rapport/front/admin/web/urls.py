"""The addresses of administration."""

from __future__ import annotations

from django.urls import path

from . import (
    calendars,
    divisions,
    firm,
    home,
    invitations,
    looking,
    mail,
    rates,
    roles,
    tokens,
    users,
    watching,
)

PREFIX = "administration/"
USER = "users/<uuid:uid>"
TEAM = "teams/<uuid:uid>"
UNIT = "business-units/<uuid:uid>"
ROLE = "roles/<uuid:uid>"
PEOPLE = [
    path("users", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path(USER, users.user, name="user"),
    path(f"{USER}/change", users.change_user, name="change_user"),
    path(f"{USER}/deactivation", users.deactivate_user, name="deactivate_user"),
    path(f"{USER}/reactivation", users.reactivate_user, name="reactivate_user"),
    path(f"{USER}/sessions/ending", users.end_sessions, name="end_sessions"),
    path(f"{USER}/password", users.set_password, name="set_password"),
    path(f"{USER}/view-as", looking.begin_view_as, name="begin_view_as"),
    path(f"{USER}/second-factors/removal", users.reset_factors, name="reset_factors"),
    path("invitations", invitations.invitations, name="invitations"),
    path("invitations/<uuid:user_uid>/renewal", invitations.renew, name="renew_invitation"),
    path("view-as/ending", looking.end_view_as, name="end_view_as"),
    path("roles", roles.roles, name="roles"),
    path("roles/new", roles.new_role, name="new_role"),
    path(ROLE, roles.role, name="role"),
    path(f"{ROLE}/change", roles.change_role, name="change_role"),
    path(f"{ROLE}/deletion", roles.delete_role, name="delete_role"),
    path("teams", divisions.teams, name="teams"),
    path("teams/new", divisions.new_team, name="new_team"),
    path(TEAM, divisions.team, name="change_team"),
    path(f"{TEAM}/deletion", divisions.delete_team, name="delete_team"),
    path("business-units", divisions.units, name="units"),
    path("business-units/new", divisions.new_unit, name="new_unit"),
    path(UNIT, divisions.unit, name="change_unit"),
    path(f"{UNIT}/deletion", divisions.delete_unit, name="delete_unit"),
]
WATCH = [
    path("audit", watching.audit, name="audit"),
    path("work", watching.work, name="work"),
    path("work/reactions/replay", watching.replay_parked, name="replay_parked"),
    path("work/reactions/skipping", watching.skip_parked, name="skip_parked"),
    path("work/jobs/replay", watching.replay_job, name="replay_job"),
    path("work/jobs/cancellation", watching.cancel_job, name="cancel_job"),
    path("mail", mail.mails, name="mails"),
    path("mail/server", mail.server, name="set_mail_server"),
    path("mail/server/trial", mail.trial, name="try_mail_server"),
    path("mail/<uuid:uid>", mail.mail, name="mail"),
    path("health", watching.look_at_health, name="health"),
    path("metrics", watching.metrics, name="metrics"),
]
TOKENS = [
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/new", tokens.new_token, name="new_token"),
    path("tokens/<uuid:uid>/ending", tokens.end_token, name="end_token"),
]
CALENDAR = "calendars/<uuid:uid>"
FIRM = [
    path("start", firm.start, name="start"),
    path("firm", firm.firm, name="firm"),
    path("calendars", calendars.list_calendars, name="calendars"),
    path("calendars/new", calendars.new_calendar, name="new_calendar"),
    path(CALENDAR, calendars.calendar, name="calendar"),
    path(f"{CALENDAR}/hours", calendars.set_opening_hours, name="set_opening_hours"),
    path(f"{CALENDAR}/days", calendars.set_special_day, name="set_special_day"),
    path(f"{CALENDAR}/days/removal", calendars.remove_special_day, name="remove_special_day"),
    path(f"{CALENDAR}/holidays", calendars.load_holiday_year, name="load_holiday_year"),
    path("rates", rates.rates, name="rates"),
    path("rates/new", rates.record_rate, name="record_rate"),
]
urlpatterns = [path("", home.home, name="home"), *PEOPLE, *TOKENS, *FIRM, *WATCH]
