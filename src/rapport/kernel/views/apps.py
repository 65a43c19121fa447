from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "rapport.kernel.views"
    label = "views"
