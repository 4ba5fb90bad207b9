"""Addresses of products."""

from django.urls import path

from inventory import views

app_name = "inventory"
urlpatterns = [
    path("o/<slug:slug>/products/options/", views.product_options, name="product_options"),
]
