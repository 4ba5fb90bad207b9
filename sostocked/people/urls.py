"""Addresses of people and invitations."""

app_name = "people"
urlpatterns = []
