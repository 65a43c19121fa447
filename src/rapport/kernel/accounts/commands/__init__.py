"""The verbs of this room."""

from .firm import FirmExists, found_firm, save_role, save_team, save_unit
from .sign_in import SignInRefused, TooManySignIns, end_sessions, forget_attempts, sign_in
from .standard_roles import keep_standard_roles
from .tokens import create_token, end_token, note_token_use
from .users import (
    NewUser,
    UsernameTaken,
    WeakPassword,
    change_preferences,
    create_user,
    deactivate_user,
    hash_password,
    set_password,
)

__all__ = [
    "FirmExists",
    "NewUser",
    "SignInRefused",
    "TooManySignIns",
    "UsernameTaken",
    "WeakPassword",
    "change_preferences",
    "create_token",
    "create_user",
    "deactivate_user",
    "end_sessions",
    "end_token",
    "forget_attempts",
    "found_firm",
    "hash_password",
    "keep_standard_roles",
    "note_token_use",
    "save_role",
    "save_team",
    "save_unit",
    "set_password",
    "sign_in",
]
