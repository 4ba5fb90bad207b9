"""Addresses of products and of the stock."""

from django.urls import path

from inventory.adjusting.views import adjust_stock, count_sheet
from inventory.bins.views import say_bin
from inventory.bundles.views import recipe
from inventory.conditions.views import change_units, lot
from inventory.products import views
from inventory.stock.views import (
    facility_ahead,
    facility_movements,
    facility_stock,
    my_stock,
    product_here,
    stock,
    stock_movements,
)
from inventory.valuing.views import value

app_name = "inventory"
urlpatterns = [
    path("o/<slug:org>/products/", views.products, name="products"),
    path("o/<slug:org>/products/new/", views.new_product, name="new_product"),
    path("o/<slug:org>/products/options/", views.product_options, name="product_options"),
    path("o/<slug:org>/products/<int:pk>/", views.product, name="product"),
    path("o/<slug:org>/products/<int:pk>/tell/", views.tell_documents, name="tell_documents"),
    path("o/<slug:org>/products/<int:pk>/recipe/", recipe, name="recipe"),
    path("o/<slug:org>/products/<int:pk>/archive/", views.archive_product, name="archive_product"),
    path("o/<slug:org>/products/<int:pk>/restore/", views.restore_product, name="restore_product"),
    path("stock/", my_stock, name="my_stock"),
    path("o/<slug:org>/stock/", stock, name="stock"),
    path("o/<slug:org>/stock/movements/", stock_movements, name="stock_movements"),
    path("o/<slug:org>/stock/value/", value, name="stock_value"),
    path("o/<slug:org>/stock/adjust/", adjust_stock, name="adjust_stock"),
    path("o/<slug:org>/stock/facilities/<int:pk>/", facility_stock, name="facility_stock"),
    path("o/<slug:org>/stock/facilities/<int:pk>/expected/", facility_ahead, name="facility_ahead"),
    path("o/<slug:org>/stock/facilities/<int:pk>/count-sheet/", count_sheet, name="count_sheet"),
    path(
        "o/<slug:org>/stock/facilities/<int:pk>/products/<int:product>/units/",
        product_here,
        name="product_here",
    ),
    path("o/<slug:org>/stock/facilities/<int:pk>/movements/", facility_movements, name="facility_movements"),
    path(
        "o/<slug:org>/stock/facilities/<int:pk>/products/<int:product>/",
        change_units,
        name="change_units",
    ),
    path("o/<slug:org>/stock/facilities/<int:pk>/products/<int:product>/bin/", say_bin, name="say_bin"),
    path("o/<slug:org>/stock/lots/<int:pk>/", lot, name="lot"),
]
