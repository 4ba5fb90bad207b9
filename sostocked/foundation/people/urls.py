"""Addresses of people and invitations."""

from django.urls import path

from sostocked.foundation.people import invitation_views, views
from sostocked.foundation.people.mail import views as mail
from sostocked.foundation.people.security_log.views import security_log

app_name = "people"
urlpatterns = [
    path("accounts/confirm-email/<path:key>/", views.old_confirmation, name="old_confirmation"),
    path("welcome/", views.welcome, name="welcome"),
    path("o/<slug:org>/settings/", views.organization, name="organization"),
    path("o/<slug:org>/security-log/", security_log, name="security_log"),
    path("o/<slug:org>/people/", views.members, name="members"),
    path("o/<slug:org>/people/<int:pk>/role/", views.role, name="role"),
    path("o/<slug:org>/people/<int:pk>/remove/", views.remove, name="remove"),
    path("o/<slug:org>/people/invitations/<int:pk>/resend/", views.resend, name="resend"),
    path("o/<slug:org>/people/invitations/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("o/<slug:org>/undelivered-mail/", mail.undelivered_mail, name="undelivered_mail"),
    path("o/<slug:org>/undelivered-mail/noted/", mail.note_undelivered_mail, name="note_undelivered_mail"),
    path("o/<slug:org>/undelivered-mail/send-again/", mail.send_all_mail_again, name="send_all_mail_again"),
    path("o/<slug:org>/undelivered-mail/<int:pk>/send-again/", mail.send_mail_again, name="send_mail_again"),
    path("invitations/<slug:token>/", invitation_views.invitation, name="invitation"),
    path("invitations/<slug:token>/accept/", invitation_views.accept, name="accept"),
]
