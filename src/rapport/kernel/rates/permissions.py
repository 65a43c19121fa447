"""What a role may do with exchange rates."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("rates.view", N_("See exchange rates"))
RECORD = permission("rates.record", N_("Record exchange rates"))
