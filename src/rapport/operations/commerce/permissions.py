"""What one may do with orders."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("commerce.view", N_("See orders, returns, payments and what customers spent"))
CHANGE = permission("commerce.change", N_("Place and cancel orders, record returns and payments"))
