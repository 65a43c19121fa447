from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "rapport.customers.parties"
    label = "parties"
