from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "rapport.front.api"
    label = "api"
