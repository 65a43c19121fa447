"""The addresses of mail."""

from django.urls import path

from . import views

PREFIX = "mail"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("/server", views.server, name="set_mail_server"),
    path("/server/trial", views.trial, name="try_mail_server"),
    path("/<uuid:uid>", views.mail, name="mail"),
]
