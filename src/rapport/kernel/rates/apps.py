from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "rapport.kernel.rates"
    label = "rates"
