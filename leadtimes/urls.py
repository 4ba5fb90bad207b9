"""Addresses of this desk."""

app_name = "leadtimes"
urlpatterns = []
