from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "rapport.operations.commerce"
    label = "commerce"
