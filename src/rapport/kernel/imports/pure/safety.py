"""
Texts that a spreadsheet would take for a formula, made harmless and back; several texts in a cell.

A text is dangerous when it begins with one of the signs below, behind any number of apostrophes.
Escaping puts one apostrophe before it, unescaping takes one away: so every text comes back as it
was, and a file of ours can be read by a spreadsheet and by us alike.

Source    OWASP, CSV Injection: = + - @ tab CR LF, and their full-width forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_PART = re.compile(r"((?:\\[;；\\]|[^;；\n])*)(?:[;；\n]|$)")
_ESCAPED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def is_dangerous(text: str) -> bool:
    """Say whether a spreadsheet might run the text, or whether it looks like an escaped one."""
    return _DANGEROUS.match(text) is not None


def escaped(text: str) -> str:
    """Return the text as it may stand in a file that a spreadsheet opens."""
    return "'" + text if _DANGEROUS.match(text) else text


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    return text[1:] if _ESCAPED.match(text) else text


def joined(parts: Iterable[str]) -> str:
    """Return several texts as one cell: parted by semicolons, a backslash before one inside."""
    return "; ".join(re.sub(r"([;；\\])", r"\\\1", part) for part in parts)


def parts_of(cell: str) -> list[str]:
    """Return the texts of a cell: parted by semicolons or line breaks; blank ones left out."""
    found = (re.sub(r"\\([;；\\])", r"\1", part).strip() for part in _PART.findall(cell))
    return [part for part in found if part]
