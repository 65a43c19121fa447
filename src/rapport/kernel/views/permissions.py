"""What may be done to views."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.access.scopes import resource
from rapport.kernel.errors import N_

SHARE_VIEWS = permission("views.share", N_("Share saved views with everybody"))
EXPORT = permission("views.export", N_("Export lists to files"))

resource("views", writes=(SHARE_VIEWS,))
resource("exports", reads=(EXPORT,), writes=(EXPORT,))
