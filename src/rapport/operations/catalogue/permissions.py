"""What one may do with the catalogue."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("catalogue.view", N_("See products and list prices"))
CHANGE = permission("catalogue.change", N_("Create and change products"))
