"""What owners want to know afterwards: who came in, who was let in, and who changed what others may do."""

from typing import Self

from django.db import models
from django.utils import timezone

from sostocked.foundation.people.models.accounts import User
from sostocked.foundation.people.models.organizations import Organization
from sostocked.foundation.records.history import append_only


class SecurityKind(models.TextChoices):
    SIGNED_IN = "signed_in", "Sign-ins"
    INVITED = "invited", "Invitations"
    MEMBERS = "members", "Members and roles"
    FACILITIES = "facilities", "Facilities and their staff"
    SETTINGS = "settings", "Settings"


class SecurityEventQuerySet(models.QuerySet["SecurityEvent"]):
    def of(self, organization: Organization) -> Self:
        """What happened in the books of one organization, and sign-ins of those who were members then."""
        return self.filter(organization=organization)

    def letters_since(self, moment) -> Self:
        """Invitations that were sent or sent again after `moment`; what was revoked since counts as well."""
        return self.filter(kind=SecurityKind.INVITED, email__gt="", at__gt=moment)


class SecurityEvent(models.Model):
    """One thing that somebody did, with the name they had then and where they did it from.

    Rows are only ever added. They outlive the people and organizations they tell of, so nothing cascades here.
    `email` is the address that a letter went to, `device` what their browser said of itself, in short.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    organization = models.ForeignKey(
        Organization, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=SecurityKind)
    user = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    by = models.CharField(max_length=254, blank=True)
    what = models.CharField(max_length=500)
    email = models.EmailField(blank=True)
    ip = models.GenericIPAddressField("address", null=True)
    device = models.CharField(max_length=80, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        triggers = append_only()
        indexes = [
            models.Index(fields=["organization", "-id"], name="security_of_organization"),
            models.Index(fields=["user", "kind", "at"], name="security_of_person"),
            models.Index(
                fields=["email", "at"], condition=models.Q(email__gt=""), name="security_of_address"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SecurityKind.values), name="security_kind_is_known"
            )
        ]

    def __str__(self):
        return f"{self.by} {self.what}"
