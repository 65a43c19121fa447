"""Runs of digits, by which a telephone number is found from its middle."""

from __future__ import annotations

GRAM = 4
LAST_DIGITS = 11  # the longest numbers within a country


def grams(digits: str) -> list[str]:
    """Return all runs of four digits, marked so that no name has such a token."""
    return [f"#{digits[start : start + GRAM]}" for start in range(len(digits) - GRAM + 1)]


def ending_grams(digits: str) -> list[str]:
    """Return the runs of four that end with three digits: one of them is in each such number."""
    return [gram for first in "0123456789" for gram in grams(first + digits)]


def phone_grams(e164: str) -> list[str]:
    """Return the runs by which any four digits in a row find the number."""
    digits = "".join(character for character in e164 if character.isdecimal())
    return grams(digits[-LAST_DIGITS:])


def after(prefix: str) -> str:
    """Return the least text (by code point) that sorts after all that begin with the prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
