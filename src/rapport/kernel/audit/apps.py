from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "rapport.kernel.audit"
    label = "audit"
