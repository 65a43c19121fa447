"""Wake the house: load what every room declares."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

from rapport.config.rooms import has
from rapport.kernel.entities import registry
from rapport.kernel.words.catalogues.parts import compile_stale

REGISTRIES = ("permissions", "events", "asks", "answers", "reactions", "jobs", "topics")


class HouseConfig(AppConfig):
    """Last of all apps, so that every model is there when rooms declare what they offer."""

    name = "rapport.config"
    label = "house"

    def ready(self) -> None:
        for catalogue in compile_stale():
            translation_file_changed(None, catalogue)  # let go of what was read before
        registry.load(settings.ROOMS)
        for module in REGISTRIES:
            for room in settings.ROOMS:
                if has(room, module):
                    import_module(f"{room}.{module}")
