"""Decisions of importing: what a file is, what a header means, what a cell says."""

from rapport.kernel.imports.pure.columns import CellKind as CellKind
from rapport.kernel.imports.pure.columns import Column as Column
from rapport.kernel.imports.pure.faults import FAULTS as FAULTS
from rapport.kernel.imports.pure.faults import Unreadable as Unreadable
from rapport.kernel.imports.pure.habits import Habits as Habits
