"""The legs of many documents at once, for their bars on a timeline."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from leadtimes.models import Facility
from leadtimes.rules.legs import PlainLeg


def legs_by_owner(legs: QuerySet[Any], owner: str) -> dict[int, list[PlainLeg]]:
    """`legs` in the order of their chains, by the document's id in column `owner`: as plain rows, in one query.

    There are thousands of them: as models they would cost more than all the rest of the page.
    """
    # One column of PlainLeg is called otherwise in the database: the one that names the document.
    columns = [name for name in PlainLeg._fields if name != "owner_id"]
    found: dict[int, list[PlainLeg]] = defaultdict(list)
    for row in legs.order_by(owner, "position").values(*columns, owner_id=F(owner)):
        leg = PlainLeg(**row)
        found[leg.owner_id].append(leg)
    return found


def places_and_calendars(facility_ids: Iterable[int | None]) -> dict[str, dict[int, Any]]:
    """What bars say of who works: name and town, and when it is closed, by facility, in one query."""
    facilities = list(Facility.objects.filter(pk__in=set(facility_ids) - {None}).with_calendar())
    return {
        "places": {each.pk: each.place for each in facilities},
        "calendars": {each.pk: each.calendar() for each in facilities},
    }
