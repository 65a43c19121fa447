from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "rapport.kernel.calendars"
    label = "calendars"
