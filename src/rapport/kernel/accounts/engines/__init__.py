"""The list of leaked passwords."""

from .leaked import leaked_passwords

__all__ = ["leaked_passwords"]
