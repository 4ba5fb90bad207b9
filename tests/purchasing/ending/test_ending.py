"""What a seller sees and presses: cancel, close, close short, expect again, reopen."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadtimes.speaker import Speaker
from purchasing.ending.services import close_short, missing_of
from purchasing.models import PurchaseOrder, ShortClose
from purchasing.order_form.initial_data import data_of
from tests.factories import ProductFactory, make_placed
from tests.purchasing.conftest import ORDERS
from tests.purchasing.ending.shorthand import complete, finish, receive_at, two_stops
from workorders import services as desk
from workorders.models import WorkOrder
from workorders.receiving.services import CountInput, finish_count, receive

PO = f"{ORDERS}PO-1001/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seen_in(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]


def test_cancelling_what_was_received_offers_to_close_short(cast, sign_in, truck):
    truck.receive(good=400)
    answer = sign_in(cast.bob).get(f"{PO}cancel/")
    assert answer.status_code == 409
    assert "400 of 2,000 of CH-BRUSH-SET were received at Lone Star Prep (Dallas)." in text_of(answer)
    assert f'href="{PO}close-short/"' in answer.text
    assert "Close short at 400" in text_of(answer)
    assert "<textarea" not in answer.text


def test_closing_short_says_first_what_it_does_then_does_it(cast, sign_in, truck):
    truck.receive(good=400)
    client = sign_in(cast.bob)
    page = client.get(f"{PO}close-short/")
    for words in (
        "Close PO-1001 short?",
        "CH-BRUSH-SET 400 instead of 2,000: 1,600 do not come",
        "WO-1001-1 Lone Star Prep (Dallas) · 400 instead of 2,000 units: revision 2, is to be acknowledged again",
        "Close short at 400",
    ):
        assert words in text_of(page)
    seen = seen_in(page)
    empty = client.post(f"{PO}close-short/", {"seen": seen, "reason": ""})
    assert (empty.status_code, "Say why: everybody" in empty.text) == (422, True)
    answer = client.post(f"{PO}close-short/", {"seen": seen, "reason": "They made no more"}, follow=True)
    assert "PO-1001 is closed short: CH-BRUSH-SET 400 instead of 2,000." in text_of(answer)
    for words in (
        "400 good + 1,600 short",
        "CH-BRUSH-SET : 2,000 ordered, closed short at 400: They made no more",
        "Expect all 2,000 again",
        "closed the order short They made no more",
    ):
        assert words in text_of(answer)
    assert "Close short" not in text_of(answer)
    again = client.post(f"{PO}close-short/", {"seen": seen, "reason": "They made no more"})
    assert (again.status_code, "there is nothing to close short" in again.text) == (409, True)
    assert ShortClose.objects.count() == 1


def test_the_facility_reads_why_it_shrank_and_acknowledges_again(cast, sign_in, truck, seller):
    truck.receive(good=400)
    seller.close_short()
    page = text_of(sign_in(cast.dana).get(truck.work_order().get_absolute_url()))
    assert "CH-BRUSH-SET : 2,000 ordered, closed short at 400: They made no more" in page
    assert "Acknowledge again" in page
    assert "2,000 units" in page  # what it acknowledged before


def test_who_looked_before_more_came_looks_again_and_keeps_the_reason(cast, sign_in, truck):
    truck.receive(good=400)
    client = sign_in(cast.bob)
    seen = seen_in(client.get(f"{PO}close-short/"))
    truck.receive(good=100)
    answer = client.post(f"{PO}close-short/", {"seen": seen, "reason": "They made no more"})
    assert answer.status_code == 422
    assert "What came of PO-1001 has changed" in text_of(answer)
    assert "They made no more" in answer.text
    assert (
        client.post(f"{PO}close-short/", {"seen": seen_in(answer), "reason": "So be it"}).status_code == 302
    )
    assert truck.order.lines.get().quantity == 500


def test_what_is_short_when_the_count_is_final_is_said_with_what_can_be_done(cast, sign_in, truck, seller):
    truck.receive(good=1960, damaged=25)
    page = text_of(sign_in(cast.bob).get(PO))
    assert "Some of it did not come" not in page
    assert "Close short at 1,985" in page  # beside the line
    finish_count(truck.work_order(), by=cast.dana)
    page = text_of(sign_in(cast.bob).get(PO))
    assert "Some of it did not come 15 units are short. Wait for them, or close short" in page
    assert "Close short at 1,985" not in text_of(sign_in(cast.vera).get(PO))
    seller.close_short()
    page = text_of(sign_in(cast.vera).get(PO))
    assert "1,960 good + 25 damaged + 15 short" in page
    assert "2,000 ordered, closed short at 1,985: They made no more" in page
    assert "Expect all" not in page


def test_one_line_is_closed_short_by_its_own_button(cast, sign_in):
    order, client = two_lines(cast), sign_in(cast.bob)
    _first, second = order.lines.all()
    url = f"{order.get_absolute_url()}lines/{second.pk}/close-short/"
    page = client.get(order.get_absolute_url())
    assert f'href="{url}"' in page.text
    assert "Close 2 lines short" in text_of(page)
    answer = client.get(url)
    assert second.facts.sku in text_of(answer)
    client.post(url, {"seen": seen_in(answer), "reason": "Broken at sea"})
    assert [*order.lines.values_list("quantity", "short")] == [(100, 0), (5, 95)]
    assert client.get(f"{order.get_absolute_url()}lines/999999/close-short/").status_code == 404


def test_a_line_of_another_order_is_not_there(cast, sign_in, truck):
    other = make_placed(cast).lines.get()
    truck.receive(good=400)
    client = sign_in(cast.bob)
    for part in ("close-short", "expect-again"):
        assert client.post(f"{PO}lines/{other.pk}/{part}/", {"reason": "x"}).status_code == 404


def test_expecting_all_again_asks_first(cast, sign_in, truck, seller):
    truck.receive(good=400)
    line, client = truck.order.lines.get(), sign_in(cast.bob)
    url = f"{PO}lines/{line.pk}/expect-again/"
    assert client.get(url).status_code == 409
    seller.close_short()
    assert "The other 1,600 are expected again." in text_of(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 422
    page = text_of(client.post(url, {"reason": "They send the rest"}, follow=True))
    assert "PO-1001 expects 2,000 of CH-BRUSH-SET again." in page
    assert "expects again what was closed short They send the rest" in page
    assert "1,600 to come" in page


def test_s20_closing_with_400_received_offers_to_close_short_first(cast, sign_in, truck):
    truck.receive(good=400)
    client = sign_in(cast.bob)
    page = client.get(f"{PO}close/")
    assert page.status_code == 200
    for words in (
        "PO-1001 cannot be closed yet",
        "WO-1001-1 Lone Star Prep (Dallas) · in progress · 400 received, 1,600 to come; work under way",
        "Keep it open",
        "Close short at 400",
    ):
        assert words in text_of(page)
    assert f'action="{PO}close-short/"' in page.text
    assert client.post(f"{PO}close/").status_code == 409
    client.post(f"{PO}close-short/", {"seen": seen_in(page), "reason": "No more come"})
    desk.acknowledge(truck.work_order(), by=cast.dana, revision=2)
    page = client.get(f"{PO}close/")
    assert (page.status_code, "Close short" in page.text) == (409, False)
    assert "WO-1001-1 for Lone Star Prep (Dallas): in progress" in text_of(page)
    finish(cast, truck)
    page = client.get(f"{PO}close/")
    assert (page.status_code, "Close PO-1001?" in text_of(page)) == (200, True)
    client.post(f"{PO}close/")
    assert PurchaseOrder.objects.get().status == "closed"


def test_closing_lists_every_open_work_order_with_what_it_waits_for(cast, sign_in):
    order = make_placed(cast)
    page = text_of(sign_in(cast.bob).get(f"{order.get_absolute_url()}close/"))
    assert "WO-1001-1 Lone Star Prep (Dallas) · sent · waits to be acknowledged; nothing was received" in page
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    page = text_of(sign_in(cast.bob).get(f"{order.get_absolute_url()}close/"))
    assert "WO-1001-1 Lone Star Prep (Dallas) · acknowledged · waits for its goods" in page


def test_every_open_work_order_of_a_chain_is_listed_with_what_becomes_of_it(cast, sign_in):
    order, first, second = two_stops(cast)
    receive_at(cast, first, 1200)
    page = text_of(sign_in(cast.bob).get(f"{order.get_absolute_url()}close/"))
    assert f"{first.number} Lone Star Prep (Dallas) · in progress · 1,200 received, 800 to come" in page
    assert f"{second.number} Harbor Logistics (Long Beach) · " in page
    assert page.count("Closed short: 1,200 instead of 2,000 units: revision") == 2
    assert "when WO-1001-1, WO-1001-2 are completed" in page


def test_with_everything_completed_closing_is_one_click(cast, sign_in, truck):
    complete(cast, truck, good=1985)
    client = sign_in(cast.bob)
    page = text_of(client.get(f"{PO}close/"))
    assert "15 units that were ordered did not come, and nobody waits for them then." in page
    client.post(f"{PO}close/")
    assert PurchaseOrder.objects.get().status == "closed"
    page = text_of(client.get(PO))
    assert ("15 short" in page, "Close short" in page, "Some of it did not come" in page) == (
        True,
        False,
        False,
    )


def test_a_closed_order_is_reopened_by_who_manages(cast, sign_in, truck):
    complete(cast, truck, good=2000)
    client = sign_in(cast.alice)
    client.post(f"{PO}confirm/")
    client.post(f"{PO}close/")
    assert f'href="{PO}reopen/"' in client.get(PO).text
    assert f'href="{PO}reopen/"' not in sign_in(cast.bob).get(PO).text
    assert sign_in(cast.bob).post(f"{PO}reopen/", {"reason": "Mine"}).status_code == 403
    client = sign_in(cast.alice)
    assert "It becomes confirmed again" in text_of(client.get(f"{PO}reopen/"))
    assert client.post(f"{PO}reopen/", {"reason": " "}).status_code == 422
    page = text_of(client.post(f"{PO}reopen/", {"reason": "Two cartons follow"}, follow=True))
    assert "PO-1001 is open again." in page
    assert "Alice reopened the order: Two cartons follow" in page
    assert PurchaseOrder.objects.get().status == "confirmed"
    assert client.post(f"{PO}reopen/", {"reason": "Again"}).url == PO


def test_a_completed_work_order_is_reopened_by_who_manages(cast, sign_in, truck):
    complete(cast, truck, good=2000)
    url = f"{truck.work_order().get_absolute_url()}reopen/"
    for who in (cast.bob, cast.dana):
        assert f'href="{url}"' not in sign_in(who).get(truck.work_order().get_absolute_url()).text
    client = sign_in(cast.alice)
    assert f'href="{url}"' in client.get(truck.work_order().get_absolute_url()).text
    assert "Lone Star Prep is asked to acknowledge it again" in text_of(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 422
    page = text_of(client.post(url, {"reason": "One carton was forgotten"}, follow=True))
    assert "WO-1001-1 is in progress again. Lone Star Prep was told." in page
    page = text_of(sign_in(cast.dana).get(truck.work_order().get_absolute_url()))
    assert "This work order was reopened One carton was forgotten" in page
    assert "Alice reopened it: One carton was forgotten" in page
    assert "Acknowledge again" in page
    assert sign_in(cast.alice).get(url).status_code == 409
    assert WorkOrder.objects.get().status == "in_progress"


def test_removing_the_leg_of_a_facility_that_received_offers_to_close_short(cast, truck):
    truck.receive(good=400)
    order = PurchaseOrder.objects.get()
    order.status = "cancelled"
    with pytest.raises(
        Exception, match=r"400 of 2,000 of CH-BRUSH-SET were received at Lone Star Prep .* closed short"
    ):
        order.save()


@pytest.mark.parametrize("part", ["", "close/", "close-short/", "cancel/"])
def test_pages_ask_as_often_for_many_lines_as_for_one(cast, client, part):
    client.force_login(cast.bob)
    counts = []
    for lines in (1, 3, 50):
        order = two_lines(cast, lines)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{order.get_absolute_url()}{part}")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 14


def two_lines(cast, lines=2):
    """100 of each product ordered, 5 of each received."""
    products = ProductFactory.create_batch(lines, organization=cast.acme)
    order = make_placed(cast, lines=[(each, 100, "1") for each in products])
    desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
    receive_at(cast, order.work_orders.get(), 5)
    return order


def test_the_form_leaves_out_what_expects_nothing_and_refuses_other_units_of_what_was_closed_short(
    cast, sign_in
):
    order = make_placed(
        cast, lines=[(cast.brushes, 100, "1"), (ProductFactory(organization=cast.acme), 50, "1")]
    )
    work_order, client = order.work_orders.get(), sign_in(cast.bob)
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    counts = [CountInput(product=cast.brushes, outcome="good", units=60)]
    speaker = Speaker(cast.dana, date(2026, 12, 13), cast.lone_star)
    receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())
    seen = seen_in(client.get(f"{order.get_absolute_url()}close-short/"))
    client.post(f"{order.get_absolute_url()}close-short/", {"seen": seen, "reason": "No more"})
    assert [*order.lines.values_list("quantity", "short")] == [(60, 40), (0, 50)]
    form = data_of(PurchaseOrder.objects.get()).dict() | {"action": "save", "notes": "Paid"}
    assert form["lines-TOTAL_FORMS"] == "1"
    url = f"{order.get_absolute_url()}edit/"
    answer = client.post(url, form | {"lines-0-quantity": "70"})
    assert answer.status_code == 409
    assert "CH-BRUSH-SET was closed short at 60 of 100 and stays so." in text_of(answer)
    assert client.post(url, form).status_code == 302
    order.refresh_from_db()
    assert (order.notes, [*order.lines.values_list("quantity", "short")]) == ("Paid", [(60, 40), (0, 50)])


def test_what_is_no_longer_expected_is_on_no_card_and_labelled_no_more(cast, sign_in):
    more = ProductFactory(organization=cast.acme, sku="YG-MAT")
    order = make_placed(cast, lines=[(cast.brushes, 100, "1"), (more, 50, "1")])
    work_order = order.work_orders.get()
    client = sign_in(cast.dana)
    assert "YG-MAT" in text_of(client.get("/work-orders/"))
    desk.acknowledge(work_order, by=cast.dana, revision=1)
    counts = [CountInput(product=cast.brushes, outcome="good", units=60)]
    speaker = Speaker(cast.dana, date(2026, 12, 13), cast.lone_star)
    receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())
    missing = missing_of(order)
    close_short(order, by=cast.alice, reason="No more", seen=missing.digest)
    assert "YG-MAT" not in text_of(client.get("/work-orders/"))
    page = text_of(client.get(work_order.get_absolute_url()))
    assert "YG-MAT : 50 ordered, closed short at 0: No more" in page
    assert "YG-MAT 50 units 0 units" in page  # what reads differently than it acknowledged
