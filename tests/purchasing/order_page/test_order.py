"""The page of one order."""

import re

import pytest

from leadtimes.models import Leg
from purchasing.services import cancel, confirm
from tests.factories import ProductFactory, make_draft, make_lead_time, make_placed
from tests.purchasing.conftest import ORDERS
from workorders.services import acknowledge

PO = f"{ORDERS}PO-1001/"
LEG = re.compile(r'data-kind="(\w+)"\s+data-state="(\w+)"\s+data-active="(\w+)"')


def test_the_bar_is_black_up_to_the_prep_center_and_dated_as_in_s2(cast, sign_in, time_machine):
    time_machine.move_to("2026-10-12T15:00:00Z")
    make_placed(cast)
    page = sign_in(cast.alice).get(PO)
    assert LEG.findall(page.text) == [
        ("supplier", "planned", "true"),
        ("freight", "planned", "true"),
        ("freight", "planned", "true"),
        ("prep", "planned", "false"),
        ("freight", "planned", "false"),
        ("fba", "planned", "false"),
    ]
    ends = [leg.ends_on.isoformat() for leg in page.context["page"].bar.legs]
    assert ends == ["2026-11-11", "2026-12-09", "2026-12-13", "2026-12-18", "2026-12-24", "2026-12-31"]
    assert "/o/acme/work-orders/WO-1001-1/" in page.text


def test_passed_dates_read_as_assumed_and_never_as_an_event(cast, sign_in, time_machine):
    make_placed(cast)
    time_machine.move_to("2026-11-12T18:00:00Z")
    page = sign_in(cast.alice).get(PO)
    assert LEG.findall(page.text)[0] == ("supplier", "assumed", "true")
    assert "Ocean freight</bdi> (assumed)" in page.text
    assert "Assumed" in page.text
    assert [event.what for event in page.context["page"].history if "assumed" in event.what] == []


def test_the_tiles_say_units_cartons_amount_and_the_day(cast, sign_in):
    make_placed(cast)
    tiles = sign_in(cast.alice).get(PO).context["page"].tiles
    assert [tile["value"] for tile in tiles] == ["2,000", "50", "4,200.00", "31 Dec 2026"]


def test_a_draft_says_that_nobody_was_told_yet(cast, sign_in):
    make_draft(cast)
    assert "Will be sent when you place the order." in sign_in(cast.alice).get(PO).text


def test_the_page_says_who_acknowledged_which_revision(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    client = sign_in(cast.alice)
    assert "Nobody has acknowledged it yet." in client.get(PO).text
    acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    page = client.get(PO).text
    assert f"<bdi>Dana</bdi> acknowledged revision {work_order.revision}" in page


def test_an_edited_lead_time_leaves_the_order_alone_and_is_told(cast, sign_in):
    make_placed(cast)
    client = sign_in(cast.alice)
    assert "has changed since" not in client.get(PO).text
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    page = client.get(PO)
    assert "The lead time has changed since" in page.text
    assert "Ocean freight, 28 days" in page.text
    assert "Ocean freight, 35 days" in page.text
    assert page.context["page"].available_on.isoformat() == "2026-12-31"
    differing = [leg.position for leg in page.context["page"].compared if leg.differs]
    assert differing == [2]


def test_a_cancelled_order_stays_readable_with_its_reason(cast, sign_in):
    cancel(make_placed(cast), reason="The supplier <b>burned</b> down")
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    page = sign_in(cast.alice).get(PO).text
    assert "The supplier &lt;b&gt;burned&lt;/b&gt; down" in page
    assert 'data-cancelled="true"' in page
    assert "has changed since" not in page
    assert f"{PO}edit/" not in page


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (make_draft, {"edit", "place", "cancel"}),
        (make_placed, {"edit", "confirm", "close", "cancel"}),
        (lambda cast: confirm(make_placed(cast)), {"edit", "close", "cancel"}),
        (lambda cast: cancel(make_draft(cast), reason="Twice"), set()),
    ],
)
def test_buttons_follow_the_status_and_a_viewer_has_none(cast, sign_in, make, offered):
    make(cast)
    verbs = {"edit", "place", "confirm", "close", "cancel"}
    seen = sign_in(cast.bob).get(PO).text
    assert {verb for verb in verbs if f"{PO}{verb}/" in seen} == offered
    looked_at = sign_in(cast.vera).get(PO)
    assert looked_at.status_code == 200
    assert {verb for verb in verbs if f"{PO}{verb}/" in looked_at.text} == set()


def test_what_people_typed_is_shown_and_never_run(cast, sign_in):
    cast.ningbo.name = "<script>alert(1)</script> 寧波 🏭"
    cast.ningbo.save()
    mug = ProductFactory(organization=cast.acme, sku="<img>", title="كوب <script>")
    order = make_draft(cast, lines=[(mug, 1, "0.0375")])
    order.notes = "</textarea><script>alert(2)</script>"
    order.save()
    client = sign_in(cast.alice)
    for url in (PO, f"{PO}edit/", ORDERS):
        page = client.get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 寧波 🏭" in page
    assert "0.0375" in client.get(PO).text


@pytest.mark.parametrize("lines", [1, 3, 50])
@pytest.mark.parametrize("placed", [False, True])
def test_the_page_asks_the_database_at_most_ten_times(
    cast, sign_in, lines, placed, django_assert_max_num_queries
):
    products = [ProductFactory(organization=cast.acme) for _ in range(lines)]
    make = make_placed if placed else make_draft
    make(cast, lines=[(product, 5, "1.00") for product in products])
    Leg.objects.filter(lead_time=cast.lead_time, mode="ocean").update(days=35)
    client = sign_in(cast.alice)
    client.get(PO)
    with django_assert_max_num_queries(10):
        client.get(PO)


def test_an_order_without_stops_needs_no_work_order(cast, sign_in):
    direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    make_placed(cast, lead_time=direct)
    page = sign_in(cast.alice).get(PO).text
    assert "no work order is needed" in page


PAGES = ["", "edit/", "place/", "confirm/", "close/", "cancel/"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_facility_staff_find_nothing(cast, sign_in, page):
    make_placed(cast)
    for person in (cast.charlie, cast.dana, cast.wes):
        client = sign_in(person)
        assert client.get(PO + page).status_code == 404
        assert client.post(PO + page).status_code in (404, 405)


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_viewer_is_turned_away_from_writing(cast, sign_in, page):
    make_placed(cast)
    client = sign_in(cast.vera)
    assert client.get(PO + page).status_code == 403
    assert client.post(PO + page, {"reason": "x"}).status_code == 403


def test_an_order_that_is_not_there_is_not_found(cast, sign_in):
    make_draft(cast)
    client = sign_in(cast.alice)
    assert client.get(f"{ORDERS}PO-9/").status_code == 404
    assert client.get(f"{ORDERS}PO%001001/").status_code == 404
