"""
The passwords that guessers try first, from files that are there: no password leaves the machine.

Django ships the 19,640 commonest of the known leaks (Royce Williams' selection). `leaked.txt` adds
what people who type Chinese use: pinyin, numbers that sound like words, and 我的密碼 and the like
typed blindly on a keyboard of 注音.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files


@cache
def leaked_passwords() -> frozenset[str]:
    """Return the list in lower case: 2 MB, read when a password is set for the first time."""
    packed = files("django.contrib.auth").joinpath("common-passwords.txt.gz").read_bytes()
    texts = gzip.decompress(packed).decode(), _ours()
    return frozenset(
        word.strip().casefold()
        for text in texts
        for word in text.splitlines()
        if word.strip() and not word.startswith("#")
    )


def _ours() -> str:
    return files(__package__).joinpath("leaked.txt").read_text(encoding="utf-8")
