"""Named permissions, each with a one-line meaning; rooms enter theirs at import."""

from __future__ import annotations

from rapport.kernel.errors import N_

_meanings: dict[str, str] = {}


def permission(code: str, meaning: str) -> str:
    """Enter a permission into the register and return its code."""
    if _meanings.setdefault(code, meaning) != meaning:
        raise RuntimeError(f"permission {code} is declared twice")
    return code


def permissions() -> dict[str, str]:
    """Return all codes with their meanings."""
    return dict(sorted(_meanings.items()))


MANAGE_USERS = permission("access.manage_users", N_("Invite people, set roles, end sessions"))
MANAGE_FIRM = permission("access.manage_firm", N_("Change the firm's name, zone and currency"))
SEE_COLLEAGUES = permission("access.see_colleagues", N_("See the names of colleagues and teams"))
MANAGE_TOKENS = permission("access.manage_tokens", N_("Make and end tokens of other people"))
VIEW_AS = permission("access.view_as", N_("Look at Rapport through a colleague's eyes"))
SEE_HEALTH = permission("access.see_health", N_("See jobs, queues and the state of the system"))
