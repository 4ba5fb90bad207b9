"""Addresses of files. They say nothing of what they belong to."""

from django.urls import path

from sostocked.foundation.documents.views import file, thumbnail

app_name = "documents"
urlpatterns = [
    path("files/<uuid:key>/", file, name="file"),
    path("files/<uuid:key>/thumbnail/", thumbnail, name="thumbnail"),
]
