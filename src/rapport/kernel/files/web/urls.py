from django.urls import path

from rapport.kernel.files.web import views

PREFIX = "files/"
urlpatterns = [path("<uuid:file_uid>", views.download_file, name="download_file")]
