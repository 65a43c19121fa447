"""What a role may do with calendars."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("calendars.view", N_("See opening hours and holidays"))
CHANGE = permission("calendars.change", N_("Change opening hours and holidays"))
