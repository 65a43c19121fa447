"""The pure parts of the audit: what a row says, and the chain over the rows."""

from .chain import FOR_EVER, Link, Seal, Verdict, check_seal, link
from .payload import Fact, digest_of, reading_of, text_of

__all__ = [
    "FOR_EVER",
    "Fact",
    "Link",
    "Seal",
    "Verdict",
    "check_seal",
    "digest_of",
    "link",
    "reading_of",
    "text_of",
]
