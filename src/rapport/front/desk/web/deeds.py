"""The answer to a deed on a page: what changed is read again, and the deed can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from django.http import HttpResponse

from rapport.front.shell.toasts import toast
from rapport.kernel.errors import N_, Conflict

BEFORE = "deeds_before"
MOST_KEPT = 8
# What the shell listens to by other words: the choice is over, the page is read again in its place.
WORDS = {"selection": "selection:done", "page": "reload"}


class NothingToUndo(Conflict):
    sentence = N_("This can no longer be taken back here. Change it by hand.")


def done(text: str, *changed: str, undo: str = "") -> HttpResponse:
    """Close the dialog of the deed, let the parts that `changed` read themselves, say it."""
    response = HttpResponse("")
    told = {WORDS.get(name, f"{name}:changed"): True for name in changed}
    response["HX-Trigger"] = json.dumps(told)
    return toast(response, text, undo=undo)


def remember(request: Any, values: Mapping[str, Any]) -> str:
    """Keep what was before the deed with the session; return the word that finds it again."""
    word = token_urlsafe(9)
    kept = dict(list(request.session.get(BEFORE, {}).items())[-MOST_KEPT:])
    request.session[BEFORE] = {**kept, word: dict(values)}
    return word


def recall(request: Any, word: str) -> dict[str, Any]:
    """Return what was before the deed, once. Refuses NothingToUndo."""
    kept = dict(request.session.get(BEFORE, {}))
    if word not in kept:
        raise NothingToUndo()
    found: dict[str, Any] = kept.pop(word)
    request.session[BEFORE] = kept
    return found
