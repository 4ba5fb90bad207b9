"""Lead times: the chains of legs that goods travel, and the dated legs of documents."""

from datetime import date
from typing import cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from leadtimes.models.facilities import Facility
from leadtimes.models.triggers import facility_fits, owner_stays, supplier_first
from leadtimes.rules.kinds import (
    FREIGHT_MODE_CHOICES,
    LEG_KIND_CHOICES,
    LEG_KINDS,
    leg_icon,
    leg_length,
    leg_name,
)
from leadtimes.rules.legs import LegTimes, LegValues
from leadtimes.rules.portions import divide
from leadtimes.rules.schedule import Calendar, LegSpec
from sostocked.foundation.pages.fields.lines import LinesTextField
from sostocked.foundation.people.models import Organization
from sostocked.foundation.records.history import tracked
from sostocked.foundation.records.keys import FoldedKeyField, Keyed, KeyedQuerySet, ToMendField
from sostocked.foundation.rules.text import folded
from sostocked.foundation.words import count_of

MAX_LEG_DAYS = 3650
LEG_FIELDS = LegValues._fields
"""The columns that make two legs the same leg, whoever owns them."""


class LeadTimeQuerySet(KeyedQuerySet["LeadTime"]):
    def visible_to(self, user):
        """Lead times of the organizations `user` works for."""
        if user.is_superuser:
            return self
        return self.filter(Q(organization__memberships__user=user)) if user.is_authenticated else self.none()

    def active(self):
        """Lead times that new orders may use."""
        return self.filter(archived_at=None)

    def usable(self):
        """Active ones that have legs and whose facilities are all in business."""
        legs = Leg.objects.filter(lead_time=OuterRef("pk"))
        return (
            self.active()
            .filter(Exists(legs))
            .exclude(Exists(legs.filter(facility__archived_at__isnull=False)))
        )

    def through(self, facility):
        """Lead times with a leg at `facility`."""
        return self.filter(Exists(Leg.objects.filter(lead_time=OuterRef("pk"), facility=facility)))

    def named(self, text: str):
        """Lead times whose name, or the name of a facility on their way, holds `text`."""
        stops = Leg.objects.filter(lead_time=OuterRef("pk"), facility__name_key__contains=folded(text))
        return self.filter(Q(name_key__contains=folded(text)) | Exists(stops))

    def with_days(self):
        """Adds `total_days`: the sum of the legs' days."""
        days = (
            Leg.objects.filter(lead_time=OuterRef("pk")).values("lead_time").annotate(sum=models.Sum("days"))
        )
        return self.annotate(total_days=models.functions.Coalesce(models.Subquery(days.values("sum")), 0))


@tracked
class LeadTime(Keyed):
    """A named, reusable chain of legs. Orders copy it: changing or archiving it changes no order."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="lead_times")
    name = models.CharField(max_length=120)
    name_key = FoldedKeyField(of="name")
    name_to_mend = ToMendField("name to mend", of="name")
    note = LinesTextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = LeadTimeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name_key"],
                condition=Q(name_to_mend=False),
                name="lead_time_names_are_unique",
                violation_error_message="You have a lead time of this name already.",
            )
        ]
        triggers = [owner_stays()]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("leadtimes:lead_time", args=[self.organization.slug, self.pk])

    def facilities_with_work_orders(self) -> list[Facility]:
        """The facilities that get a work order, in the order of their work. Prefetch `legs__facility`."""
        legs = list(self.legs.all())
        return [where for portion in divide(legs)[1:] if (where := legs[portion.first].facility)]

    def archived_stops(self) -> list[Facility]:
        """Facilities on the way that were archived: until they are replaced, no new order can go this way."""
        stops = {leg.facility for leg in self.legs.all() if leg.facility}
        return sorted((stop for stop in stops if stop.archived_at), key=lambda stop: stop.name)


class AbstractLeg(LegTimes, models.Model):
    """One stretch of a chain: what happens, where, and how many days it takes."""

    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=LEG_KIND_CHOICES)
    mode = models.CharField(max_length=10, choices=FREIGHT_MODE_CHOICES, blank=True)
    label = models.CharField(max_length=80, blank=True)
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField()
    day_basis = models.CharField(
        max_length=10,
        choices=[("calendar", "calendar days"), ("working", "working days")],
        default="calendar",
    )

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=[k for k, kind in LEG_KINDS.items() if kind.needs_facility])
                | Q(facility__isnull=False),
                name="%(class)s_at_a_business_names_it",
                violation_error_message="Choose the facility where this leg happens.",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(LEG_KINDS)), name="%(class)s_kind_is_known"),
            models.CheckConstraint(
                condition=Q(days__lte=MAX_LEG_DAYS),
                name="%(class)s_takes_at_most_ten_years",
                violation_error_message="A leg takes at most 3,650 days.",
            ),
            models.CheckConstraint(
                condition=Q(mode="") | Q(kind="freight"),
                name="%(class)s_has_a_mode_only_as_freight",
                violation_error_message="Only freight has a mode.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {count_of(self.days, 'day')}"

    @property
    def name(self) -> str:
        return leg_name(self.kind, self.mode, self.label)

    @property
    def length(self) -> str:
        return leg_length(self.days, self.day_basis)

    @property
    def icon(self) -> str:
        return leg_icon(self.kind, self.mode)

    def values(self) -> LegValues:
        """The leg without owner, position and dates."""
        return LegValues(**{name: getattr(self, name) for name in LEG_FIELDS})

    def spec(self, calendar: Calendar) -> LegSpec:
        return LegSpec(self.days, self.day_basis == "working", calendar)

    dated_on: Calendar | None = None
    """The calendar that its days were counted on, left here by `leadtimes.dating`."""

    @property
    def known_calendar(self) -> Calendar | None:
        """When its facility works, where the query (`calendar_columns`) or dating it brought that along."""
        if self.dated_on is None and self.facility_id and hasattr(self, "closure_rows"):
            return cast(Facility, self.facility).calendar(self)
        return self.dated_on if self.facility_id else None


@tracked
class Leg(AbstractLeg):
    """A leg of a reusable lead time. A supplier leg without facility means the supplier of the order."""

    # Whoever reads a leg asks for its dates; a template has none until a start is imagined.
    baseline_starts_on: date | None = None
    baseline_ends_on: date | None = None
    expected_starts_on: date | None = None
    expected_ends_on: date | None = None
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    begun_in_part_on: date | None = None
    is_reported: bool = False

    lead_time = models.ForeignKey(LeadTime, models.CASCADE, related_name="legs")

    class Meta(AbstractLeg.Meta):
        constraints = [
            *AbstractLeg.Meta.constraints,
            models.UniqueConstraint(
                fields=["lead_time", "position"],
                name="one_leg_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [facility_fits("leadtimes_leadtime", "lead_time_id", must_be_able=True), supplier_first()]


class DatedLeg(AbstractLeg):
    """A leg of a document, with three dates kept apart: as placed, as expected now, as it really was.

    `reported_ends_on` is the end that a person gave when they said "not yet"; expected follows it.
    `begun_in_part_on` is the day on which the first of several departures went this way: it moves no date, since
    the rest of the goods is still where the leg before it is.
    """

    baseline_starts_on = models.DateField(null=True, blank=True)
    baseline_ends_on = models.DateField(null=True, blank=True)
    expected_starts_on = models.DateField(null=True, blank=True)
    expected_ends_on = models.DateField(null=True, blank=True)
    actual_starts_on = models.DateField(null=True, blank=True)
    actual_ends_on = models.DateField(null=True, blank=True)
    reported_ends_on = models.DateField(null=True, blank=True)
    begun_in_part_on = models.DateField(null=True, blank=True)

    class Meta(AbstractLeg.Meta):
        abstract = True
        constraints = [
            *AbstractLeg.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expected_ends_on__gte=models.F("expected_starts_on")) | Q(expected_ends_on=None),
                name="%(class)s_expected_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(baseline_ends_on__gte=models.F("baseline_starts_on")) | Q(baseline_ends_on=None),
                name="%(class)s_baseline_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(actual_ends_on__gte=models.F("actual_starts_on")) | Q(actual_ends_on=None),
                name="%(class)s_actual_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(reported_ends_on=None) | Q(actual_ends_on=None),
                name="%(class)s_awaits_no_end_once_over",
            ),
        ]

    def spec(self, calendar: Calendar) -> LegSpec:
        return LegSpec(
            self.days,
            self.day_basis == "working",
            calendar,
            started_on=self.actual_starts_on,
            finished_on=self.actual_ends_on,
            due_on=self.reported_ends_on,
        )

    @property
    def is_reported(self) -> bool:
        """Whether a person has said anything about it."""
        return bool(self.actual_starts_on or self.actual_ends_on or self.reported_ends_on)
