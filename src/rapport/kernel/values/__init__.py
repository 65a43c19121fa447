"""
Values that every room uses: money, periods, identifiers. Standard library only.

Owns     exactness: no binary float in an amount, no silent rounding, no naive instant.
Words    Money, unit price, line amount, allocation; Period (half-open); id (UUIDv7).
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

from rapport.kernel.values.currencies import EXPONENTS as EXPONENTS
from rapport.kernel.values.currencies import WITHDRAWN as WITHDRAWN
from rapport.kernel.values.currencies import CurrencyUnknown as CurrencyUnknown
from rapport.kernel.values.currencies import exponent as exponent
from rapport.kernel.values.ids import Chance as Chance
from rapport.kernel.values.ids import instant_of as instant_of
from rapport.kernel.values.ids import new_id as new_id
from rapport.kernel.values.ids import new_ids as new_ids
from rapport.kernel.values.money import AmountNotUnderstood as AmountNotUnderstood
from rapport.kernel.values.money import AmountTooFine as AmountTooFine
from rapport.kernel.values.money import CurrenciesDiffer as CurrenciesDiffer
from rapport.kernel.values.money import FloatRefused as FloatRefused
from rapport.kernel.values.money import Money as Money
from rapport.kernel.values.money import exact as exact
from rapport.kernel.values.money import line_amount as line_amount
from rapport.kernel.values.money import share_of as share_of
from rapport.kernel.values.money import total as total
from rapport.kernel.values.money import unit_price as unit_price
from rapport.kernel.values.periods import MomentsDiffer as MomentsDiffer
from rapport.kernel.values.periods import Period as Period
from rapport.kernel.values.periods import PeriodEmpty as PeriodEmpty
from rapport.kernel.values.periods import intersect_all as intersect_all
from rapport.kernel.values.periods import subtract_all as subtract_all
from rapport.kernel.values.periods import union as union
