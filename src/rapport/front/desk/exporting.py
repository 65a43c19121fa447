"""A list as a file: its columns in order, the rows the reader may see, fit to be taken in again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from rapport.kernel.access.actor import Actor
from rapport.kernel.imports.exports import export_listing

from .asked import Asked, listing_of


def exported(asked: Asked, ending: str, *, actor: Actor, now: datetime) -> BinaryIO:
    """
    Return the list written to a file that is gone when it is closed.

    Refuses   NotAllowed, ExportKindUnknown, TooManyForWorkbook.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder) / f"list.{ending}"
        export_listing(listing_of(asked, actor), place, now=now)
        return place.open("rb")
