"""Where a command may write: found out before long work begins."""

from __future__ import annotations

from pathlib import Path

from rapport.kernel.errors import N_, Invalid


class FolderMissing(Invalid):
    sentence = N_("There is no folder {folder}. Make it first, or name another.")


def must_have_folder(file: Path) -> None:
    """Refuse FolderMissing when the file has no folder to be written into."""
    if not file.parent.is_dir():
        raise FolderMissing(folder=file.parent)
