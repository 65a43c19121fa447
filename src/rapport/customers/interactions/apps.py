from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "rapport.customers.interactions"
    label = "interactions"
