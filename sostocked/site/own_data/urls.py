"""Addresses of what is kept of a person."""

from django.urls import path

from sostocked.site.own_data import views

app_name = "own_data"
urlpatterns = [
    path("account/data/", views.own_data, name="own_data"),
    path("account/data/download/", views.download, name="download"),
]
