"""What a departure says of the legs around it."""

from datetime import date
from types import SimpleNamespace

import pytest

from inventory.shipping.departures import witnessed

LEFT_ON, BEFORE, LATER = date(2026, 12, 17), date(2026, 12, 15), date(2026, 12, 19)


class Left(SimpleNamespace):
    def __str__(self):
        return "WO-1001-1, departure 2"


def departure(*, is_all):
    return Left(is_all=is_all, shipment=SimpleNamespace(left_on=LEFT_ON))


def leg(pk, *, began=None, over=None):
    return SimpleNamespace(pk=pk, actual_starts_on=began, actual_ends_on=over)


@pytest.mark.parametrize(
    ("is_all", "here", "following", "said"),
    [
        (True, leg(1), leg(2), [(1, "finished", LEFT_ON), (2, "started", LEFT_ON)]),
        (False, leg(1), leg(2), []),
        (True, leg(1), leg(2, began=BEFORE), [(1, "finished", BEFORE)]),  # legs do not overlap
        (True, leg(1), leg(2, began=LATER), [(1, "finished", LEFT_ON)]),
        (True, leg(1, over=BEFORE), leg(2, began=BEFORE), []),
        (True, leg(1), None, [(1, "finished", LEFT_ON)]),
        (True, None, leg(2, over=LATER), []),
    ],
)
def test_what_is_witnessed_by_leaving(is_all, here, following, said):
    reports = witnessed(departure(is_all=is_all), here, following)
    assert [(pk, report.what.value, report.on) for pk, report in reports] == said
    assert {report.note for _pk, report in reports} <= {"WO-1001-1, departure 2"}
