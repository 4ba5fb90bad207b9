"""Mail that did not arrive, as pages name it: to whom, why, and what becomes of it. Who may send it again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from sostocked.foundation.outbox.models import Message, key_for, key_of
from sostocked.foundation.people.access import Request, enter_to_write
from sostocked.foundation.people.mail.kinds import INVITATION
from sostocked.foundation.people.models import Letter, Membership, OpenInvitations, Organization, User

MOST_ON_A_DOCUMENT = 20
"""How many undelivered mails a document's page names; the page of all of them has the rest."""

WHOSE = OuterRef("organization_id")
"""The organization of a document that belongs to one."""


class UndeliveredMail(NamedTuple):
    """A mail that was tried and did not go. `send_again_url` is empty for those who may not."""

    pk: int
    subject: str
    name: str
    address: str
    reason: str
    posted_at: datetime
    given_up_at: datetime | None
    next_try_at: datetime
    send_again_url: str

    @property
    def is_due(self) -> bool:
        """Whether it is being tried at this very moment, or as soon as a worker gets to it."""
        return self.next_try_at <= timezone.now()


def misses_mail(model: type[models.Model], whose: OuterRef | Value = WHOSE) -> Exists:
    """Whether mail about a document did not arrive, to read it with (`misses_mail`): its page then asks which.

    `whose` is the organization of the document: the index finds what of its mail did not arrive.
    """
    key = Concat(Value(key_for(model, "")), Cast(OuterRef("pk"), models.CharField()))
    keys = Func(
        key, template="ARRAY[%(expressions)s]::varchar[]", output_field=ArrayField(models.CharField())
    )
    missed = Message.objects.undelivered().filter(organization_id=whose)
    return Exists(missed.filter(Q(about__overlap=keys) | Q(part_of__overlap=keys)))


def undelivered_about(
    organization: Organization, document: models.Model, *, may_send: bool
) -> list[UndeliveredMail]:
    """What did not arrive of the news about a document that says whether it `misses_mail`, newest first."""
    if not getattr(document, "misses_mail", True):
        return []
    found = Message.objects.undelivered().filter(organization_id=organization.pk)
    found = found.seen_at([key_of(document)]).order_by("-pk")[:MOST_ON_A_DOCUMENT]
    return as_undelivered(found, organization, may_send=may_send)


def undelivered_to(user: User, organization: Organization, document: models.Model) -> list[UndeliveredMail]:
    """The same for somebody outside the organization: only what was to go to them, and they may ask for it."""
    if not getattr(document, "misses_mail", True):
        return []
    found = Message.objects.undelivered().filter(organization_id=organization.pk, to__0__iexact=user.email)
    return as_undelivered(found.seen_at([key_of(document)]).order_by("-pk"), organization, may_send=True)


def as_undelivered(
    messages: Iterable[Message], organization: Organization, *, may_send: bool
) -> list[UndeliveredMail]:
    """These messages as a page names them; one query for the names, none where nothing is undelivered."""
    messages = list(messages)
    names = _names(messages)
    return [_undelivered(each, names, organization if may_send else None) for each in messages]


def _undelivered(message: Message, names: dict[str, str], organization: Organization | None):
    url = reverse("people:send_mail_again", args=[organization.slug, message.pk]) if organization else ""
    return UndeliveredMail(
        pk=message.pk,
        subject=message.subject,
        name=names.get(message.address.lower()) or message.whom,
        address=message.address,
        reason=message.last_error,
        posted_at=message.created_at,
        given_up_at=message.failed_at,
        next_try_at=message.next_try_at,
        send_again_url=url,
    )


def _names(messages: Sequence[Message]) -> dict[str, str]:
    addresses = {each.address.lower() for each in messages}
    if not addresses:
        return {}
    found = User.objects.filter(email__in=addresses).exclude(name="")
    return {email.lower(): name for email, name in found.values_list("email", "name")}


def with_letters(invitations: OpenInvitations[Letter], membership: Membership) -> list[Letter]:
    """Those invitations, for who manages, each with its `letter` if that did not arrive; nobody else sees any."""
    if not membership.may_manage:
        return []
    whose = Value(membership.organization_id)
    found = list(invitations.annotate(misses_mail=misses_mail(invitations.model, whose)))
    missed = {key_of(each): each for each in found if each.misses_mail}
    rows = list(Message.objects.undelivered().seen_at(missed).order_by("pk")) if missed else []
    mails = as_undelivered(rows, membership.organization, may_send=False)
    for row, mail in zip(rows, mails, strict=True):
        missed[row.about[0]].letter = mail
    return found


def message_to_send_again(request: Request, slug: str, pk: int) -> Message:
    """The undelivered message, or Http404. One's own; or for those who write orders, invitations for managers."""
    found = Message.objects.filter(
        organization_id__in=Organization.objects.filter(slug=slug).values("pk"), pk=pk
    )
    message = found.first()
    own = getattr(request.user, "email", "")  # the house lets nobody in who has not signed in
    if message is not None and message.address.lower() == own.lower():
        return message
    membership = enter_to_write(request, slug)
    if message is None:
        raise Http404("No such mail.")
    if message.kind == INVITATION and not membership.may_manage:
        raise PermissionDenied("Owners and admins invite people.")
    return message
