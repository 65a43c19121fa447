"""What holdings put on shared screens."""

from rapport.customers.holdings.permissions import VIEW
from rapport.kernel.errors import N_

NAVIGATION = [
    {
        "label": N_("Holdings"),
        "icon": "wallet",
        "url": "desk:holdings",
        "permission": VIEW,
        "job": "customers",
        "order": 30,
        "words": "accounts cards contracts policies meters vehicles",
    }
]
