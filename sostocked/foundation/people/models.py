"""Users, the organizations they sell for, and what they may do there."""

import secrets
import zoneinfo
from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from sostocked.foundation.records.history import tracked
from sostocked.foundation.rules import measures
from sostocked.foundation.rules.money import named_currencies


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None, **fields):
        """A user who signs in by `email`; without a password, one who must reset it first."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may see follows from memberships and from facilities they are staff of."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField(default=False, help_text="May enter the admin without a membership.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="one_user_per_email", violation_error_message="This e-mail is in use."
            )
        ]

    def __str__(self):
        return self.name or self.email

    def manages_any(self) -> bool:
        """Whether they manage an organization as owner or admin."""
        return self.memberships.filter(role__in=Role.who_manage()).exists()


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
    reminds = models.BooleanField("ask by mail what is over", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units__in=[measures.METRIC, measures.IMPERIAL]), name="units_are_known"
            )
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
        return [cls.OWNER, cls.ADMIN]


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


def managed_by(user, path: str = "organization") -> models.Q:
    """Rows whose organization (at `path`) `user` manages as owner or admin; every row for a superuser."""
    if user.is_superuser:
        return models.Q()
    mine = Membership.objects.filter(user=user, role__in=Role.who_manage())
    return models.Q(**{f"{path}__in": mine.values("organization")})


def new_token() -> str:
    """A secret nobody guesses: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def in_two_weeks() -> datetime:
    return timezone.now() + timedelta(days=14)


Letter = TypeVar("Letter", bound="Invitation")


class OpenInvitations(models.QuerySet[Letter]):
    def open(self) -> Self:
        """Invitations that can still be accepted."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def unanswered(self) -> Self:
        """Neither accepted nor taken back; some may have expired meanwhile."""
        return self.filter(accepted_at=None, revoked_at=None).order_by("email")

    def told(self) -> Self:
        """With everything that an invitation needs to say who invites to what."""
        return self.select_related(*self.model.says)


class Invitation(models.Model):
    """A letter with a secret address; the person who holds it and the mailbox may join once.

    Each kind says what one joins by it (`place`), what for (`purpose`: "Ann invites you to …"), and gives a
    person what it promises (`grant`; harmless when they have it already).
    """

    email = models.EmailField("e-mail")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_two_weeks)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OpenInvitations.as_manager()

    says: ClassVar[tuple[str, ...]] = ("invited_by",)

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return reverse("people:invitation", args=[self.token])

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.revoked_at and not self.has_expired

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def is_for(self, user) -> bool:
        """Whether it was sent to the address that `user` signs in by."""
        return user.is_authenticated and user.email.lower() == self.email.lower()

    @property
    def place(self) -> str:
        """What one joins by it. Each kind says that, what for, and what it gives."""
        return ""

    @property
    def purpose(self) -> str:
        return ""

    def grant(self, user) -> None:
        raise TypeError(f"{type(self).__name__} does not say what it gives.")


@tracked(without=["token"])
class MemberInvitation(Invitation):
    """An invitation to work for an organization in a role."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role, default=Role.BUYER)

    says = ("invited_by", "organization")

    def __str__(self):
        return f"{self.email} → {self.organization}"

    @property
    def place(self) -> str:
        return self.organization.name

    @property
    def purpose(self) -> str:
        article = "an" if self.role[0] in "ao" else "a"
        return f"{self.organization.name} as {article} {self.get_role_display().lower()}"

    def grant(self, user) -> None:
        Membership.objects.get_or_create(
            organization=self.organization, user=user, defaults={"role": self.role}
        )


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self):
        """Feeds whose owner may still come in. Whoever reads one by its secret starts here."""
        return self.filter(user__is_active=True)


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads, without signing in.

    `said` is what each entry last said, in short, to number those that say something else (calendar_feed).
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    renewed_at = models.DateTimeField(default=timezone.now, editable=False)
    said = models.JSONField(default=dict, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self):
        return f"Calendar feed of {self.user}"


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
