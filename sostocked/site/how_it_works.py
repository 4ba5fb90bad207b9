"""How purchase orders and work orders work, and how to follow them: a page for whoever is signed in."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from leadtimes.rules.bar import Bar, BarLeg, BarPortion
from leadtimes.rules.kinds import leg_icon, leg_name

EXAMPLE = (
    ("Purchase order", "Seller", (("supplier", "", 30), ("freight", "ocean", 28), ("freight", "ground", 4))),
    ("Work order", "Prep center", (("prep", "", 5), ("freight", "ground", 6), ("fba", "", 7))),
)
"""From a supplier by way of a prep center to Amazon: for each document its legs, by kind, mode and days."""


@require_safe
def how_it_works(request):
    """The words, the way of the goods with its bar, and where each side sees what happens."""
    return render(request, "how_it_works.html", {"bar": example_bar()})


def example_bar() -> Bar:
    """The bar as it is on the page of the purchase order."""
    portions = [
        BarPortion(title, owner, tuple(_leg(*leg, active=not number) for leg in legs), active=not number)
        for number, (title, owner, legs) in enumerate(EXAMPLE)
    ]
    return Bar(tuple(portions), "An example")


def _leg(kind: str, mode: str, days: int, *, active: bool) -> BarLeg:
    return BarLeg(kind, leg_icon(kind, mode), leg_name(kind, mode), days=days, active=active)
