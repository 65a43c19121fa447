"""
The resources of the interface that are no entities, as scopes of tokens name them.

They are entered at start, also where no address is asked for: in a worker, on the command line.
"""

from rapport.kernel.access.permissions import MANAGE_TOKENS
from rapport.kernel.access.scopes import resource

resource("bulk-jobs")
resource("changes")
resource("tokens", reads=(MANAGE_TOKENS,), writes=(MANAGE_TOKENS,))
