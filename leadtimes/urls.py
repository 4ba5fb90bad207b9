"""Addresses of the map: lead times and facilities."""

from django.urls import path

from leadtimes.facilities.staff_views import (
    facility_staff,
    remove_person,
    resend_staff_invitation,
    revoke_staff_invitation,
)
from leadtimes.facilities.views import facilities, facility, tell_documents
from leadtimes.lead_times.views import lead_time, lead_times
from leadtimes.rescheduling.views import rescheduling

app_name = "leadtimes"
urlpatterns = [
    path("o/<slug:org>/lead-times/", lead_times, name="lead_times"),
    path("o/<slug:org>/lead-times/<int:pk>/", lead_time, name="lead_time"),
    path("o/<slug:org>/facilities/", facilities, name="facilities"),
    path("o/<slug:org>/facilities/<int:pk>/", facility, name="facility"),
    path("o/<slug:org>/facilities/<int:pk>/tell/", tell_documents, name="tell_documents"),
    path("o/<slug:org>/facilities/<int:pk>/re-date/", rescheduling, name="rescheduling"),
    path("o/<slug:org>/facilities/<int:pk>/staff/", facility_staff, name="facility_staff"),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/<int:user_pk>/remove/",
        remove_person,
        name="remove_person",
    ),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/invitations/<int:invitation_pk>/resend/",
        resend_staff_invitation,
        name="resend_staff_invitation",
    ),
    path(
        "o/<slug:org>/facilities/<int:pk>/staff/invitations/<int:invitation_pk>/revoke/",
        revoke_staff_invitation,
        name="revoke_staff_invitation",
    ),
]
