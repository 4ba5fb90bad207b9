"""What changing lines does, by the state of each work order: never a promise that will be refused."""

from datetime import UTC, datetime

import pytest

from purchasing.rules.edit_effects import effect_of_change
from purchasing.rules.work_order_summary import WorkOrderSummary
from sostocked.foundation.pages.badges import Badge

READ = {
    "acknowledged_by": "Dana",
    "acknowledged_revision": 2,
    "acknowledged_at": datetime(2026, 11, 5, tzinfo=UTC),
}


def document(**state):
    return WorkOrderSummary(
        order_id=1,
        leg_id=1,
        number="WO-1001-1",
        url="",
        facility_id=1,
        place="Lone Star Prep",
        badge=Badge("", "", ""),
        revision=2,
        expected_on=None,
        leave_on=None,
        **state,
    )


@pytest.mark.parametrize(
    ("state", "goods_came", "words"),
    [
        ({"is_open": True}, False, "was told and has not acknowledged yet. It gets a new revision."),
        (
            {"is_open": True},
            True,
            "was told and has not acknowledged yet. Quantities only go up: goods have come.",
        ),
        (
            {"is_open": True, **READ},
            False,
            "Dana acknowledged revision 2 on 5 Nov 2026. It is asked to acknowledge again.",
        ),
        (
            {"is_open": True, **READ},
            True,
            "Dana acknowledged revision 2 on 5 Nov 2026. It is asked to acknowledge again. "
            "Quantities only go up: goods have come.",
        ),
        (
            {"is_open": True, "begun": True, **READ},
            True,
            "has begun the work. Quantities only go up, and it is asked to acknowledge again.",
        ),
        (
            {"begun": True, **READ},
            True,
            "completed the work. Its quantities stay, so a change of quantities is refused.",
        ),
    ],
)
def test_by_the_state_of_the_work_order(state, goods_came, words):
    assert effect_of_change(document(**state), goods_came=goods_came) == words
