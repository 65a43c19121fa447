"""The tables of signing in."""

from .attempts import SignInAttempt
from .links import OneTimeLink
from .sessions import Session

__all__ = ["OneTimeLink", "Session", "SignInAttempt"]
