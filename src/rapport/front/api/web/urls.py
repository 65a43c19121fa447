"""The address of the programming interface."""

from django.urls import include, path, re_path

from rapport.front.api.application import addresses

from . import views
from .assembled import API

urlpatterns = [
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/docs", views.docs, name="docs"),
    path("api/v1/", include(addresses(API))),
    re_path(r"^api/(?P<rest>.*)$", views.unknown, name="unknown"),
]
