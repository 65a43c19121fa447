"""The verbs of this room."""

from .firm import FirmExists, found_firm, save_role, save_team, save_unit
from .guessing import CODES, PASSKEYS, TooManySignIns, Try, count_try, forget_attempts
from .links import (
    AddressMissing,
    AlreadyIn,
    Letter,
    LinkDead,
    ask_for_new_password,
    forget_links,
    invite_user,
    renew_invitation,
    set_password_by_link,
)
from .passwords import WeakPassword, change_password, set_password
from .recognise import PasswordWrong, Recognised, SignInRefused, prove_password, recognise
from .security import change_security
from .sessions import (
    begin_session,
    end_session,
    end_sessions,
    forget_sessions,
    note_session_seen,
    note_sign_out,
)
from .standard_roles import keep_standard_roles
from .tokens import create_token, end_token, note_token_use
from .users import NewUser, UsernameTaken, change_preferences, create_user, deactivate_user

__all__ = [
    "CODES",
    "PASSKEYS",
    "AddressMissing",
    "AlreadyIn",
    "FirmExists",
    "Letter",
    "LinkDead",
    "NewUser",
    "PasswordWrong",
    "Recognised",
    "SignInRefused",
    "TooManySignIns",
    "Try",
    "UsernameTaken",
    "WeakPassword",
    "ask_for_new_password",
    "begin_session",
    "change_password",
    "change_preferences",
    "change_security",
    "count_try",
    "create_token",
    "create_user",
    "deactivate_user",
    "end_session",
    "end_sessions",
    "end_token",
    "forget_attempts",
    "forget_links",
    "forget_sessions",
    "found_firm",
    "invite_user",
    "keep_standard_roles",
    "note_session_seen",
    "note_sign_out",
    "note_token_use",
    "prove_password",
    "recognise",
    "renew_invitation",
    "save_role",
    "save_team",
    "save_unit",
    "set_password",
    "set_password_by_link",
]
