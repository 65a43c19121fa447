"""Names and types of files, decided from what was sent."""

from .names import clean_name
from .types import INLINE, content_type_of

__all__ = ["INLINE", "clean_name", "content_type_of"]
