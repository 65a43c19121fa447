from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "rapport.kernel.jobs"
    label = "jobs"
