"""What the catalogue puts on shared screens."""

from rapport.kernel.errors import N_
from rapport.operations.catalogue.permissions import VIEW

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
