"""The verbs of signing in that need the doorkeeper."""

from .factors import (
    CodeWrong,
    NothingSetUp,
    prove_second_factor,
    renew_recovery_codes,
    reset_factors,
    switch_off_codes,
    switch_on_codes,
)

__all__ = [
    "CodeWrong",
    "NothingSetUp",
    "prove_second_factor",
    "renew_recovery_codes",
    "reset_factors",
    "switch_off_codes",
    "switch_on_codes",
]
