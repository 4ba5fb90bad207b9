"""Addresses of the calendar feed."""

from django.urls import path

from sostocked.site.calendar_feed import views

app_name = "calendar_feed"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/renew/", views.renew, name="renew"),
    path("calendar/<slug:secret>.ics", views.feed, name="feed"),
]
