"""The tables of holdings."""

from .holdings import Figure, Holding, Kind, Role

__all__ = ["Figure", "Holding", "Kind", "Role"]
