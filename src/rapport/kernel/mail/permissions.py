"""What a role may do with mail."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

# Under "access": who sets the server, or reads a link out of a kept mail, holds every account.
MANAGE_MAIL = permission(
    "access.manage_mail", N_("Set the mail server and see which mails were sent")
)
