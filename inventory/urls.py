"""Addresses of this desk."""

app_name = "inventory"
urlpatterns = []
