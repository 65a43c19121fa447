from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "rapport.kernel.mail"
    label = "mail"
