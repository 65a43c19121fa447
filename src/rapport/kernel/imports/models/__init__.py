"""The tables of imports."""

from .imports import Import
from .mappings import SavedMapping

__all__ = ["Import", "SavedMapping"]
