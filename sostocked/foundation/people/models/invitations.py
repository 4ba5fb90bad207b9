"""Invitations: letters with a secret address, and the one that lets somebody work for an organization."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from sostocked.foundation.people.models.accounts import User
from sostocked.foundation.people.models.organizations import Membership, Organization, Role
from sostocked.foundation.people.models.secrets import in_two_weeks, new_token
from sostocked.foundation.records.history import tracked

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
    organization_path: ClassVar[str] = "organization"

    letter: Any = None
    """Its letter, if that did not arrive. Not a column: the pages that list invitations leave it here."""

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
        """Whether it was sent to the address that `user` signs in by, or to another verified one of theirs."""
        if not user.is_authenticated:
            return False
        further = user.emailaddress_set.filter(email__iexact=self.email, verified=True)
        return user.address.lower() == self.email.lower() or (user.is_proved and further.exists())

    @property
    def seller(self) -> Organization:
        """The organization in whose name it was sent, at `organization_path`."""
        found: Any = self
        for name in self.organization_path.split("__"):
            found = getattr(found, name)
        return found

    def may_be_given_by(self, role: str) -> bool:
        """Whether a member in this role may send such an invitation."""
        return role in Role.who_manage()

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

    def may_be_given_by(self, role: str) -> bool:
        return role == Role.OWNER or (self.role != Role.OWNER and super().may_be_given_by(role))

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
