from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "rapport.kernel.events"
    label = "events"
