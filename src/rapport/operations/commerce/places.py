"""What commerce puts on shared screens."""

from rapport.kernel.errors import N_
from rapport.operations.commerce.permissions import VIEW

NAVIGATION = [
    {
        "label": N_("Orders"),
        "icon": "shopping-cart",
        "url": "desk:orders",
        "permission": VIEW,
        "job": "sales",
        "order": 50,
        "words": "sales returns purchases",
    }
]
