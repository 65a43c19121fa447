"""What people may do with the audit."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

SEARCH = permission("audit.search", N_("Search the audit: who changed what, and when"))
