"""The tables of imports."""

from .exports import Export
from .imports import Fault, Import, ImportChange
from .mappings import SavedMapping

__all__ = ["Export", "Fault", "Import", "ImportChange", "SavedMapping"]
