"""Which steps a new work order starts with. Pure."""

from collections.abc import Sequence

from leadtimes.rules.portions import PlacedLeg, Portion, divide
from workorders.rules.onward import AMAZON, LegToStop, Onward, onward_from


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


def ways_along(legs: Sequence[LegToStop]) -> list[tuple[Portion, Onward]]:
    """The portions of work orders on an order's legs, each with where goods go from there."""
    portions = divide(legs)
    following = [*portions[2:], None]
    return [
        (portion, onward_from(legs, portion, after))
        for portion, after in zip(portions[1:], following, strict=False)
    ]


def is_labelled(legs: Sequence[LegToStop]) -> bool:
    """Whether one of the work orders that these legs bring about starts with a step to label."""
    return any("label" in default_steps(legs, portion, onward) for portion, onward in ways_along(legs))
