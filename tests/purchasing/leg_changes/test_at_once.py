"""Real threads: legs edited in two windows, and while somebody says what happened."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_changes import services as leg_changes
from purchasing.leg_reports import services as leg_reports
from purchasing.models import DateChange
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import ChangedMeanwhile, Refused
from tests.house.test_concurrency import at_once
from tests.purchasing.leg_changes.changed import DRAYAGE, PREP, by_air, legs_of, plan, without
from workorders import services as desk
from workorders.models import WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_windows_one_changes_the_legs(cast, order):
    one, other = plan(order, by_air(order)), plan(order, without(order, DRAYAGE))
    results = at_once(
        lambda: leg_changes.change_legs(order, one, by=cast.alice),
        lambda: leg_changes.change_legs(order, other, by=cast.bob),
    )
    assert [type(each) for each in results if isinstance(each, Refused)] == [ChangedMeanwhile]
    assert DateChange.objects.count() == 1


def test_eight_clicks_on_one_button_change_the_legs_once(cast, order):
    wanted, posted = plan(order, by_air(order)), Message.objects.count()
    at_once(*[lambda: leg_changes.change_legs(order, wanted, by=cast.alice)] * 8)
    assert (DateChange.objects.count(), Message.objects.count()) == (1, posted + 1)


def test_an_edit_and_a_report_at_once_both_count_or_the_edit_is_told(cast, order):
    wanted, production = plan(order, by_air(order)), legs_of(order)[0]

    def report():
        leg_report = LegReport(ReportKind.FINISHED, date(2026, 11, 9))
        return leg_reports.report(
            order, leg_id=production.pk, leg_report=leg_report, speaker=Speaker(cast.bob, date(2026, 11, 10))
        )

    edited, said = at_once(lambda: leg_changes.change_legs(order, wanted, by=cast.alice), report)
    assert not isinstance(said, Refused)
    assert legs_of(order)[0].actual_ends_on == date(2026, 11, 9)
    by_ship = isinstance(edited, ChangedMeanwhile)
    assert legs_of(order)[1].mode == ("ocean" if by_ship else "air")
    assert legs_of(order)[1].expected_starts_on == date(2026, 11, 9)


def test_acknowledging_while_the_leg_goes_never_loses_the_reason(cast, order):
    wanted, work_order = plan(order, without(order, PREP)), order.work_orders.get()
    at_once(
        lambda: leg_changes.change_legs(order, wanted, by=cast.alice),
        lambda: desk.acknowledge(work_order, by=cast.dana, revision=1),
    )
    after = WorkOrder.objects.get()
    assert (after.status, after.acknowledged_revision) in [("cancelled", None), ("acknowledged", 1)]


def test_looking_from_eight_windows_leaves_everything_as_it_is(cast, order):
    wanted = plan(order, by_air(order))
    before = [list(each.objects.order_by("pk").values()) for each in (WorkOrder, Message, DateChange)]
    shown = at_once(*[lambda: leg_changes.preview(order, wanted, by=cast.alice)] * 8)
    assert len({each.digest for each in shown}) == 1
    assert [list(each.objects.order_by("pk").values()) for each in (WorkOrder, Message, DateChange)] == before
