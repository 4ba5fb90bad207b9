"""Placing, confirming, closing and cancelling."""

from datetime import date

import pytest
from django.utils import timezone

from purchasing.models import PurchaseOrder
from purchasing.services import cancel
from sostocked.foundation.outbox.models import Message
from tests.factories import ProductFactory, make_draft, make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from workorders.models import WorkOrder
from workorders.services import acknowledge, start

PO = f"{ORDERS}PO-1001/"
HTMX = {"HX-Request": "true"}


def status():
    return PurchaseOrder.objects.get().status


def test_placing_says_first_who_will_be_told_and_what_stays_open(cast, sign_in):
    make_draft(cast)
    cast.lone_star.contact_email = "dock@lonestar.example"
    cast.lone_star.save()
    page = sign_in(cast.bob).get(f"{PO}place/")
    assert "Lone Star Prep (Dallas)" in page.text
    assert (
        "WO-1001-1 · goods expected Sun 13 Dec, closed; first open day Mon 14 Dec · mail to 2 addresses"
        in page.text
    )
    assert "freeze" not in page.text
    assert "Lines, notes and legs can still be changed; every facility that is touched is told" in page.text
    assert status() == "draft", "looking changes nothing"
    assert not Message.objects.exists()


def test_placing_says_first_which_products_are_to_be_labelled_without_a_label(cast, sign_in):
    plain = ProductFactory(organization=cast.acme, sku="NO-CODE")
    make_draft(cast, lines=[(cast.brushes, 10, "1"), (plain, 10, "1")])
    client = sign_in(cast.bob)
    sentence = "No FNSKU is given for NO-CODE, and a step says to label with it."
    assert sentence in client.get(f"{PO}place/").text
    assert sentence in client.get(f"{PO}edit/").text
    type(plain).objects.filter(pk=plain.pk).update(fnsku="X00CODE001")
    assert sentence not in client.get(f"{PO}place/").text
    assert sentence not in client.get(f"{PO}edit/").text


def test_placing_tells_each_facility_once_however_often_it_is_asked(cast, sign_in):
    make_draft(cast)
    client = sign_in(cast.bob)
    first = client.post(f"{PO}place/", follow=True)
    again = client.post(f"{PO}place/", follow=True)
    assert "PO-1001 is placed." in first.text
    assert "PO-1001 is already placed." in again.text
    assert status() == "placed"
    assert PurchaseOrder.objects.get().placed_by == cast.bob
    assert WorkOrder.objects.count() == Message.objects.count() == 1


def test_htmx_asks_in_the_dialog_and_then_leads_to_the_order(cast, sign_in):
    make_draft(cast)
    client = sign_in(cast.bob)
    part = client.get(f"{PO}place/", headers=HTMX)
    assert part.text.strip().startswith('<div class="confirm">')
    answer = client.post(f"{PO}place/", headers=HTMX)
    assert answer.headers["HX-Redirect"] == PO


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("lines", "PO-1001 has no lines. Add at least one product."),
        ("facility", "Lone Star Prep is archived. Choose another lead time or adjust the legs."),
        ("supplier", "Ningbo Brightware is archived. Choose another supplier."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_keeps_an_order_from_being_placed_is_said(cast, sign_in, spoil, reason, headers):
    order = make_draft(cast)
    if spoil == "lines":
        order.lines.all().delete()
    else:
        gone = cast.lone_star if spoil == "facility" else cast.ningbo
        gone.archived_at = timezone.now()
        gone.save()
    client = sign_in(cast.bob)
    for answer in (
        client.get(f"{PO}place/", headers=headers),
        client.post(f"{PO}place/", headers=headers),
    ):
        assert answer.status_code == 409
        assert reason in answer.text
    assert status() == "draft"
    assert not Message.objects.exists()


@pytest.mark.parametrize(("move", "after"), [("confirm", "confirmed"), ("close", "closed")])
def test_confirming_and_closing_are_asked_and_done(cast, sign_in, move, after):
    make_placed(cast, lead_time=make_lead_time(cast.acme, ("supplier", 30), ("fba", 7)))
    client = sign_in(cast.bob)
    assert client.get(f"{PO}{move}/").status_code == 200
    assert status() == "placed"
    answer = client.post(f"{PO}{move}/", follow=True)
    assert f"PO-1001 is {after}." in answer.text
    assert status() == after


@pytest.mark.parametrize("move", ["confirm", "close"])
def test_a_draft_is_neither_confirmed_nor_closed(cast, sign_in, move):
    make_draft(cast)
    answer = sign_in(cast.bob).post(f"{PO}{move}/", follow=True)
    assert "PO-1001 is draft and cannot become" in answer.text
    assert status() == "draft"


def test_cancelling_lists_the_work_orders_and_asks_why(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    client = sign_in(cast.bob)
    page = client.get(f"{PO}cancel/")
    assert "WO-1001-1" in page.text
    assert "Lone Star Prep (Dallas) · acknowledged" in page.text
    refused = client.post(f"{PO}cancel/", {"reason": "  "})
    assert refused.status_code == 422
    assert "Say why: everybody who was told about this order will read it." in refused.text
    client.post(f"{PO}cancel/", {"reason": "The mold broke"})
    assert status() == "cancelled"
    assert PurchaseOrder.objects.get().cancel_reason == "The mold broke"
    assert WorkOrder.objects.get().status == "cancelled"


def test_cancelling_is_refused_once_work_has_begun(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    start(work_order, by=cast.dana)
    answer = sign_in(cast.bob).post(f"{PO}cancel/", {"reason": "Too late"})
    assert answer.status_code == 409
    assert "WO-1001-1: Lone Star Prep has begun the work (" in answer.text
    assert sign_in(cast.bob).get(f"{PO}cancel/").status_code == 409, "before a reason is asked for"
    assert status() == "placed"


def test_a_cancelled_order_says_so_when_asked_again(cast, sign_in):
    make_draft(cast)
    client = sign_in(cast.bob)
    client.post(f"{PO}cancel/", {"reason": "Twice"})
    again = client.post(f"{PO}cancel/", {"reason": "Twice"}, follow=True)
    assert "PO-1001 is already cancelled." in again.text


def test_placing_dates_the_order_on_the_calendars_of_today(cast, sign_in):
    order = make_draft(cast)
    closed = {"starts_on": date(2026, 12, 14), "ends_on": date(2026, 12, 16), "reason": "Stocktaking"}
    cast.lone_star.closures.create(**closed)
    client = sign_in(cast.alice)
    asked = client.get(f"{order.get_absolute_url()}place/").content.decode()
    assert "available 3 Jan 2027 instead of 31 Dec 2026" in asked
    client.post(f"{order.get_absolute_url()}place/")
    last = order.legs.last()
    assert last.expected_ends_on == last.baseline_ends_on == date(2027, 1, 3)
    assert order.work_orders.get().leave_on == date(2026, 12, 21)


def test_placing_says_nothing_of_calendars_that_did_not_change(cast, sign_in):
    asked = sign_in(cast.alice).get(f"{make_draft(cast).get_absolute_url()}place/").content.decode()
    assert "Calendars have changed" not in asked


def test_why_an_order_is_not_placed_stands_below_its_bar(cast, sign_in):
    make_draft(cast, lines=[])
    client = sign_in(cast.alice)
    assert client.get(f"{PO}place/").text.count('<div id="workflow-bar">') == 1
    assert "workflow-bar" not in client.get(f"{PO}place/", headers=HTMX).text


def test_a_draft_that_is_cancelled_stays_as_it_was_said(cast):
    draft = make_draft(cast)
    cancel(draft, reason="Too dear")
    cast.brushes.title = "Other brushes"
    cast.brushes.save()
    assert [line.facts.title for line in draft.lines.all()] == ["Brush set"]


@pytest.mark.parametrize("count", [1, 10, 300])
def test_placing_takes_at_most_25_queries_whatever_the_number_of_lines(
    cast, sign_in, count, django_assert_max_num_queries
):
    products = [ProductFactory(organization=cast.acme, sku=f"S-{n}") for n in range(count)]
    make_draft(cast, lines=[(product, 5, "1.00") for product in products])
    client = sign_in(cast.bob)
    client.get(ORDERS)
    with django_assert_max_num_queries(25):
        client.post(f"{PO}place/")
    assert status() == "placed"
