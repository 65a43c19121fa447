"""The mappings that come with the house, and those that people made."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from rapport.kernel.errors import N_, NotFound

from .models import SavedMapping
from .pure.headers import signature
from .pure.mappings import Mapping, parse_mapping, read_mapping


class UnknownMapping(NotFound):
    sentence = N_("There is no mapping called {name}.")


def mapping_named(name: str) -> Mapping:
    """Return the mapping of that name: one that people made before a shipped one."""
    saved = SavedMapping.objects.filter(name=name).order_by("-used_at").first()
    if saved is not None:
        return read_mapping(saved.body, name)
    try:
        return shipped()[name]
    except KeyError:
        raise UnknownMapping(name=name) from None


def remembered(header: tuple[str, ...], loader: str) -> Mapping | None:
    """Return how the last file with this header was taken in; None when there was none."""
    saved = SavedMapping.objects.filter(signature=digest_of(header)).order_by("-used_at")
    found = (saved.filter(loader=loader) if loader else saved).first()
    return read_mapping(found.body, found.name) if found else None


def digest_of(header: tuple[str, ...]) -> str:
    """Return what stands for the header, so that names of columns need not be kept twice."""
    return sha256(signature(header).encode()).hexdigest()


@cache
def shipped() -> dict[str, Mapping]:
    """Return the mappings in the rooms' `mappings` folders, by name."""
    found: dict[str, Mapping] = {}
    for room in settings.ROOMS:
        spec = find_spec(f"{room}.mappings")
        if spec is None or spec.origin is None:
            continue
        for place in sorted(Path(spec.origin).parent.glob("*.toml")):
            mapping = parse_mapping(place.read_text(encoding="utf-8"), place.stem)
            found[mapping.name] = mapping
    return found
