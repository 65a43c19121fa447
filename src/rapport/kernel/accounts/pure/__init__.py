"""Decisions about passwords and addresses."""

from .addresses import address_or_none, neighbourhood
from .passwords import LONGEST, SHORTEST, Fault, fault_of, plain

__all__ = ["LONGEST", "SHORTEST", "Fault", "address_or_none", "fault_of", "neighbourhood", "plain"]
