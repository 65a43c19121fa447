"""The client that programs in Python use, as text."""

from .client import client_of

__all__ = ["client_of"]
