"""Files that people name, to be read or written: looked at before long work begins."""

from __future__ import annotations

from pathlib import Path

from rapport.kernel.errors import N_, Invalid, NotFound


class FolderMissing(Invalid):
    sentence = N_("There is no folder {folder}. Make it first, or name another.")


class IsFolder(Invalid):
    sentence = N_("{file} is a folder. Name a file.")


class FileMissing(NotFound):
    sentence = N_("There is no file called {name}.")


def must_be_writable(file: Path) -> None:
    """Refuse FolderMissing where it would have no folder to lie in, IsFolder where it is one."""
    if not file.parent.is_dir():
        raise FolderMissing(folder=file.parent)
    if file.is_dir():
        raise IsFolder(file=file)


def must_be_there(file: Path) -> None:
    """Refuse FileMissing, or IsFolder."""
    if file.is_dir():
        raise IsFolder(file=file)
    if not file.exists():
        raise FileMissing(name=str(file)[-200:])
