"""Facilities: who handles goods, when they work, and who does the work there."""

import zoneinfo
from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from leadtimes.models.closures import Closure, calendar_columns
from leadtimes.models.triggers import usual_capabilities
from leadtimes.rules.countries import country_name, region_name
from leadtimes.rules.kinds import (
    CAPABILITIES,
    FACILITY_ICONS,
    FACILITY_KIND_CHOICES,
    USUAL_CAPABILITIES,
    WORKING_FACILITY_KINDS,
    capabilities_in_words,
    happens_at,
    leg_kinds_at,
)
from leadtimes.rules.public_holidays import public_holidays, worked_weekends
from leadtimes.rules.schedule import Calendar, Closed
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.people.models import Invitation, Organization, timezone_choices
from sostocked.foundation.records.history import tracked, tracked_pairs
from sostocked.foundation.records.keys import FoldedKeyField, Keyed, KeyedQuerySet, ToMendField
from sostocked.foundation.rules.text import folded
from sostocked.foundation.words import weekdays_of


def monday_to_friday():
    return [0, 1, 2, 3, 4]


class FacilityQuerySet(KeyedQuerySet["Facility"]):
    def visible_to(self, user):
        """Facilities of the organizations `user` works for."""
        if user.is_superuser:
            return self
        return self.filter(Q(organization__memberships__user=user)) if user.is_authenticated else self.none()

    def staffed_by(self, user):
        """Facilities where `user` does the work."""
        return self.filter(Exists(Facility.staff.through.objects.filter(facility=OuterRef("pk"), user=user)))

    def suppliers(self):
        """Businesses that goods are bought from."""
        return self.filter(kind="supplier")

    def working(self):
        """Businesses that get work orders."""
        return self.filter(kind__in=WORKING_FACILITY_KINDS)

    def active(self):
        """Facilities that are not archived."""
        return self.filter(archived_at=None)

    def with_calendar(self):
        """Brings what `calendar()` needs, in the same query."""
        return self.annotate(**calendar_columns("pk"))

    def named(self, text: str):
        """Facilities whose name, town or contact address holds `text`."""
        return self.filter(
            Q(name_key__contains=folded(text)) | Q(city__icontains=text) | Q(contact_email__icontains=text)
        )


@tracked
class Facility(Keyed):
    """A business that handles goods for one organization: makes, moves, stores, preps or sells them."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="facilities")
    name = models.CharField(max_length=120)
    name_key = FoldedKeyField(of="name")
    name_to_mend = ToMendField("name to mend", of="name")
    kind = models.CharField(max_length=20, choices=FACILITY_KIND_CHOICES)
    capabilities = ArrayField(
        models.CharField(max_length=12),
        db_default=[],
        blank=True,
        verbose_name="what it can do",
        help_text="For a business that gets work orders: which legs can happen there.",
    )
    address = LinesTextField(blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=60, default="America/Chicago", choices=timezone_choices)
    contact_email = models.EmailField("contact e-mail", blank=True, help_text="Gets every notice.")
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="facilities",
        help_text="See and do its work orders.",
    )
    working_weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        default=monday_to_friday,
        blank=True,
        help_text="Monday is 0, Sunday is 6. Counts for legs in working days.",
    )
    holiday_country = models.CharField(
        max_length=2,
        blank=True,
        help_text="Its public holidays are no working days.",
    )
    holiday_subdivision = models.CharField(
        max_length=40, blank=True, help_text="State or province with holidays of its own."
    )
    notice_days = models.PositiveSmallIntegerField(
        "told of delays from",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Days. It is told of a new date only when goods move by at least so many.",
    )
    default_lead_time = models.ForeignKey(
        "LeadTime",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="default_of",
        help_text="For a supplier: proposed on new purchase orders.",
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "facilities"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name_key"],
                condition=Q(name_to_mend=False),
                name="facility_names_are_unique",
                violation_error_message="You have a facility of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[key for key, _ in FACILITY_KIND_CHOICES]), name="facility_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(capabilities__contained_by=list(CAPABILITIES)), name="capabilities_are_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=WORKING_FACILITY_KINDS) & ~Q(capabilities=[]))
                | (~Q(kind__in=WORKING_FACILITY_KINDS) & Q(capabilities=[])),
                name="who_gets_work_orders_can_do_something",
                violation_error_message="Tick at least one thing that it can do.",
            ),
            models.CheckConstraint(
                condition=Q(default_lead_time=None) | Q(kind="supplier"),
                name="only_suppliers_have_a_default_lead_time",
                violation_error_message="Only a supplier has a default lead time.",
            ),
            models.CheckConstraint(
                condition=Q(working_weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="weekdays_are_0_to_6",
                violation_error_message="Weekdays are numbers from 0 (Monday) to 6 (Sunday).",
            ),
            models.CheckConstraint(
                condition=Q(notice_days__gte=1) & Q(notice_days__lte=60),
                name="a_facility_is_told_from_1_to_60_days",
                violation_error_message="Choose between 1 and 60 days.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="kind_and_owner_stay", fields=["kind", "organization"]),
            usual_capabilities(),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("leadtimes:facility", args=[self.organization.slug, self.pk])

    @property
    def place(self) -> str:
        """Name and town, as on a label."""
        return f"{self.name} ({self.city})" if self.city else self.name

    @property
    def town(self) -> str:
        return ", ".join(filter(None, [self.city, country_name(self.country)]))

    @property
    def holidays_of(self) -> str:
        """Whose public holidays it has: "United States, Texas"."""
        country, region = self.holiday_country, self.holiday_subdivision
        return ", ".join(filter(None, [country_name(country), region and region_name(country, region)]))

    @property
    def icon(self) -> str:
        return FACILITY_ICONS[self.kind]

    @property
    def gets_work_orders(self) -> bool:
        return self.kind in WORKING_FACILITY_KINDS

    def has_room_for(self, leg_kind: str) -> bool:
        """Whether a leg of this kind can happen here."""
        return happens_at(leg_kind, self.kind, self.capabilities)

    @property
    def leg_kinds(self) -> list[str]:
        """The kinds of leg that can happen here, its usual one first."""
        return leg_kinds_at(self.kind, self.capabilities)

    @property
    def capabilities_in_words(self) -> str:
        """ "stores, preps"."""
        return capabilities_in_words(self.capabilities)

    @property
    def unusual_capabilities(self) -> str:
        """The same, where it is not what is usual for its kind."""
        usual = set(self.capabilities) == set(USUAL_CAPABILITIES.get(self.kind, []))
        return "" if usual else self.capabilities_in_words

    def today(self) -> date:
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(self.timezone))

    def next_closure(self) -> Closed | None:
        """The closure that is on or comes next. Prefetch `closures` where there are many."""
        today = self.today()
        times = (closed for each in self.closures.all() for closed in each.ahead(today))
        return min(times, key=lambda closed: closed.starts_on, default=None)

    def calendar(self, columns: Any = None) -> Calendar:
        """When this facility works.

        `with_calendar()` brings it along where there are many, and so do rows with its `calendar_columns`.
        """
        source = columns or self
        rows, extra = getattr(source, "closure_rows", None), getattr(source, "extra_dates", None)
        closures = self.closures.all() if rows is None else map(Closure.read, rows)
        return Calendar(
            weekdays=frozenset(self.working_weekdays),
            closures=tuple(closed for each in closures for closed in each.times),
            holidays=public_holidays(self.holiday_country, self.holiday_subdivision),
            extra=frozenset(self.extra_days.values_list("day", flat=True) if extra is None else extra),
            worked=worked_weekends(self.holiday_country, self.holiday_subdivision),
        )

    working_weekdays_in_words = staticmethod(weekdays_of)

    def working_rules(self) -> tuple:
        """All that dates of its work depend on, as the database has it, to tell whether it has changed."""
        times = {(closed.starts_on, closed.ends_on) for each in self.closures.all() for closed in each.times}
        extra = set(self.extra_days.values_list("day", flat=True))
        weekdays = sorted(self.working_weekdays)
        return weekdays, self.holiday_country, self.holiday_subdivision, times, extra


@tracked_pairs
class FacilityStaff(Facility.staff.through):  # type: ignore[name-defined]  # Django makes it
    """That a person does the work of a facility; the history of who did is kept, too."""

    class Meta:
        proxy = True


@tracked(without=["token"])
class StaffInvitation(Invitation):
    """An invitation to do the work of a facility."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="invitations")

    says = ("invited_by", "facility__organization")
    organization_path = "facility__organization"

    def __str__(self):
        return f"{self.email} → {self.facility}"

    @property
    def place(self) -> str:
        return self.facility.place

    @property
    def purpose(self) -> str:
        return f"the staff of {self.facility.place}, to do its work for {self.facility.organization.name}"

    def grant(self, user) -> None:
        self.facility.staff.add(user)


def staff_emails(facility: Facility) -> list[str]:
    """Who hears of a facility's work: its contact address and its active staff, each once."""
    staff = [person.email for person in facility.staff.all() if person.is_active]
    return list(dict.fromkeys([address for address in [facility.contact_email, *staff] if address]))
