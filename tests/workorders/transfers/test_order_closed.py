"""Orders that were closed in an older version, while somebody was still to work for them: nobody waits."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports.services import report
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.errors import Refused
from tests.factories import make_closed, make_placed
from tests.workorders.conftest import url_of
from workorders import services
from workorders.models import Step, WorkOrder
from workorders.transfers.services import cancel_transfer

HTMX = {"HTTP_HX_REQUEST": "true"}
CLOSED = "Order closed"


def closed(work_order):
    make_closed(work_order.order)
    return WorkOrder.objects.get(pk=work_order.pk)


@pytest.mark.parametrize("state", ["sent", "acknowledged"])
def test_the_seller_cancels_it_with_a_reason(request, cast, sign_in, state):
    work_order = closed(request.getfixturevalue(state))
    before = Message.objects.count()
    client = sign_in(cast.alice)
    page = client.get(work_order.get_absolute_url())
    assert f'href="{url_of(work_order, "cancel/")}"' in page.text
    assert "Cancel WO-1001-1?" in client.get(url_of(work_order, "cancel/")).text
    assert client.post(url_of(work_order, "cancel/"), {"reason": " "}).status_code == 422
    assert client.post(url_of(work_order, "cancel/"), {"reason": "Long over"}).status_code == 302
    found = WorkOrder.objects.get()
    assert (found.status, found.cancel_reason) == ("cancelled", "Long over")
    assert Message.objects.count() == before + 1
    assert found.order.status == "closed"


def test_while_its_order_is_open_it_is_cancelled_there(sent):
    with pytest.raises(Refused, match="follows PO-1001: cancel or change that order"):
        cancel_transfer(sent, reason="Why not")


def test_one_of_an_open_order_offers_no_cancelling(cast, sign_in, sent):
    page = sign_in(cast.alice).get(sent.get_absolute_url())
    assert url_of(sent, "cancel/") not in page.text
    assert CLOSED not in page.text
    answer = sign_in(cast.alice).get(url_of(sent, "cancel/"))
    assert (answer.status_code, "<textarea" in answer.text) == (409, False)


def test_goods_that_came_by_somebodys_word_count_here_too(cast, sign_in, acknowledged, time_machine):
    time_machine.move_to("2026-12-15T18:00:00Z")
    order = acknowledged.order
    speaker = Speaker(cast.dana, date(2026, 12, 15), cast.lone_star)
    said = LegReport(ReportKind.STARTED, date(2026, 12, 13))
    report(order, leg_id=acknowledged.leg_id, leg_report=said, speaker=speaker)
    work_order = closed(acknowledged)
    answer = sign_in(cast.alice).get(url_of(work_order, "cancel/"), **HTMX)
    assert answer.status_code == 409
    assert "WO-1001-1 can no longer be cancelled. Goods have come to Lone Star Prep: Dana" in answer.text


def test_one_in_progress_is_completed_by_the_facility_and_not_cancelled(cast, sign_in, started):
    work_order = closed(started)
    with pytest.raises(Refused, match="WO-1001-1 is in progress and cannot become cancelled"):
        cancel_transfer(work_order, reason="Too late")
    page = sign_in(cast.alice).get(work_order.get_absolute_url())
    assert url_of(work_order, "cancel/") not in page.text
    assert "The work has begun, so the facility can complete it." in page.text
    Step.objects.update(done_at="2026-12-15T18:00:00Z")
    dana = sign_in(cast.dana)
    assert CLOSED in dana.get(work_order.get_absolute_url()).text
    assert dana.post(url_of(work_order, "complete/"), {"sure": "on"}).status_code == 302
    assert WorkOrder.objects.get().status == "completed"
    assert CLOSED not in dana.get(work_order.get_absolute_url()).text


def test_page_lists_card_and_timeline_say_that_the_order_is_closed(cast, sign_in, sent):
    places = [
        (cast.alice, sent.get_absolute_url(), CLOSED),
        (cast.alice, "/o/acme/work-orders/", CLOSED),
        (cast.dana, sent.get_absolute_url(), CLOSED),
        (cast.dana, "/work-orders/", CLOSED),
        (cast.dana, "/work-orders/timeline/", "Sent, order closed"),
    ]
    for person, url, words in places:
        assert words not in sign_in(person).get(url).text
    closed(sent)
    for person, url, words in places:
        assert words in sign_in(person).get(url).text, url


def test_once_cancelled_it_waits_for_nobody(sign_in, cast, sent):
    work_order = cancel_transfer(closed(sent), reason="Long over")
    for person in (cast.alice, cast.dana):
        page = sign_in(person).get(work_order.get_absolute_url())
        assert (CLOSED in page.text, "Long over" in page.text) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_saying_so_asks_the_database_nothing(cast, sign_in, django_assert_max_num_queries, count):
    for _ in range(count):
        make_closed(make_placed(cast))
    url = WorkOrder.objects.first().get_absolute_url()
    alice = sign_in(cast.alice)
    with django_assert_max_num_queries(8):
        assert alice.get("/o/acme/work-orders/").text.count(CLOSED) == count
    with django_assert_max_num_queries(10):
        assert CLOSED in alice.get(url).text
    dana = sign_in(cast.dana)
    with django_assert_max_num_queries(9):
        assert dana.get("/work-orders/").text.count(CLOSED) == count
    with django_assert_max_num_queries(10):
        assert dana.get("/work-orders/timeline/").text.count("order closed") == count


def test_the_facility_may_still_take_it_up(cast, acknowledged):
    assert services.start(closed(acknowledged), by=cast.dana).status == "in_progress"
