"""Addresses of products."""

from django.urls import path

from inventory.products import views

app_name = "inventory"
urlpatterns = [
    path("o/<slug:org>/products/", views.products, name="products"),
    path("o/<slug:org>/products/new/", views.new_product, name="new_product"),
    path("o/<slug:org>/products/options/", views.product_options, name="product_options"),
    path("o/<slug:org>/products/<int:pk>/", views.product, name="product"),
    path("o/<slug:org>/products/<int:pk>/tell/", views.tell_documents, name="tell_documents"),
    path("o/<slug:org>/products/<int:pk>/archive/", views.archive_product, name="archive_product"),
    path("o/<slug:org>/products/<int:pk>/restore/", views.restore_product, name="restore_product"),
]
