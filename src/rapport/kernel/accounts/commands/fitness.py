"""Whether what is said of a colleague can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from rapport.kernel.errors import N_, Invalid

from .naming import fit_name

LANGUAGES = {"", *(code for code, _ in settings.LANGUAGES)}


class UsernameUnfit(Invalid):
    sentence = N_("A sign-in name has 1 to 64 characters without blanks.")


class EmailUnfit(Invalid):
    sentence = N_("“{email}” is no e-mail address. Check it, or leave it empty.")


class HabitUnknown(Invalid):
    sentence = N_("There is no language or time zone called {value}.")


def fit_person(username: str, name: str, habits: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the values as their columns keep them.

    Refuses   UsernameUnfit, NameUnfit, EmailUnfit, HabitUnknown.
    """
    signs_in_as, email = username.strip(), str(habits.get("email", "")).strip()
    if not 0 < len(signs_in_as) <= 64 or len(signs_in_as.split()) > 1:
        raise UsernameUnfit()
    language, zone = habits.get("language", ""), habits.get("zone", "")
    if language not in LANGUAGES:
        raise HabitUnknown(value=str(language)[:40])
    if zone and zone not in available_timezones():
        raise HabitUnknown(value=str(zone)[:40])
    return {**habits, "username": signs_in_as, "name": fit_name(name), "email": _email(email)}


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise EmailUnfit(email=text[:80]) from None
    return text
