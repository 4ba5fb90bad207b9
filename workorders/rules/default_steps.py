"""Which steps a new work order starts with. Pure."""

from collections.abc import Sequence

from leadtimes.rules.portions import PlacedLeg, Portion
from workorders.rules.onward import AMAZON, Onward


def default_steps(legs: Sequence[PlacedLeg], portion: Portion, onward: Onward) -> list[str]:
    """The kinds of step a new work order starts with.

    A prep center labels what goes to Amazon; a warehouse stores; whoever has somewhere to send goods, ships.
    """
    here = {leg.kind for leg in portion.of(legs)}
    steps = ["receive"]
    if "other" in here:
        steps.append("inspect")
    if "warehouse" in here:
        steps.append("store")
    if "prep" in here and onward.kind in AMAZON:
        steps.append("label")
    if onward:
        steps.append("ship")
    elif "prep" in here:
        steps.append("store")
    return steps
