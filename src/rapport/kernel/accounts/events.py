"""What happens to users, teams, roles and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.kernel.events.declare import event


@event("accounts.firm_founded.v1")
@dataclass(frozen=True, slots=True)
class FirmFounded:
    firm_id: int
    occurred_at: datetime


@event("accounts.user_created.v1")
@dataclass(frozen=True, slots=True)
class UserCreated:
    user_id: int
    occurred_at: datetime


@event("accounts.user_changed.v1")
@dataclass(frozen=True, slots=True)
class UserChanged:
    user_id: int
    occurred_at: datetime


@event("accounts.sessions_ended.v1")
@dataclass(frozen=True, slots=True)
class SessionsEnded:
    user_id: int
    occurred_at: datetime


@event("accounts.session_ended.v1")
@dataclass(frozen=True, slots=True)
class SessionEnded:
    session_id: int
    user_id: int
    occurred_at: datetime


@event("accounts.signed_in.v1")
@dataclass(frozen=True, slots=True)
class SignedIn:
    user_id: int
    session_epoch: int
    occurred_at: datetime


@event("accounts.token_created.v1")
@dataclass(frozen=True, slots=True)
class TokenCreated:
    token_id: int
    user_id: int
    occurred_at: datetime


@event("accounts.token_ended.v1")
@dataclass(frozen=True, slots=True)
class TokenEnded:
    token_id: int
    user_id: int
    occurred_at: datetime


@event("accounts.role_saved.v1")
@dataclass(frozen=True, slots=True)
class RoleSaved:
    role_id: int
    occurred_at: datetime


@event("accounts.team_saved.v1")
@dataclass(frozen=True, slots=True)
class TeamSaved:
    team_id: int
    occurred_at: datetime


@event("accounts.unit_saved.v1")
@dataclass(frozen=True, slots=True)
class UnitSaved:
    unit_id: int
    occurred_at: datetime


@event("accounts.firm_changed.v1")
@dataclass(frozen=True, slots=True)
class FirmChanged:
    firm_id: int
    occurred_at: datetime


@event("accounts.role_deleted.v1")
@dataclass(frozen=True, slots=True)
class RoleDeleted:
    role_id: int
    occurred_at: datetime


@event("accounts.team_deleted.v1")
@dataclass(frozen=True, slots=True)
class TeamDeleted:
    team_id: int
    occurred_at: datetime


@event("accounts.unit_deleted.v1")
@dataclass(frozen=True, slots=True)
class UnitDeleted:
    unit_id: int
    occurred_at: datetime


@event("accounts.user_invited.v1")
@dataclass(frozen=True, slots=True)
class UserInvited:
    user_id: int
    link_id: int
    occurred_at: datetime


@event("accounts.password_forgotten.v1")
@dataclass(frozen=True, slots=True)
class PasswordForgotten:
    user_id: int
    link_id: int
    occurred_at: datetime


@event("accounts.security_changed.v1")
@dataclass(frozen=True, slots=True)
class SecurityChanged:
    """How somebody shows who he is was changed; `what` such as "totp_added"."""

    user_id: int
    what: str
    occurred_at: datetime
