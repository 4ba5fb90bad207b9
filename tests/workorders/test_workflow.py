"""What may follow what in the life of a work order."""

import pytest

from sostocked.foundation.records.errors import IllegalMove
from workorders.workflow import AT_WORK, BADGES, CHANGEABLE, CHOICES, MOVES, ONWARD, Status, require_move

LEGAL = {
    ("planned", "sent"),
    ("planned", "cancelled"),
    ("sent", "acknowledged"),
    ("sent", "cancelled"),
    ("acknowledged", "in_progress"),
    ("acknowledged", "cancelled"),
    ("in_progress", "completed"),
}


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("to", Status)
def test_only_these_moves_are_legal(now, to):
    if (now, to) in LEGAL:
        require_move("WO-1001-1", now, to)
    else:
        with pytest.raises(IllegalMove):
            require_move("WO-1001-1", now, to)


def test_an_illegal_move_is_refused_in_a_sentence():
    with pytest.raises(IllegalMove, match=r"^WO-1001-1 is in progress and cannot become cancelled\.$"):
        require_move("WO-1001-1", "in_progress", Status.CANCELLED)


def test_every_status_has_its_moves_and_its_badge():
    assert set(MOVES) == set(BADGES) == set(Status)
    assert [*dict(CHOICES)] == [status.value for status in Status]


def test_what_may_still_change_can_also_be_cancelled():
    assert {status for status in Status if Status.CANCELLED in MOVES[status]} == set(CHANGEABLE)


def test_a_facility_has_work_from_sending_until_it_is_done_or_called_off():
    assert set(Status) - set(AT_WORK) == {Status.PLANNED, Status.COMPLETED, Status.CANCELLED}


def test_only_reopening_leads_back():
    back = {(now, to) for now in Status for to in MOVES[now] if to not in ONWARD[now]}
    assert back == {(Status.COMPLETED, Status.IN_PROGRESS)}
