from django.apps import AppConfig


class AsksConfig(AppConfig):
    name = "rapport.kernel.asks"
    label = "asks"
