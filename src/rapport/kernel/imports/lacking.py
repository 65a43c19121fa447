"""What a mapping must say before lines of a file can be taken in."""

from __future__ import annotations

from collections.abc import Collection

from rapport.kernel.errors import N_, Invalid

from .loaders import Loader


class ColumnsMissing(Invalid):
    sentence = N_("Say where these are in the file: {columns}.")


class KeyMissing(Invalid):
    sentence = N_(
        "No column of the file says which record a line means. Whoever is here already would be"
        " entered a second time, so nothing is taken in. Match one of these: {columns}."
    )


def lacking(takes: Loader, filled: Collection[str]) -> Invalid | None:
    """
    Return the refusal of a mapping that fills only these columns; None when they are enough.

    Shapes    columns, of its details: labels, to be translated one by one.
    """
    labels = {column.name: column.label for column in takes.columns}
    absent = [c.name for c in takes.columns if c.required and c.name not in filled]
    groups = takes.key_columns
    if groups and not any(set(group) <= set(filled) for group in groups):
        if not absent and len(groups) > 1 and all(len(group) == 1 for group in groups):
            return KeyMissing(columns=[labels[name] for (name,) in groups])
        absent += [name for name in groups[0] if name not in filled]
    if not absent:
        return None
    return ColumnsMissing(columns=[labels[name] for name in dict.fromkeys(absent)])
