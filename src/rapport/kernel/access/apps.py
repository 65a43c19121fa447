from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "rapport.kernel.access"
    label = "access"
