"""The dark slip at the foot of the page that says what was done and offers to undo it."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.http import HttpResponse


def toast(
    response: HttpResponse, text: str, *, undo: str = "", again: str = "", tone: str = "good"
) -> HttpResponse:
    """
    Let the response say what was done.

    `undo` is an address: a POST to it takes the deed back (key Z, ten seconds). `again` is one to
    try once more. Tones: good, warn, bad.
    """
    # A browser follows a redirect by itself and shows no header of it: a cookie gets across.
    slip = {"text": text, "undo": undo, "again": again, "tone": tone}
    if 300 <= response.status_code < 400:
        value = quote(json.dumps(slip))
        response.set_cookie("toast", value, max_age=20, samesite="Lax")
        return response
    given = json.loads(response.headers.get("HX-Trigger", "{}"))
    # Headers are Latin: json.dumps escapes all else.
    response["HX-Trigger"] = json.dumps({**given, "toast": slip})
    return response
