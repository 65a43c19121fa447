"""What the desk itself puts on shared screens."""

from __future__ import annotations

from rapport.kernel.errors import N_

from .finding import deeds, holdings, orders, products

NAVIGATION = [
    {
        "label": N_("Imports"),
        "icon": "file-import",
        "url": "desk:imports",
        "permission": "imports.import",
        "job": "admin",
        "order": 40,
        "words": "upload file csv excel 匯入 导入 檔案 文件",
    },
]
CREATE = [
    {
        "label": N_("Import from a file"),
        "icon": "file-import",
        "url": "desk:new_import",
        "permission": "imports.import",
        "order": 60,
    },
]
PALETTE = [orders, holdings, products, deeds]
