"""Convert an amount with the rate of a day."""

from rapport.kernel.rates.pure.conversion import Conversion as Conversion
from rapport.kernel.rates.pure.conversion import DatedRate as DatedRate
from rapport.kernel.rates.pure.conversion import RateUnfit as RateUnfit
from rapport.kernel.rates.pure.conversion import converted as converted
