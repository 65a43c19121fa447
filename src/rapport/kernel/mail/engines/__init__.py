"""The way to the mail server."""

from .smtp import Refused, Server, Unreachable, carry

__all__ = ["Refused", "Server", "Unreachable", "carry"]
