from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "rapport.kernel.imports"
    label = "imports"
