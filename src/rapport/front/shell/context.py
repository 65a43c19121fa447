"""What the frame needs to draw itself; no query is made here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from rapport.front.shell.places import creations, job_at, navigation, work_of
from rapport.kernel.access.actor import NOBODY
from rapport.kernel.web import viewing

LANGUAGE_NAMES = (("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English"))
TAGS = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}


def shell(request: Any) -> dict[str, Any]:
    """Give every template the reader, his habits, the places open to him and the moment."""
    reader = getattr(request, "reader", None)
    actor = getattr(request, "actor", NOBODY)
    language = get_language() or settings.LANGUAGE_CODE
    jobs = SimpleLazyObject(lambda: navigation(actor))
    return {
        "reader": reader,
        "actor": actor,
        "viewer": getattr(request, "viewer", None),
        "own_eyes": viewing.END,
        "now": getattr(request, "now", None),
        "jobs": jobs,
        "here": SimpleLazyObject(lambda: job_at(request.path, list(jobs))),
        "my_work": SimpleLazyObject(lambda: work_of(actor)),
        "creations": SimpleLazyObject(lambda: creations(actor)),
        "language": language,
        "language_tag": TAGS.get(language, language),
        "languages": LANGUAGE_NAMES,
        "theme": _habit(request, reader, "theme", "auto"),
        "density": _habit(request, reader, "density", "normal"),
        "single_keys": reader.single_keys if reader else True,
        "development": settings.DEBUG,
    }


def _habit(request: Any, reader: Any, name: str, usual: str) -> str:
    """Return a habit of the screen: the reader's, or before sign-in the browser's."""
    return str(getattr(reader, name, "") or request.COOKIES.get(name, usual))
