"""What may be done with the timeline."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("interactions.view", N_("See the timeline of customers"))
