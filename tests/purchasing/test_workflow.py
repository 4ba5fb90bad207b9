"""What may follow what in the life of a purchase order."""

import pytest

from purchasing.workflow import BADGES, CHOICES, MOVES, ONWARD, OPEN, REOPENING, Status, require_move
from sostocked.foundation.records.errors import IllegalMove

LEGAL = {
    ("draft", "placed"),
    ("draft", "cancelled"),
    ("placed", "confirmed"),
    ("placed", "closed"),
    ("placed", "cancelled"),
    ("confirmed", "closed"),
    ("confirmed", "cancelled"),
}


@pytest.mark.parametrize("now", Status)
@pytest.mark.parametrize("to", Status)
def test_only_these_moves_are_legal(now, to):
    if (now, to) in LEGAL:
        require_move("PO-1001", now, to)
    else:
        with pytest.raises(IllegalMove):
            require_move("PO-1001", now, to)


def test_an_illegal_move_is_refused_in_a_sentence():
    with pytest.raises(IllegalMove, match=r"^PO-1001 is closed and cannot become placed\.$"):
        require_move("PO-1001", "closed", Status.PLACED)


def test_every_status_has_its_moves_and_its_badge():
    assert set(MOVES) == set(BADGES) == set(Status)
    assert [*dict(CHOICES)] == [status.value for status in Status]


def test_an_open_order_can_still_be_closed_and_one_that_is_over_goes_nowhere():
    assert {status for status in Status if Status.CLOSED in ONWARD[status]} == set(OPEN)
    assert {status for status in Status if not ONWARD[status]} == {Status.CLOSED, Status.CANCELLED}


def test_only_reopening_leads_back_and_only_to_where_a_closed_order_came_from():
    assert {now: to for now in Status if (to := set(MOVES[now]) - set(ONWARD[now]))} == {
        Status.CLOSED: set(OPEN)
    }
    assert {now: set(to) for now, to in REOPENING.items()} == {Status.CLOSED: set(OPEN)}
    assert all(Status.CLOSED in ONWARD[now] for now in REOPENING[Status.CLOSED])
