"""Rules E and X by hand: what was reported of a stand-alone work order counts when it is cancelled or changed."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from sostocked.foundation.records.errors import Refused
from tests.factories import ProductFactory, make_stock
from tests.workorders.conftest import make_transfer, url_of, way_to_amazon
from tests.workorders.transfers.test_transfers import form
from workorders.leg_reports.services import report
from workorders.models import WorkOrder
from workorders.steps.services import StepInput
from workorders.transfers.services import LineInput, cancel_transfer, change_transfer, send

HTMX = {"HTTP_HX_REQUEST": "true"}
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
SAID = "Work has begun: Dana (Pacific 3PL) said that Warehouse started on 16 Nov 2026."
FINISHED = "Work has begun: Dana (Pacific 3PL) said that Warehouse finished on 17 Nov 2026."


@pytest.fixture
def sent_alone(cast, pacific, time_machine):
    time_machine.move_to("2026-11-17T18:00:00Z")
    return send(make_transfer(cast, pacific))


def say(cast, work_order, what=ReportKind.STARTED, on=MONDAY, **more):
    """Dana says of the work at Pacific 3PL what happened to it."""
    work_order.refresh_from_db()
    leg, said = work_order.legs.first(), LegReport(what, on, **more)
    speaker = Speaker(cast.dana, TUESDAY, work_order.facility)
    report(work_order, leg_id=leg.pk, leg_report=said, speaker=speaker)
    work_order.refresh_from_db()
    return work_order


def change(work_order, pacific, **changes):
    said = {
        "starts_on": MONDAY,
        "lines": [LineInput(pacific.board, 900)],
        "steps": [StepInput("label"), StepInput("ship")],
        "legs": way_to_amazon(pacific.facility),
    }
    return change_transfer(work_order, version=work_order.version, **said | changes)


def as_kept(work_order):
    return list(work_order.legs.values_list("pk", "actual_starts_on", "expected_ends_on", "reported_ends_on"))


@pytest.mark.parametrize(
    ("what", "on", "sentence"),
    [(ReportKind.STARTED, MONDAY, SAID), (ReportKind.FINISHED, TUESDAY, FINISHED)],
)
def test_it_is_not_cancelled_once_a_leg_began_or_ended(cast, sent_alone, what, on, sentence):
    say(cast, sent_alone, what, on)
    with pytest.raises(Refused) as refused:
        cancel_transfer(sent_alone, reason="Too late")
    assert str(refused.value) == f"WO-5001 can no longer be cancelled. {sentence}"
    assert WorkOrder.objects.get().status == "sent"


def test_not_over_yet_is_no_beginning(cast, sent_alone):
    say(cast, sent_alone, ReportKind.NOT_YET, date(2026, 11, 20), reason="port")
    assert cancel_transfer(sent_alone, reason="Sold out").status == "cancelled"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_cancel_page_refuses_before_it_asks_for_a_reason(cast, sign_in, sent_alone, headers):
    say(cast, sent_alone)
    client = sign_in(cast.alice)
    for answer in (
        client.get(url_of(sent_alone, "cancel/"), **headers),
        client.post(url_of(sent_alone, "cancel/"), {"reason": "Too late"}, **headers),
    ):
        assert answer.status_code == 409
        assert f"WO-5001 can no longer be cancelled. {SAID}" in answer.text
        assert "<textarea" not in answer.text
        assert ('id="workflow-bar"' in answer.text) is (not headers)
    assert WorkOrder.objects.get().status == "sent"


def test_what_was_reported_outlives_a_change_of_lines_and_steps(cast, sent_alone, pacific):
    say(cast, sent_alone)
    kept = as_kept(sent_alone)
    sticks = ProductFactory(organization=cast.acme, sku="KT-STICK")
    make_stock(pacific.facility, pacific.board, 50, by=cast.alice)
    make_stock(pacific.facility, sticks, 5, by=cast.alice)
    lines = [LineInput(pacific.board, 950), LineInput(sticks, 5)]
    changed = change(sent_alone, pacific, lines=lines, steps=[StepInput("ship")], instructions="Blue tape")
    assert as_kept(sent_alone) == kept
    assert kept[0][1] == MONDAY
    assert list(changed.lines.values_list("product__sku", "quantity")) == [
        ("KT-BOARD-L", 950),
        ("KT-STICK", 5),
    ]
    assert ([each.kind for each in changed.steps.all()], changed.instructions) == (["ship"], "Blue tape")
    assert changed.revision == 2


@pytest.mark.parametrize("changed", ["start", "days", "kind", "fewer"])
def test_its_legs_and_start_stay_as_they_are(cast, sent_alone, pacific, changed):
    say(cast, sent_alone)
    legs = way_to_amazon(pacific.facility)
    if changed == "days":
        legs[0].days = 3
    elif changed == "kind":
        legs[1].mode = "air"
    elif changed == "fewer":
        legs.pop()
    starts_on = TUESDAY if changed == "start" else MONDAY
    with pytest.raises(Refused) as refused:
        change(sent_alone, pacific, legs=legs, starts_on=starts_on)
    assert str(refused.value) == f"WO-5001: its legs and the day on which work starts stay. {SAID}"
    assert WorkOrder.objects.get().starts_on == MONDAY


@pytest.mark.parametrize(("units", "target"), [(800, 800), (None, 0)])
def test_no_product_gets_less(cast, sent_alone, pacific, units, target):
    say(cast, sent_alone)
    lines = [LineInput(pacific.board if units else cast.brushes, units or 900)]
    with pytest.raises(Refused) as refused:
        change(sent_alone, pacific, lines=lines)
    assert str(refused.value) == f"WO-5001: KT-BOARD-L cannot go from 900 down to {target}. {SAID}"
    assert WorkOrder.objects.get().lines.get().quantity == 900


def test_a_new_end_that_was_reported_stays_while_the_legs_do(cast, sent_alone, pacific):
    say(cast, sent_alone, ReportKind.NOT_YET, date(2026, 11, 20), reason="port")
    change(sent_alone, pacific, lines=[LineInput(pacific.board, 800)])
    assert sent_alone.legs.first().reported_ends_on == date(2026, 11, 20)
    longer = way_to_amazon(pacific.facility)
    longer[0].days = 4
    sent_alone.refresh_from_db()
    change(sent_alone, pacific, legs=longer)
    assert (sent_alone.legs.first().days, sent_alone.legs.first().reported_ends_on) == (4, None)


def test_without_a_report_everything_may_change(sent_alone, pacific):
    shorter = way_to_amazon(pacific.facility)[:1]
    changed = change(
        sent_alone, pacific, legs=shorter, starts_on=TUESDAY, lines=[LineInput(pacific.board, 8)]
    )
    assert (changed.leave_on, changed.legs.count(), changed.lines.get().quantity) == (
        date(2026, 11, 19),
        1,
        8,
    )


def test_the_form_says_what_stays_and_refuses_to_change_it(cast, sign_in, sent_alone, pacific):
    client = sign_in(cast.alice)
    make_stock(pacific.facility, pacific.board, 50, by=cast.alice)
    title = "Its legs and the day on which work starts stay as they are"
    assert title not in client.get(url_of(sent_alone, "edit/")).text
    say(cast, sent_alone)
    version = sent_alone.version
    page = client.get(url_of(sent_alone, "edit/"))
    assert title in page.text
    assert SAID in page.text
    late = form(pacific.facility, version=version, starts_on="2026-11-18", lines=[("KT-BOARD-L", "950")])
    answer = client.post(url_of(sent_alone, "edit/"), late)
    assert (answer.status_code, f"stay. {SAID}" in answer.text) == (409, True)
    assert WorkOrder.objects.get().lines.get().quantity == 900
    right = form(pacific.facility, version=version, lines=[("KT-BOARD-L", "950")])
    assert client.post(url_of(sent_alone, "edit/"), right).status_code == 302
    assert WorkOrder.objects.get().lines.get().quantity == 950
    assert sent_alone.legs.first().actual_starts_on == MONDAY


def test_the_bar_of_the_form_shows_what_was_confirmed(cast, sign_in, sent_alone):
    say(cast, sent_alone, ReportKind.FINISHED, TUESDAY)
    page = sign_in(cast.alice).get(url_of(sent_alone, "edit/"))
    assert [leg.state for leg in page.context["bar"].legs] == ["confirmed", "planned", "planned"]
