"""Which of the customers that a text finds is meant first."""

from __future__ import annotations

import re

from rapport.kernel.search.pure import fold, syllables

_BETWEEN = re.compile(r"[\s\-.,'’]+")
_BEHIND = re.compile(r"[（(].*")  # 林家（林傑承）: whose household it is, behind its own name


def rank(typed: str, name: str, latin_name: str, *, is_household: bool) -> tuple[bool, ...]:
    """
    Return by what to sort, smallest first: the very name, people and organisations, a beginning.

    A household is called after people, so whoever types a name means them before it.
    """
    wanted = _plain(typed)
    own = _plain(_BEHIND.sub("", name))
    spellings = {_plain(name), own, _plain(latin_name), _sound(own)}
    begins = any(spelling.startswith(wanted) for spelling in spellings)
    return wanted not in spellings, is_household, not begins


def _plain(text: str) -> str:
    return _BETWEEN.sub("", fold(text).casefold())


def _sound(name: str) -> str:
    return "".join(readings[0] for readings in syllables(name) if readings)
