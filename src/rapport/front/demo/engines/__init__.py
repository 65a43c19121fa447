"""The generator: a seed gives a firm, the same one every time."""

from .firm import Firm, generate
from .truth import Truth

__all__ = ["Firm", "Truth", "generate"]
