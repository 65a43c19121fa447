"""Decisions of the shell that need no Django."""

from rapport.front.shell.pure.initials import initials as initials
