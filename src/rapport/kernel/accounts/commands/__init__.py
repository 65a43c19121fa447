"""The verbs of this room."""

from .administrators import LastAdministrator
from .change_firm import CurrencyInUse, FirmGiven, change_firm
from .firm import FirmExists, found_firm, save_team, save_unit
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
from .naming import NameTaken, NameUnfit, StillUsed
from .passwords import WeakPassword, change_password, hash_password, set_password
from .people import Person, change_user, reactivate_user
from .recognise import PasswordWrong, Recognised, SignInRefused, prove_password, recognise
from .roles import RoleGiven, RoleInUse, change_role, create_role, delete_role, save_role
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
from .teams import TeamHasPeople, change_team, create_team, delete_team
from .tokens import create_token, end_token, note_token_use
from .units import UnitNotEmpty, UnitWithinItself, change_unit, create_unit, delete_unit
from .users import NewUser, UsernameTaken, change_preferences, create_user, deactivate_user
from .view_as import EyesSeeMore, begin_view_as, end_view_as

__all__ = [
    "CODES",
    "PASSKEYS",
    "AddressMissing",
    "AlreadyIn",
    "CurrencyInUse",
    "EyesSeeMore",
    "FirmExists",
    "FirmGiven",
    "LastAdministrator",
    "Letter",
    "LinkDead",
    "NameTaken",
    "NameUnfit",
    "NewUser",
    "PasswordWrong",
    "Person",
    "Recognised",
    "RoleGiven",
    "RoleInUse",
    "SignInRefused",
    "StillUsed",
    "TeamHasPeople",
    "TooManySignIns",
    "Try",
    "UnitNotEmpty",
    "UnitWithinItself",
    "UsernameTaken",
    "WeakPassword",
    "ask_for_new_password",
    "begin_session",
    "begin_view_as",
    "change_firm",
    "change_password",
    "change_preferences",
    "change_role",
    "change_security",
    "change_team",
    "change_unit",
    "change_user",
    "count_try",
    "create_role",
    "create_team",
    "create_token",
    "create_unit",
    "create_user",
    "deactivate_user",
    "delete_role",
    "delete_team",
    "delete_unit",
    "end_session",
    "end_sessions",
    "end_token",
    "end_view_as",
    "forget_attempts",
    "forget_links",
    "forget_sessions",
    "found_firm",
    "hash_password",
    "invite_user",
    "keep_standard_roles",
    "note_session_seen",
    "note_sign_out",
    "note_token_use",
    "prove_password",
    "reactivate_user",
    "recognise",
    "renew_invitation",
    "save_role",
    "save_team",
    "save_unit",
    "set_password",
    "set_password_by_link",
]
