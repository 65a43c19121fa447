from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "rapport.customers.holdings"
    label = "holdings"
