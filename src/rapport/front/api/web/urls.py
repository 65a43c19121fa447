"""The address of the programming interface."""

from django.urls import path

from rapport.front.api.application import build

urlpatterns = [path("api/v1/", build().urls)]
