"""What may be done with customers; other rooms call these."""

from .addresses import add_address as add_address
from .addresses import change_address as change_address
from .addresses import remove_address as remove_address
from .assign_owner import assign_owner as assign_owner
from .change_customer import change_customer as change_customer
from .contact_points import add_contact_point as add_contact_point
from .contact_points import change_contact_point as change_contact_point
from .contact_points import remove_contact_point as remove_contact_point
from .create_customer import create_customer as create_customer
from .delete_customer import delete_customer as delete_customer
from .delete_customer import restore_customer as restore_customer
from .enter_customers import enter_customers as enter_customers
from .enter_customers import leave_search as leave_search
from .external_ids import add_external_id as add_external_id
from .external_ids import remove_external_id as remove_external_id
from .notes import add_note as add_note
from .notes import change_note as change_note
from .notes import remove_note as remove_note
from .notes import restore_note as restore_note
from .relations import add_relation as add_relation
from .relations import change_relation as change_relation
from .relations import remove_relation as remove_relation
from .tagging import set_tags as set_tags
from .touch_customers import touch_customers as touch_customers
