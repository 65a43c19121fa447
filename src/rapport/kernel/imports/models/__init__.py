"""The tables of imports."""

from .imports import Fault, Import, ImportChange
from .mappings import SavedMapping

__all__ = ["Fault", "Import", "ImportChange", "SavedMapping"]
