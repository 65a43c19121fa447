from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "rapport.operations.catalogue"
    label = "catalogue"
