from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "rapport.front.demo"
    label = "demo"
