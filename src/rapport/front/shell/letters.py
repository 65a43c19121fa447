"""What the house writes to its own people, each in his language."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from rapport.kernel.access import queries as access
from rapport.kernel.accounts.commands import Letter
from rapport.kernel.accounts.queries.sign_in import Person
from rapport.kernel.accounts.words import Purpose
from rapport.kernel.errors import N_
from rapport.kernel.mail.words import NewMail

CHANGES = {
    "password_changed": N_("Your password was changed."),
    "codes_added": N_("Codes of an authenticator application were switched on."),
    "codes_removed": N_("Codes of an authenticator application were switched off."),
    "recovery_codes_renewed": N_("New recovery codes were made; the old ones are worthless."),
    "recovery_code_used": N_("Somebody came in by one of your recovery codes."),
    "passkey_added": N_("A passkey was added."),
    "passkey_removed": N_("A passkey was removed."),
    "factors_reset": N_("An administrator took away your codes and passkeys."),
    "door_removed": N_("The firm's sign-in was disconnected from your account."),
    "door_added": N_("The firm's sign-in was connected to your account."),
}


def link_letter(letter: Letter, *, base: str) -> NewMail:
    """Write the mail that brings a one-time link; `base` is where the house is reached."""
    with translation.override(_language(letter.language)):
        words = {
            "name": letter.name,
            "firm": _firm(),
            "link": f"{base}/links/{letter.secret}",
            "username": letter.username,
        }
        if letter.purpose is Purpose.INVITATION:
            subject = _("Your account at {firm}").format(**words)
            text = _(
                "Hello {name},\n\n"
                "you are invited to Rapport, the customer relationship management of {firm}."
                " Set your password here:\n\n{link}\n\n"
                "You sign in as: {username}\n"
                "The link is good for seven days, and once."
            )
        else:
            subject = _("Set a new password")
            text = _(
                "Hello {name},\n\n"
                "somebody, probably you, asked for a new password at {firm}. Set it here:\n\n"
                "{link}\n\n"
                "You sign in as: {username}\n"
                "The link is good for an hour, and once. If it was not you, do nothing: your"
                " password stays as it is."
            )
        return NewMail(letter.email, letter.name, subject, text.format(**words), is_secret=True)


def change_letter(person: Person, what: str) -> NewMail | None:
    """Write that a person's sign-in was changed; None for changes nobody needs to hear of."""
    if what not in CHANGES or not person.email:
        return None
    with translation.override(_language(person.language)):
        text = _(
            "Hello {name},\n\n{change}\n\n"
            "If it was not you, change your password and tell an administrator of {firm}."
        ).format(name=person.name, change=_(CHANGES[what]), firm=_firm())
        return NewMail(person.email, person.name, _("Your sign-in was changed"), text)


def _language(chosen: str) -> str:
    firm = access.firm()
    return chosen or (firm.language if firm else settings.LANGUAGE_CODE)


def _firm() -> str:
    firm = access.firm()
    return firm.name if firm else "Rapport"
