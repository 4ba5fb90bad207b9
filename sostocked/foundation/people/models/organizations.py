"""Organizations, who works for them as what, and their numbers."""

import zoneinfo
from datetime import date

from django.db import models
from django.utils import timezone

from sostocked.foundation.people.models.accounts import WHO_MANAGE, User
from sostocked.foundation.records.history import tracked
from sostocked.foundation.rules import measures
from sostocked.foundation.rules.money import named_currencies


def timezone_choices():
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]


def currency_choices():
    return named_currencies()


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user):
        """The organizations `user` is a member of. Staff of a facility are not members."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()


@tracked
class Organization(models.Model):
    """A seller's business. Everything else belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=60, default="America/New_York", choices=timezone_choices)
    currency = models.CharField(max_length=3, default="USD", choices=currency_choices)
    units = models.CharField(
        "sizes and weights in", max_length=8, default=measures.METRIC, choices=measures.SYSTEM_CHOICES
    )
    over_receipt_percent = models.PositiveSmallIntegerField(
        "take more than ordered, up to (%)",
        default=2,
        db_default=2,
        help_text="What comes beyond that is received only with a reason.",
    )
    reminds = models.BooleanField("ask by mail what is over", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units__in=[measures.METRIC, measures.IMPERIAL]), name="units_are_known"
            ),
            models.CheckConstraint(
                condition=models.Q(over_receipt_percent__lte=100), name="an_over_receipt_is_a_percentage"
            ),
        ]

    def __str__(self):
        return self.name

    def today(self) -> date:
        """The calendar day it is now where this organization works."""
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(self.timezone))


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    BUYER = "buyer", "Buyer"
    VIEWER = "viewer", "Viewer"

    @classmethod
    def who_write(cls):
        """Roles that create and change orders and products."""
        return [cls.OWNER, cls.ADMIN, cls.BUYER]

    @classmethod
    def who_manage(cls):
        """Roles that manage members, facilities and lead times."""
        return [cls(role) for role in WHO_MANAGE]


@tracked
class Membership(models.Model):
    """That a user works for an organization, and as what."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.BUYER)

    class Meta:
        ordering = ["organization__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="one_membership_per_person",
                violation_error_message="This person is a member already.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} of {self.organization}"

    @property
    def may_write(self) -> bool:
        return self.role in Role.who_write()

    @property
    def may_manage(self) -> bool:
        return self.role in Role.who_manage()

    @property
    def may_own(self) -> bool:
        return self.role == Role.OWNER


def managed_by(user, path: str = "organization") -> models.Q:
    """Rows whose organization (at `path`) `user` manages as owner or admin; every row for a superuser."""
    if user.is_superuser:
        return models.Q()
    mine = Membership.objects.filter(user=user, role__in=Role.who_manage())
    return models.Q(**{f"{path}__in": mine.values("organization")})


class NumberRun(models.Model):
    """The last number given to a kind of document of an organization."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    document = models.CharField(max_length=20)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "document"], name="one_run_per_document")
        ]

    def __str__(self):
        return f"{self.organization} {self.document} {self.last}"
