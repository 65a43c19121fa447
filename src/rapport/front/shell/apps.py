from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "rapport.front.shell"
    label = "shell"
