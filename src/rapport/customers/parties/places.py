"""What this room puts on shared screens."""

from rapport.kernel.errors import N_

NAVIGATION = [
    {
        "label": N_("Customers"),
        "icon": "users",
        "url": "desk:customers",
        "permission": "parties.view",
        "job": "customers",
        "order": 10,
        "words": "people organisations households 客戶 客户 顧客",
    },
]
CREATE = [
    {
        "label": N_("New customer"),
        "icon": "user-plus",
        "url": "desk:new_customer",
        "permission": "parties.create",
        "order": 10,
    },
]
