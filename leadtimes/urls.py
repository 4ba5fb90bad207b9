"""Addresses of the map: lead times and facilities."""

from django.urls import path

from leadtimes import views, views_redating, views_staff

app_name = "leadtimes"
urlpatterns = [
    path("o/<slug:org>/lead-times/", views.lead_times, name="lead_times"),
    path("o/<slug:org>/lead-times/<int:pk>/", views.lead_time, name="lead_time"),
    path("o/<slug:org>/facilities/", views.facilities, name="facilities"),
    path("o/<slug:org>/facilities/<int:pk>/", views.facility, name="facility"),
    path("o/<slug:org>/facilities/<int:pk>/re-date/", views_redating.redating, name="redating"),
    path("o/<slug:org>/facilities/<int:pk>/staff/", views_staff.facility_staff, name="facility_staff"),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/<int:user_pk>/remove/",
        views_staff.remove_person,
        name="remove_person",
    ),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/invitations/<int:invitation_pk>/resend/",
        views_staff.resend_staff_invitation,
        name="resend_staff_invitation",
    ),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/invitations/<int:invitation_pk>/revoke/",
        views_staff.revoke_staff_invitation,
        name="revoke_staff_invitation",
    ),
]
