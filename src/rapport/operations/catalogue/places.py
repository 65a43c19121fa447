"""What the catalogue puts on shared screens."""

from rapport.kernel.errors import N_
from rapport.operations.catalogue.permissions import CHANGE, VIEW

NAVIGATION = [
    {
        "label": N_("Products"),
        "icon": "package",
        "url": "desk:products",
        "permission": VIEW,
        "job": "sales",
        "order": 60,
        "words": "catalogue items prices",
    }
]
CREATE = [
    {
        "label": N_("New product"),
        "icon": "package",
        "url": "desk:new_product",
        "permission": CHANGE,
        "order": 60,
    },
]
