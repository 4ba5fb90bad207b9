"""What managers do with lead times."""

from itertools import count

from django.db import transaction

from leadtimes.models import LeadTime, Leg
from sostocked.foundation.rules.text import folded


@transaction.atomic
def copy_lead_time(lead_time: LeadTime) -> LeadTime:
    """A new lead time like this one, legs and all, under a name of its own."""
    taken = set(
        LeadTime.objects.filter(organization=lead_time.organization_id).values_list("name_key", flat=True)
    )
    stem = lead_time.name[:100]
    names = (f"{stem} (copy{f' {n}' if n > 1 else ''})" for n in count(1))
    copy = LeadTime.objects.create(
        organization_id=lead_time.organization_id,
        name=next(name for name in names if folded(name) not in taken),
        note=lead_time.note,
    )
    Leg.objects.bulk_create(
        Leg(lead_time=copy, position=position, **leg.values()._asdict())
        for position, leg in enumerate(lead_time.legs.all(), start=1)
    )
    return copy
