"""Everything that is kept about a person, kind by kind, as plain values. Secrets stay where they are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Field, Model

from leadtimes.models import Facility, Rescheduling, StaffInvitation
from purchasing.models import DateChange, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import CalendarFeed, MemberInvitation, Membership, User
from workorders.models import Acknowledgement, Step, WorkOrder, WorkOrderDateChange

Rows = Iterable[Mapping[str, Any]]

LEG_REPORT = ("at", "leg_name", "cause", "reason", "note", "said_on", "new_ends_on")


def person(user: User) -> Rows:
    return [
        {"email": user.email, "name": user.name, "joined_at": user.date_joined, "last_in": user.last_login}
    ]


def addresses(user: User) -> Rows:
    return EmailAddress.objects.filter(user=user).values("email", "verified", "primary").iterator()


def second_factors(user: User) -> Rows:
    return Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at").iterator()


def memberships(user: User) -> Rows:
    return Membership.objects.filter(user=user).values("organization__name", "role").iterator()


def facilities(user: User) -> Rows:
    return Facility.objects.filter(staff=user).values("name", "organization__name").iterator()


def calendar_feed(user: User) -> Rows:
    return CalendarFeed.objects.filter(user=user).values("renewed_at").iterator()


def invitations_to(user: User) -> Rows:
    """Whom others invited by an address of hers, and to what."""
    said = ("email", "created_at", "expires_at", "accepted_at", "revoked_at")
    kinds = ((MemberInvitation, "organization__name"), (StaffInvitation, "facility__name"))
    for kind, place in kinds:
        found = kind._default_manager.filter(email__in=emails_of(user))
        yield from found.values(place, *said).iterator()


def invitations_by(user: User) -> Rows:
    for kind, place in ((MemberInvitation, "organization__name"), (StaffInvitation, "facility__name")):
        yield from (
            kind._default_manager.filter(invited_by=user).values(place, "email", "created_at").iterator()
        )


def mails(user: User) -> Rows:
    found = Message.objects.filter(to__overlap=emails_of(user))
    return found.values("to", "subject", "created_at", "sent_at").iterator()


def orders(user: User) -> Rows:
    said = ("organization__name", "number", "created_at")
    return PurchaseOrder.objects.filter(created_by=user).values(*said).iterator()


def orders_placed(user: User) -> Rows:
    said = ("organization__name", "number", "placed_at")
    return PurchaseOrder.objects.filter(placed_by=user).values(*said).iterator()


def work_orders(user: User) -> Rows:
    return WorkOrder.objects.filter(created_by=user).values("organization__name", "number").iterator()


def acknowledged(user: User) -> Rows:
    said = ("work_order__organization__name", "work_order__number", "revision", "at")
    return Acknowledgement.objects.filter(by=user).values(*said).iterator()


def steps_done(user: User) -> Rows:
    said = ("work_order__number", "kind", "instruction", "done_at")
    return Step.objects.filter(done_by=user).values(*said).iterator()


def reported(user: User) -> Rows:
    """What she said of legs of orders, and of work orders."""
    yield from DateChange.objects.filter(by=user).values("order__number", *LEG_REPORT).iterator()
    yield from (
        WorkOrderDateChange.objects.filter(by=user).values("work_order__number", *LEG_REPORT).iterator()
    )


def reschedulings(user: User) -> Rows:
    found = Rescheduling.objects.filter(asked_by=user) | Rescheduling.objects.filter(moved_by=user)
    return found.values("facility__name", "state", "asked_at", "is_real", "moved").iterator()


def in_the_admin(user: User) -> Rows:
    return LogEntry.objects.filter(user=user).values("action_time", "object_repr", "action_flag").iterator()


def others(user: User) -> Rows:
    """Whatever else points at a person: kinds that nobody has written a list of here yet."""
    for model, name in points_at_people():
        if (model, name) not in TOLD:
            found = model._default_manager.filter(**{name: user}).values(*_plain(model))
            yield from ({"what": model._meta.label, **row} for row in found.iterator())


def points_at_people() -> list[tuple[type[Model], str]]:
    """Every field of every model that holds a person, but those of the history, which is another's document."""
    models = [x for x in apps.get_models() if not (x._meta.proxy or hasattr(x, "pgh_tracked_model"))]
    fields = [(model, field) for model in models for field in model._meta.concrete_fields]
    return [(model, field.name) for model, field in fields if field.related_model is User]


def _plain(model: type[Model]) -> list[str]:
    """The columns that hold no secret."""
    fields: list[Field] = [each for each in model._meta.concrete_fields if not each.primary_key]
    return [each.attname for each in fields if not any(word in each.name for word in SECRET)]


SECRET = ("secret", "token", "key", "password", "data", "code", "said")
TOLD: set[tuple[type[Model], str]] = {
    *((EmailAddress, "user"), (Authenticator, "user"), (Membership, "user"), (CalendarFeed, "user")),
    *((MemberInvitation, "invited_by"), (StaffInvitation, "invited_by")),
    *((PurchaseOrder, "created_by"), (PurchaseOrder, "placed_by"), (WorkOrder, "created_by")),
    *((Acknowledgement, "by"), (Step, "done_by"), (DateChange, "by"), (WorkOrderDateChange, "by")),
    *((Rescheduling, "asked_by"), (Rescheduling, "moved_by"), (LogEntry, "user")),
}

CONTENTS: dict[str, Callable[[User], Rows]] = {
    each.__name__: each
    for each in (
        *(person, addresses, second_factors, memberships, facilities, calendar_feed),
        *(invitations_to, invitations_by, mails, orders, orders_placed, work_orders),
        *(acknowledged, steps_done, reported, reschedulings, in_the_admin, others),
    )
}
"""By the name that each kind has in the file."""


def emails_of(user: User) -> list[str]:
    """All addresses of the person, as they are written."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return list(dict.fromkeys([user.email, *others, *(each.lower() for each in others)]))
