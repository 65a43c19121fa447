"""What can go wrong before Django is there, each told in one sentence for a person."""

from __future__ import annotations


class Unavailable(Exception):
    """What was asked for cannot be had; a command ends with 1."""


class Refused(Unavailable):
    """It may not be done now, and nothing changed; a command ends with 2."""


def sentence(error: Exception) -> str:
    """Say an error of ours or of the operating system in one sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or 'writing'}."
    return str(error)


def exit_code(error: Exception) -> int:
    """Return 2 for a refusal, 1 for everything else."""
    return 2 if isinstance(error, Refused) else 1
