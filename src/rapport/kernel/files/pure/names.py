"""Make a file name harmless: on every system, in a header, and to the eye."""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 200
LONGEST_SUFFIX = 16
NAMELESS = "file"
# Windows opens a device under these names, whatever follows the first dot.
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
_separators = re.compile(r"[/\\\u2044\u2215\u29f8\u29f9\uff0f\uff3c]")
_forbidden = re.compile(r'[<>:"|?*]')


def clean_name(given: str) -> str:
    """
    Return a name of one segment that shows what it is.

    Path parts go, and so do control characters and those that turn the direction of reading (a name
    that looks like "report-exe.pdf" may end in ".exe"); what Windows forbids becomes "_".
    """
    last = _separators.split(given)[-1]
    text = unicodedata.normalize("NFC", last)
    text = "".join(_shown(char) for char in text)
    text = _forbidden.sub("_", " ".join(text.split())).strip(" .")
    if not text:
        return NAMELESS
    if text.split(".")[0].rstrip().lower() in DEVICES:
        text = f"_{text}"
    return _shortened(text)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp"} or char in "\t\n\r":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Co", "Cn"} else char


def _shortened(text: str) -> str:
    """Cut the stem, not the suffix, to what every file system takes."""
    if len(text.encode()) <= LONGEST_BYTES:
        return text
    stem, dot, suffix = text.rpartition(".")
    if not dot or not stem or len(suffix) > LONGEST_SUFFIX:
        stem, dot, suffix = text, "", ""
    room = LONGEST_BYTES - len((dot + suffix).encode())
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return cut + dot + suffix
