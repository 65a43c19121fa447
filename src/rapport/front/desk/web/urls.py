"""The addresses of the desk."""

from django.urls import path, register_converter

from rapport.kernel.entities.registry import entities

from . import lists, records


class ListKey:
    """A list that has a page of its own: "customers", "orders"."""

    regex = "[a-z][a-z-]*"

    def to_python(self, value: str) -> str:
        if value not in {whole.base.key for whole in entities() if whole.base.page}:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ListKey, "list")

urlpatterns = [
    path("", lists.home, name="home"),
    path("<list:key>", lists.list_page, name="list"),
    path("<list:key>/rows", lists.more_rows, name="more_rows"),
    path("<list:key>/foot", lists.list_foot, name="list_foot"),
    path("<list:key>/condition", lists.condition_form, name="condition_form"),
    path("<list:key>/columns", lists.column_form, name="column_form"),
    path("<list:key>/view", lists.save_view, name="save_view"),
    path("<list:key>/view/deletion", lists.delete_view, name="delete_view"),
    path("<list:key>/<uuid:uid>", records.record, name="record"),
]
