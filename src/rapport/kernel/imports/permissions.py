"""What one may do with imports; what they write needs the permission of what is written besides."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.access.scopes import resource
from rapport.kernel.errors import N_

IMPORT = permission("imports.import", N_("Import files and take imports back"))
SEE_ALL = permission("imports.see_all", N_("See the imports of other people"))

resource("imports", reads=(IMPORT, SEE_ALL), writes=(IMPORT,))
