"""Where administration stands on the rail, and its sections in the palette."""

from __future__ import annotations

from rapport.kernel.errors import N_

from .sections import ALL

PERMISSIONS = tuple(dict.fromkeys(section.permission for section in ALL))
NAVIGATION = [
    {
        "label": N_("Administration"),
        "icon": "settings",
        "url": "admin:home",
        "permission": PERMISSIONS,
        "job": "admin",
        "order": 1,
        "words": "settings setup 管理 設定 设置",
    },
    *(
        {
            "label": section.label,
            "icon": section.icon,
            "url": section.url,
            "permission": section.permission,
            "job": "admin",
            "order": 2 + at,
            "words": section.words,
        }
        for at, section in enumerate(ALL)
    ),
]
