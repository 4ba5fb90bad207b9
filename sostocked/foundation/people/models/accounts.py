"""Users: persons who sign in by their e-mail."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

WHO_MANAGE = ["owner", "admin"]
"""The roles that manage an organization; `Role.who_manage` says them by name."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None, **fields):
        """A user who signs in by `email`; without a password, one who must reset it first."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Whoever may make one at the command line vouches for the address."""
        known = {"proved_at": timezone.now(), "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **known | fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may see follows from memberships and from facilities they are staff of.

    `email` is whose mailbox it is: until it is proved (`proved_at`), anybody may have typed it. An account whose
    address another account has already only claims it (`claimed_email`; its `email` is a placeholder then), so
    that signing up tells nobody who has an account; the first to prove an address has it (`proof/services.py`).
    `sign_outs` counts how often all sessions of the account were ended. `is_made_up` are people of the demo.
    """

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_staff = models.BooleanField(default=False, help_text="May enter the admin without a membership.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    claimed_email = models.EmailField("claimed e-mail", blank=True, db_default="", default="", db_index=True)
    proved_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_made_up = models.BooleanField(db_default=False, default=False, editable=False)
    sign_outs = models.PositiveIntegerField(db_default=0, default=0, editable=False)

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
        return self.name or self.address

    @property
    def address(self) -> str:
        """The address they sign in by, proved or not."""
        return self.claimed_email or self.email

    @property
    def is_proved(self) -> bool:
        """Whether the mailbox has said that it is theirs."""
        return self.proved_at is not None

    @property
    def is_shut_out(self) -> bool:
        """Whether it is a demo person on a site that is no demo: everybody knows the password."""
        return self.is_made_up and not settings.DEMO

    def manages_any(self) -> bool:
        """Whether they manage an organization as owner or admin."""
        return self.memberships.filter(role__in=WHO_MANAGE).exists()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must know to be this person's: another one once all sessions were ended.

        Nobody knows that of somebody who is shut out.
        """
        if self.is_shut_out:
            return secrets.token_hex()
        known: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # the stubs leave it out
        if not self.sign_outs:
            return known
        said = f"{known}:{self.sign_outs}"
        return salted_hmac("people.sign_outs", said, secret=secret, algorithm="sha256").hexdigest()
