"""What may be done with customers."""

from rapport.kernel.access.permissions import permission
from rapport.kernel.errors import N_

VIEW = permission("parties.view", N_("See customers"))
CREATE = permission("parties.create", N_("Add customers"))
CHANGE = permission("parties.change", N_("Change customers, their contact points and relations"))
DELETE = permission("parties.delete", N_("Put customers into the recycle bin and restore them"))
ASSIGN = permission("parties.assign", N_("Give customers to another owner or team"))
IMPORT = permission("parties.import", N_("Import customers from files"))
SEE_TAX_NUMBERS = permission("parties.see_tax_numbers", N_("See tax numbers of customers"))
VIEW_NOTES = permission("parties.view_notes", N_("Read notes on customers"))
WRITE_NOTES = permission("parties.write_notes", N_("Write notes on customers"))
