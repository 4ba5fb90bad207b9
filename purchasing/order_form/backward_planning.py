"""Planning backwards: by when must an order be placed for the goods to be sellable by a date."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, cast

from django.db.models import Prefetch

from leadtimes.dating import set_expected, specs_of
from leadtimes.models import LeadTime, Leg
from leadtimes.rules.portions import divide
from leadtimes.rules.schedule import LegSpec, NeverOpen, latest_start, schedule
from leadtimes.rules.told_days import available_day
from sostocked.foundation.people.models import Organization


class BackwardPlan(NamedTuple):
    """A lead time, the last PO date that meets the date (None: there is none), and who gets a work order.

    `days` is how long it takes from that PO date on, closures included, until `arrives_on`: where a closure would
    push a later order past the date, that is earlier than asked. `late_by` is how many days ago the PO date was.
    `closed` says that nobody is there on the day on which the goods come to the end of their way.
    """

    lead_time: LeadTime
    order_by: date | None
    arrives_on: date | None
    days: int
    facilities: Sequence[str]
    late_by: int
    closed: str = ""


def backward_plans(organization: Organization, by: date, *, supplier_id: int | None) -> list[BackwardPlan]:
    """Every usable lead time of the organization, the one that leaves most time first."""
    legs = Prefetch("legs", Leg.objects.select_related("facility"))
    lead_times = list(organization.lead_times.usable().prefetch_related(legs))
    chains = [list(lead_time.legs.all()) for lead_time in lead_times]
    today = organization.today()
    dated = specs_of((chain, supplier_id) for chain in chains)
    plans = [
        _plan(lead_time, chain, specs, by=by, today=today)
        for lead_time, chain, specs in zip(lead_times, chains, dated, strict=True)
    ]
    return sorted(plans, key=lambda plan: (plan.order_by or date.min, plan.lead_time.name), reverse=True)


def _plan(
    lead_time: LeadTime, chain: Sequence[Leg], specs: Sequence[LegSpec], *, by: date, today: date
) -> BackwardPlan:
    stops = (chain[portion.first].facility for portion in divide(chain)[1:])
    facilities = [stop.place for stop in stops if stop]
    try:
        start = latest_start(by, specs)
    except (NeverOpen, OverflowError):
        return BackwardPlan(lead_time, None, None, 0, facilities, 0)
    set_expected(chain, schedule(start, specs))
    last = chain[-1]
    arrives_on, told = cast(date, last.ends_on), available_day(last, last.known_calendar)
    return BackwardPlan(
        lead_time,
        start,
        arrives_on,
        (arrives_on - start).days,
        facilities,
        max((today - start).days, 0),
        told.words if told else "",
    )
