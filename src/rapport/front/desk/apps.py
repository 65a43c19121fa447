from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rapport.front.desk"
    label = "desk"
