"""A calendar changes: many work orders of one facility, and several calendars at once."""

from datetime import date

import pytest

from leadtimes.rescheduling import services as rescheduling
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import ClosureFactory, make_placed
from tests.leadtimes.rescheduling.test_services import counted, ends, moved, new_year
from workorders.models import WorkOrder


@pytest.fixture
def order(cast):
    """In production when the factory closes, as S13 has it."""
    return make_placed(cast, ordered_on=date(2027, 1, 4))


def test_a_facility_with_many_work_orders_that_move_gets_one_mail_that_lists_them(cast, order):
    for _order in range(4):
        make_placed(cast, ordered_on=date(2027, 1, 4))
    posted = Message.objects.count()
    new_year(cast)
    moved(cast.ningbo, by=cast.alice)
    assert Message.objects.count() == posted + 1
    digest = Message.objects.latest("pk")
    assert (digest.subject, digest.to) == ("5 work orders have new dates · Acme Goods", ["dana@example.com"])
    told = "goods expected Sat 3 Apr, closed; first open day Mon 5 Apr (was Sun 7 Mar 2027)"
    numbers = WorkOrder.objects.order_by("pk").values_list("number", flat=True)
    assert [" ".join(digest.text.split()).count(f"{number}: {told}") for number in numbers] == [1] * 5
    assert "Ningbo" not in digest.text + digest.html
    assert all(each.awaits_acknowledgement for each in WorkOrder.objects.all())


def test_what_was_counted_before_another_calendar_changed_is_counted_again_first(cast, order):
    new_year(cast)
    found = counted(cast.ningbo, cast.alice)
    ClosureFactory(facility=cast.lone_star, starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 6))
    counted(cast.lone_star, cast.alice)
    before = ends(order)
    with pytest.raises(Refused, match="Count again"):
        rescheduling.start(found, by=cast.alice)
    assert ends(order) == before
    moved(cast.ningbo, by=cast.alice)
    assert ends(order) != before
