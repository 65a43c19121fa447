"""The tables of access."""

from .firm import BusinessUnit, Firm, Team
from .roles import Grant, Role
from .tokens import Token
from .users import User, UserRole

__all__ = ["BusinessUnit", "Firm", "Grant", "Role", "Team", "Token", "User", "UserRole"]
