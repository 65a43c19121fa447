"""Decisions about parties: names, addresses, keys of likeness, what a search means."""

from rapport.customers.parties.pure.romanise import System as System
from rapport.customers.parties.pure.romanise import romanised as romanised
from rapport.customers.parties.pure.tax_numbers import is_mainland_code as is_mainland_code
from rapport.customers.parties.pure.tax_numbers import is_taiwan_number as is_taiwan_number
from rapport.customers.parties.pure.tax_numbers import (
    mainland_check_character as mainland_check_character,
)
