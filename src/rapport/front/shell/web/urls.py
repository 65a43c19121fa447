"""The addresses of the shell."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from . import sheet, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("preferences", views.preferences, name="preferences"),
    path("palette", views.palette, name="palette"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline", views.offline, name="offline"),
]
if settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("shell/components", sheet.components, name="components"),
        path("shell/components/edit", sheet.edit, name="edit"),
        path("shell/components/<slug:sample>", sheet.sample, name="sample"),
    ]
