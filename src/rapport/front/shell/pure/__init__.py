"""Decisions of the shell that need no Django."""

from rapport.front.shell.pure.agents import machine_of as machine_of
from rapport.front.shell.pure.initials import initials as initials
