"""The tables of holdings."""

from .feeds import Feed, FeedChange
from .holdings import Figure, Holding, Kind, Role

__all__ = ["Feed", "FeedChange", "Figure", "Holding", "Kind", "Role"]
