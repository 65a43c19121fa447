"""What one may do with holdings."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("holdings.view", N_("See which products a customer holds"))
BALANCES = permission("holdings.balances", N_("See how much: balances, bills due, limits, sums"))
CHANGE = permission("holdings.change", N_("Record and change holdings, roles and figures"))
KINDS = permission("holdings.kinds", N_("Create and change kinds of holdings"))
