from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "rapport.front.admin"
    label = "admin"
