"""The verbs of this room."""

from .administrators import LastAdministrator
from .change_firm import CurrencyInUse, FirmGiven, change_firm
from .firm import FirmExists, found_firm, save_team, save_unit
from .naming import NameTaken, NameUnfit, StillUsed
from .people import Person, change_user, reactivate_user
from .roles import RoleGiven, RoleInUse, change_role, create_role, delete_role, save_role
from .sign_in import SignInRefused, TooManySignIns, end_sessions, forget_attempts, sign_in
from .standard_roles import keep_standard_roles
from .teams import TeamHasPeople, change_team, create_team, delete_team
from .tokens import create_token, end_token, note_token_use
from .units import (
    UnitNotEmpty,
    UnitWithinItself,
    change_unit,
    create_unit,
    delete_unit,
)
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
from .view_as import EyesSeeMore, begin_view_as, end_view_as

__all__ = [
    "CurrencyInUse",
    "EyesSeeMore",
    "FirmExists",
    "FirmGiven",
    "LastAdministrator",
    "NameTaken",
    "NameUnfit",
    "NewUser",
    "Person",
    "RoleGiven",
    "RoleInUse",
    "SignInRefused",
    "StillUsed",
    "TeamHasPeople",
    "TooManySignIns",
    "UnitNotEmpty",
    "UnitWithinItself",
    "UsernameTaken",
    "WeakPassword",
    "begin_view_as",
    "change_firm",
    "change_preferences",
    "change_role",
    "change_team",
    "change_unit",
    "change_user",
    "create_role",
    "create_team",
    "create_token",
    "create_unit",
    "create_user",
    "deactivate_user",
    "delete_role",
    "delete_team",
    "delete_unit",
    "end_sessions",
    "end_token",
    "end_view_as",
    "forget_attempts",
    "found_firm",
    "hash_password",
    "keep_standard_roles",
    "note_token_use",
    "reactivate_user",
    "save_role",
    "save_team",
    "save_unit",
    "set_password",
    "sign_in",
]
