"""
Refusals: what a command or query says when it will not do what it was asked.

A refusal carries a stable code and details. Its sentence is looked up and translated at the door,
so this module imports the standard library only. Anything else that is raised is a bug.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar


def N_(text: str) -> str:  # noqa: N802 - the customary name of the mark
    """Mark a text for translation; whoever shows it translates it."""
    return text


class Refusal(Exception):
    """An anticipated no, for a person to read. Subclasses say what is so, not "Error"."""

    kind: ClassVar[str] = "refusal"
    code: ClassVar[str] = "refusal"
    sentence: ClassVar[str] = N_("This cannot be done.")
    at: ClassVar[str] = ""  # the field of a form it speaks of, where the details name none

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code)
        self.details = details

    def __str__(self) -> str:
        """Return the sentence in English, for logs and tests."""
        return fill(self.sentence, self.details)


class Invalid(Refusal):
    """What was given cannot be understood or accepted."""

    kind = "invalid"
    sentence = N_("The input cannot be used as it is.")


class NotAllowed(Refusal):
    """The actor lacks a permission for this."""

    kind = "not_allowed"
    sentence = N_("Your role does not include this. An administrator can grant it.")


class NotFound(Refusal):
    """There is no such thing, or none that this reader may see."""

    kind = "not_found"
    sentence = N_("There is nothing here that you can see. It may have been moved or deleted.")


class Conflict(Refusal):
    """The state of things does not permit it now."""

    kind = "conflict"
    sentence = N_("Somebody or something changed this meanwhile. Nothing was written.")


class Unavailable(Refusal):
    """A part that is needed does not answer; trying again later may work."""

    kind = "unavailable"
    sentence = N_("A needed part does not answer. Nothing was lost; try again shortly.")


def fill(sentence: str, details: dict[str, Any]) -> str:
    """Put the details into the places of the sentence; a missing detail stays visible."""

    class Shown(dict[str, Any]):
        def __missing__(self, key: str) -> str:
            return "{" + key + "}"

    return sentence.format_map(Shown(details))
