from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "rapport.kernel.search"
    label = "search"
