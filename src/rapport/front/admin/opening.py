"""What a token opens, as a form asks for it: each resource for reading or writing, how far."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rapport.kernel.access.scopes import resources
from rapport.kernel.access.words import Reach
from rapport.kernel.entities.registry import entities
from rapport.kernel.errors import N_, Invalid

OTHERS = {
    "bulk-jobs": N_("Bulk jobs"),
    "changes": N_("Change feed"),
    "exports": N_("Exports"),
    "imports": N_("Imports"),
    "tokens": N_("Tokens"),
    "views": N_("Saved views"),
}
FIELD = "on_"


class OpensNothing(Invalid):
    sentence = N_("Choose at least one thing that the token may read or write.")


def labels() -> list[tuple[str, str]]:
    """Return the resources that a token may be opened for, each with its name, by name."""
    named = {whole.base.key: whole.base.label_plural for whole in entities()} | OTHERS
    return sorted(((key, _(named[key])) for key in resources()), key=lambda pair: pair[1])


def reaches() -> list[tuple[str, str]]:
    """Return how far a token may be let, the farthest first."""
    return [
        ("all", pgettext("token", "as far as its user")),
        ("unit", pgettext("token", "its user's business unit")),
        ("team", pgettext("token", "its user's teams")),
        ("own", pgettext("token", "its user's own")),
    ]


def scopes_in(form: Mapping[str, str]) -> list[str]:
    """Return the scopes that a form's choices make. Refuses OpensNothing."""
    known = {reach for reach, _words in reaches()}
    far = form.get("reach", "all")
    end = f":{far}" if far in known and Reach.named(far) is not Reach.ALL else ""
    chosen = {key: form.get(FIELD + key, "") for key in resources()}
    scopes = [f"{key}:{verb}{end}" for key, verb in chosen.items() if verb in ("read", "write")]
    if not scopes:
        raise OpensNothing()
    return scopes
