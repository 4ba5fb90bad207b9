"""What happened is remembered by the database and told in words: who, what, before, after."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.leg_reports import services as seller
from purchasing.order_page import history as order_history
from sostocked.foundation.records.history import Change, acting
from tests.factories import make_draft, make_placed
from workorders import services as desk
from workorders.content import read_content
from workorders.leg_reports.services import report
from workorders.page import history as work_history
from workorders.steps.services import StepInput, write_steps

pytestmark = pytest.mark.django_db(transaction=True)


def order_story(order):
    told = order_history.story_of(order, lines=order.lines.select_related("product"))
    return [(event.actor, event.what, event.changes) for event in told][::-1]


def work_story(work_order):
    told = work_history.story_of(
        work_order,
        lines=work_order.lines.select_related("product"),
        acknowledgements=work_order.acknowledgements.select_related("by"),
    )
    return [(event.actor, event.what, event.changes) for event in told][::-1]


def test_the_story_of_an_order(cast):
    with acting(cast.bob):
        order = make_draft(cast)
    with acting(cast.alice):
        order = purchasing.place(order, by=cast.alice)
        more = [purchasing.LineInput(cast.brushes, 2500, Decimal("2.05"))]
        purchasing.change_placed(order, version=order.version, lines=more, notes="By sea")
    with acting(cast.bob):
        purchasing.cancel(order, reason="Sold out elsewhere")
    assert order_story(order) == [
        ("Bob", "drafted the order", []),
        ("Alice", "placed the order", []),
        (
            "Alice",
            "made changes",
            [
                Change("Notes", "", "By sea"),
                Change("CH-BRUSH-SET quantity", "2,000", "2,500"),
                Change("CH-BRUSH-SET unit cost", "2.1", "2.05"),
            ],
        ),
        ("Bob", "cancelled the order", [Change("Reason", "", "Sold out elsewhere")]),
    ]


def test_the_story_of_a_work_order(cast):
    with acting(cast.alice):
        work_order = purchasing.place(make_draft(cast), by=cast.alice).work_orders.get()
        steps = [
            StepInput("receive"),
            StepInput("label", "Use the small labels"),
            StepInput("ship"),
        ]
        write_steps(work_order, version=work_order.version, steps=steps)
    with acting(cast.dana):
        desk.acknowledge(work_order, by=cast.dana, revision=2)
        desk.start(work_order, by=cast.dana)
        step = work_order.steps.get(position=2)
        desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
        desk.tick(work_order, step_id=step.pk, done=False, by=cast.dana)
    assert work_story(work_order) == [
        ("Alice", "wrote the work order", []),
        ("Alice", "sent it to the facility", []),
        ("Alice", "made changes", [Change("Step 2", "", "Use the small labels")]),
        ("Dana", "acknowledged revision 2", []),
        ("Dana", "started the work", []),
        ("Dana", "did step 2, label", []),
        ("Dana", "opened step 2, label again", []),
    ]


def test_whoever_goes_around_the_program_is_remembered_too(cast):
    order = make_draft(cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE purchasing_orderline SET quantity = 7 WHERE order_id = %s", [order.pk])
    assert order_story(order)[-1] == ("", "made changes", [Change("CH-BRUSH-SET quantity", "2,000", "7")])


def test_a_slip_is_told_once_with_all_that_it_moved(cast):
    """At the facility's desk: what it said, and the date of its work order that moved by it."""
    order = make_placed(cast, ordered_on=timezone.localdate() - timedelta(days=64))
    work_order = order.work_orders.get()
    leg_report = LegReport(ReportKind.NOT_YET, timezone.localdate() + timedelta(days=9), "facility", "Flu")
    with acting(cast.dana):
        report(
            work_order,
            leg_id=work_order.leg_id,
            leg_report=leg_report,
            speaker=Speaker(cast.dana, timezone.localdate(), cast.lone_star),
        )
    date_changes = read_content(work_order).date_changes
    story = work_history.story_of(work_order, lines=[], acknowledgements=[], date_changes=date_changes)
    assert (story[0].actor, story[0].note) == ("Dana", "Warehouse or prep center busy: Flu")
    assert [change.name for change in story[0].changes] == ["Prep center ends", "Available", "Must leave"]
    assert [event.what for event in story[1:]] == ["sent it to the facility", "wrote the work order"]


def delayed(cast, reason, note):
    """The work order of an order whose drayage takes longer, as the seller says."""
    today = timezone.localdate()
    order = make_placed(cast, ordered_on=today - timedelta(days=60))
    drayage = order.legs.get(position=3)
    leg_report = LegReport(ReportKind.NOT_YET, today + timedelta(days=20), reason, note)
    with acting(cast.alice):
        seller.report(order, leg_id=drayage.pk, leg_report=leg_report, speaker=Speaker(cast.alice, today))
    return order.work_orders.get()


@pytest.mark.parametrize(("reason", "told"), [("customs", "Customs"), ("other", ""), ("mistake", "")])
@pytest.mark.parametrize("who", ["alice", "dana"])
def test_what_moved_a_work_order_from_elsewhere_is_told_by_its_reason_only(client, cast, who, reason, told):
    work_order = delayed(cast, reason, "Exam at Ningbo Brightware")
    client.force_login(getattr(cast, who))
    page = client.get(work_order.get_absolute_url())
    moved = page.context["page"].history[0]
    assert (moved.actor, moved.what, moved.note) == ("Alice", "made changes", told)
    assert [change.name for change in moved.changes] == ["Goods expected", "Must leave"]
    assert "Exam" not in page.text
    assert len([event for event in page.context["page"].history if event.note]) == bool(told)
