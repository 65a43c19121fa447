"""What is wrong with a value that was sent, in a sentence of ours for pydantic's kind of error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapport.kernel.errors import N_

SENTENCES = {
    "missing": N_("This is needed."),
    "extra_forbidden": N_("This field is not known here."),
    "string_too_short": N_("Give at least {min_length} characters."),
    "string_too_long": N_("Give at most {max_length} characters."),
    "too_short": N_("Give at least {min_length} of them."),
    "too_long": N_("Give at most {max_length} of them."),
    "greater_than": N_("Give more than {gt}."),
    "greater_than_equal": N_("Give at least {ge}."),
    "less_than": N_("Give less than {lt}."),
    "less_than_equal": N_("Give at most {le}."),
    "literal_error": N_("Give one of {expected}."),
    "enum": N_("Give one of {expected}."),
    "string_pattern_mismatch": N_("This does not have the form {pattern}."),
}
FAMILIES = {
    "uuid": N_("Give an id such as 01890a5d-ac96-774b-bcce-b302099a8057."),
    "int": N_("Give a whole number."),
    "decimal": N_("Give a number as a text, such as 12.50."),
    "float": N_("Give a number."),
    "bool": N_("Give true or false."),
    "date": N_("Give a day such as 2026-11-20."),
    "datetime": N_("Give an instant with its zone, such as 2026-11-20T09:30:00+08:00."),
    "timezone": N_("Give an instant with its zone, such as 2026-11-20T09:30:00+08:00."),
    "string": N_("Give a text."),
    "list": N_("Give a list."),
    "dict": N_("Give an object with names and values."),
    "model": N_("Give an object with names and values."),
    "json": N_("This is not JSON."),
}
OTHER = N_("This value is not understood.")


def sentence_of(kind: str, details: Mapping[str, Any]) -> str:
    """
    Return the sentence of an error, in English and to be translated; braces name its details.

    kind      pydantic's name of the error, such as "string_too_long".
    details   What the error says of the limit, such as {"max_length": 200}; under "error" the
              sentence of a validator of ours.
    """
    if kind == "value_error":
        return str(details["error"])
    return SENTENCES.get(kind) or FAMILIES.get(kind.partition("_")[0], OTHER)
