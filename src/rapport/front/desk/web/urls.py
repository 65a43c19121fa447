"""The addresses of the desk: one list and one record page for every entity that has a page."""

from __future__ import annotations

from django.urls import URLPattern, path

from rapport.kernel.entities.registry import entities

from . import lists, records


def list_addresses(key: str) -> list[URLPattern]:
    """Return the addresses of one entity; its list is called by its key: desk:customers."""
    known = {"key": key}
    return [
        path(key, lists.list_page, known, name=key),
        path(f"{key}/rows", lists.more_rows, known, name=f"{key}_rows"),
        path(f"{key}/foot", lists.list_foot, known, name=f"{key}_foot"),
        path(f"{key}/condition", lists.condition, known, name=f"{key}_condition"),
        path(f"{key}/columns", lists.columns, known, name=f"{key}_columns"),
        path(f"{key}/reset", lists.reset, known, name=f"{key}_reset"),
        path(f"{key}/view", lists.save_view, known, name=f"{key}_view"),
        path(f"{key}/view/deletion", lists.delete_view, known, name=f"{key}_view_deletion"),
        path(f"{key}/<uuid:uid>", records.record, known, name=f"{key}_record"),
    ]


urlpatterns = [
    path("", lists.home, name="home"),
    *(
        address
        for whole in entities()
        if whole.base.page
        for address in list_addresses(whole.base.key)
    ),
]
