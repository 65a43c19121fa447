"""Where the browser goes after a deed, without loading the frame again."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

INTO_MAIN = {"target": "#main", "select": "#main", "swap": "outerHTML", "selectOOB": "#crumbs"}


def go(address: str) -> HttpResponse:
    """Let the page that asked open another one in its place."""
    place: dict[str, Any] = {"path": address, **INTO_MAIN}
    return HttpResponse(status=204, headers={"HX-Location": json.dumps(place)})
