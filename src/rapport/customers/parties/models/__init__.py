"""The tables of parties."""

from .addresses import Address
from .notes import Note, Tag
from .parties import ExternalId, Party, Territory
from .points import ContactPoint
from .relations import Relation

__all__ = [
    "Address",
    "ContactPoint",
    "ExternalId",
    "Note",
    "Party",
    "Relation",
    "Tag",
    "Territory",
]
