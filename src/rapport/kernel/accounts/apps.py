from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rapport.kernel.accounts"
    label = "accounts"
