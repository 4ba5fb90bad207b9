"""What has become of a lead time since an order took it over, merged into the order's own legs."""

from collections.abc import Iterator, Sequence
from typing import Any

from leadtimes.rules.lead_time_merge import Merged, MergedLeg, merge
from leadtimes.rules.legs import LegValues, read_values
from purchasing.models import OrderLeg, PurchaseOrder
from purchasing.order_legs.words import leg_words, places_of


def merge_lead_time(order: PurchaseOrder, legs: Sequence[OrderLeg], *, locked: int) -> Merged:
    """`legs` of `order` (which must come `with_lead_time_now`) with what changed in the lead time."""
    ours = [leg.values() for leg in legs]
    return merge(read_values(order.lead_time_legs), read_values(order.lead_time_now), ours, locked=locked)


def merged_values(leg: MergedLeg) -> dict[str, Any]:
    """A merged leg as the values of a row of a form."""
    values = leg.values._asdict()
    values["facility"] = values.pop("facility_id")
    return values


def describe_merge(merged: Merged, legs: Sequence[OrderLeg]) -> list[str]:
    """What taking over the lead time does to `legs`, in sentences."""
    ours = [leg.values() for leg in legs]
    places = places_of(legs, [each.values for each in merged.legs])
    return list(_sentences(merged, ours, places))


def _sentences(merged: Merged, ours: Sequence[LegValues], places: dict[int, str]) -> Iterator[str]:
    for leg in merged.legs:
        now = leg_words(leg.values, places)
        if leg.ours is None:
            yield f"New: {now}."
        elif leg.changed:
            yield f"{leg_words(ours[leg.ours], places)}, becomes {now}."
    for at in merged.dropped:
        yield f"{leg_words(ours[at], places)}, goes: the lead time no longer has it."
    for at in merged.kept:
        yield (
            f"{leg_words(ours[at], places)}, stays although the lead time no longer has it, because it was "
            "adjusted for this order. Remove it here if it should go."
        )
    for at in merged.past:
        yield f"{leg_words(ours[at], places)}, is past and stays as it is."
