"""The page on which goods are counted, as it is sent with and without scripts."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.models import StockBalance, StockMove
from purchasing import services as purchasing
from tests.factories import FacilityFactory, ProductFactory, make_draft, make_placed
from workorders import services as desk
from workorders.models import Receipt, WorkOrder


def page_of(truck, part="receive/"):
    return f"/o/acme/work-orders/{truck.number}/{part}"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def typed(cast):
    """A whole form with one line about the brush sets, some of it typed differently, and wrong items."""

    def form(line=None, *, wrong=(), **more):
        data = {
            "key": str(uuid.uuid4()),
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "0",
            "wrong-TOTAL_FORMS": str(len(wrong)),
            "wrong-INITIAL_FORMS": "0",
        }
        for name, value in ({"product": str(cast.brushes.pk)} | (line or {})).items():
            data[f"lines-0-{name}"] = value
        for at, row in enumerate(wrong):
            for name, value in row.items():
                data[f"wrong-{at}-{name}"] = value
        return data | more

    return form


def test_s11_is_counted_and_every_page_says_so(truck, cast, sign_in, typed):
    client = sign_in(cast.dana)
    answer = client.post(page_of(truck), typed({"cartons": "30"}), follow=True)
    assert answer.redirect_chain == [(page_of(truck, "receipts/1/"), 302)]
    assert "1,200 units received on WO-1001-1." in text_of(answer)
    client.post(page_of(truck), typed({"cartons": "18", "units": "40", "damaged": "25", "note": "Crushed"}))
    assert "1,985" in text_of(client.get(page_of(truck)))
    lines = text_of(client.get(page_of(truck, "")))
    assert "2,000 1,960 25 damaged 15 to come" in lines
    assert client.post(page_of(truck, "receive/final/")).status_code == 302
    assert "2,000 1,960 25 damaged 15 short" in text_of(client.get(page_of(truck, "")))
    order = text_of(sign_in(cast.vera).get(truck.order.get_absolute_url()))
    assert "1,960 good + 25 damaged + 15 short" in order
    assert "1,985 units the count is final" in order
    movements = text_of(client.get("/o/acme/stock/movements/"))
    assert "WO-1001-1, receipt 2 · Crushed" in movements


def test_the_same_post_twice_is_one_receipt(truck, cast, sign_in, typed):
    data, client = typed({"cartons": "30"}, final="on"), sign_in(cast.dana)
    first, second = (client.post(page_of(truck), data) for _ in range(2))
    assert first.url == second.url == page_of(truck, "receipts/1/")
    assert Receipt.objects.count() == 1
    assert truck.work_order().counted_at is not None


def test_more_than_ordered_asks_for_a_reason_and_keeps_the_count(truck, cast, sign_in, typed):
    client, data = sign_in(cast.dana), typed({"cartons": "52"})
    assert "Why do you take more" not in text_of(client.get(page_of(truck)))
    answer = client.post(page_of(truck), data)
    assert answer.status_code == 409
    assert "CH-BRUSH-SET: 2,080 instead of 2,000" in text_of(answer)
    assert "Why do you take more than was ordered?" in text_of(answer)
    assert 'value="52"' in answer.content.decode()
    assert client.post(page_of(truck), data | {"reason": "Two cartons extra, paid"}).status_code == 302
    assert "Two cartons extra, paid" in text_of(client.get(page_of(truck, "receipts/1/")))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"units": "-4"}, "Enter at least 0."),
        ({"units": "1.5"}, "1.5 is not a whole number."),
        ({"units": "1000000000000"}, "Enter at most 1,000,000,000."),
        ({"cartons": "900000", "units": "999999999"}, "Enter at most 1,000,000,000 units."),
        ({"damaged": "many"}, "is not a number we can read"),
        ({"note": "Nothing came"}, "Count at least one unit, or leave the line empty."),
        ({"lot": "L-1", "units": "5", "expires_on": "2027-02-30"}, "This day does not exist."),
        ({"lot": "L-1", "units": "5"}, "CH-BRUSH-SET has no lots."),
        ({"product": "999999", "units": "5"}, "no longer on the work order"),
        ({"product": "x", "units": "5"}, "no longer on the work order"),
    ],
)
def test_nonsense_gets_a_sentence_and_nothing_is_received(truck, cast, sign_in, typed, line, sentence):
    answer = sign_in(cast.dana).post(page_of(truck), typed(line))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not StockMove.objects.exists()


def test_nothing_counted_is_no_receipt(truck, cast, sign_in, typed):
    answer = sign_in(cast.dana).post(page_of(truck), typed())
    assert answer.status_code == 409
    assert "Count at least one unit." in text_of(answer)


@pytest.mark.parametrize(
    "code", ["X00BWLNCH3", "012345678905", "0012345678905", "bw-lunch-3", "10012345678902"]
)
def test_a_wrong_item_is_found_by_its_exact_code(truck, cast, sign_in, typed, code):
    codes = {"fnsku": "X00BWLNCH3", "upc": "012345678905", "case_gtin": "10012345678902"}
    lunch = ProductFactory(organization=cast.acme, sku="BW-LUNCH-3", title="Lunch box", **codes)
    answer = sign_in(cast.dana).post(page_of(truck), typed(wrong=[{"code": code, "units": "12"}]))
    assert answer.status_code == 302
    row = StockBalance.objects.on_hand().get()
    assert (row.product, row.condition, row.quantity) == (lunch, "on_hold", 12)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"code": "Lunch", "units": "1"}, "Nothing of this seller has the code Lunch."),
        ({"code": "BW-LUNCH", "units": "1"}, "Nothing of this seller has the code BW-LUNCH."),
        ({"code": "THEIRS", "units": "1"}, "Nothing of this seller has the code THEIRS."),
        ({"code": "X00ABC1234", "units": "1"}, "CH-BRUSH-SET is on this work order. Count it on its line."),
        ({"code": "BW-LUNCH-3", "units": ""}, "Enter how many units."),
        ({"code": "BW-LUNCH-3", "units": "0"}, "Enter at least 1."),
        ({"code": "", "units": "4"}, "Scan or type the code on it."),
        ({"code": "012345678905", "units": "4"}, "Several products have the code 012345678905."),
    ],
)
def test_a_wrong_item_that_is_not_known_is_not_taken(truck, cast, sign_in, typed, row, sentence):
    for sku in ("BW-LUNCH-3", "BW-LUNCH-4"):
        ProductFactory(organization=cast.acme, sku=sku, title="Lunch box", upc="012345678905")
    ProductFactory(organization=cast.stranger, sku="THEIRS")
    answer = sign_in(cast.dana).post(page_of(truck), typed({"units": "5"}, wrong=[row]))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not StockMove.objects.exists()


def test_a_lot_more_is_a_row_more_without_scripts(truck, cast, sign_in, typed):
    cast.brushes.tracks_expiry = True
    cast.brushes.save()
    client = sign_in(cast.dana)
    first = {"units": "60", "lot": "L-1", "expires_on": "2027-06-30"}
    answer = client.post(page_of(truck), typed(first, action="lot-0"))
    assert answer.status_code == 200
    assert answer.content.decode().count('name="lines-1-units"') == 1
    assert 'value="L-1"' in answer.content.decode()
    second = {"product": str(cast.brushes.pk), "units": "40", "lot": "L-2", "expires_on": "2027-07-31"}
    data = (
        typed(first)
        | {"lines-TOTAL_FORMS": "2"}
        | {f"lines-1-{name}": value for name, value in second.items()}
    )
    twice = data | {"lines-1-lot": "l-1", "lines-1-expires_on": "2027-06-30"}
    assert client.post(page_of(truck), twice).status_code == 422
    assert client.post(page_of(truck), data | {"lines-1-expires_on": ""}).status_code == 422
    assert client.post(page_of(truck), data).status_code == 302
    assert StockBalance.objects.on_hand().count() == 2


def test_rows_of_wrong_items_come_and_go_without_scripts(truck, cast, sign_in, typed):
    client = sign_in(cast.dana)
    answer = client.post(page_of(truck), typed({"units": "7"}, action="add-wrong"))
    assert 'name="wrong-0-code"' in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    row = {"code": "BW", "units": "1"}
    answer = client.post(page_of(truck), typed({"units": "7"}, wrong=[row], action="remove-wrong-0"))
    assert 'name="wrong-0-code"' not in answer.content.decode()


def test_a_receipt_is_corrected_beside_itself(truck, cast, sign_in, typed):
    receipt = truck.receive(good=1200, damaged=5)
    client, url = sign_in(cast.dana), page_of(truck, "receipts/1/")
    line = receipt.lines.get(outcome="good")
    said = {"key": str(uuid.uuid4()), f"line-{line.pk}": "1201", "reason": "Counted twice"}
    answer = client.post(url, said)
    assert answer.status_code == 409
    assert "CH-BRUSH-SET: 1,201 cannot be taken back, 1,200 are left of this receipt." in text_of(answer)
    assert client.post(url, said | {"reason": " "}).status_code == 422
    assert client.post(url, said | {f"line-{line.pk}": "200"}).url == page_of(truck, "receipts/2/")
    assert client.post(url, said | {f"line-{line.pk}": "200"}).url == page_of(truck, "receipts/2/")
    assert "It corrects receipt 1: Counted twice" in text_of(client.get(page_of(truck, "receipts/2/")))
    assert "Correction 2" in text_of(client.get(url))
    assert "Correct this receipt" not in text_of(sign_in(cast.alice).get(url))


def test_a_work_order_of_another_facility_is_not_there(truck, cast, sign_in, typed):
    harbor = FacilityFactory(organization=cast.stranger)
    harbor.staff.add(cast.wes)
    truck.receive(good=10)
    client = sign_in(cast.wes)
    for part in ("receive/", "receive/final/", "receive/again/", "receipts/1/"):
        assert client.post(page_of(truck, part), typed({"units": "5"})).status_code == 404
    assert sign_in(cast.dana).get(page_of(truck, "receipts/9/")).status_code == 404
    assert Receipt.objects.count() == 1


def test_the_count_is_final_and_opened_again(truck, cast, sign_in):
    client = sign_in(cast.dana)
    assert client.post(page_of(truck, "receive/final/")).status_code == 409
    truck.receive(good=10)
    client.post(page_of(truck, "receive/final/"))
    assert client.get(page_of(truck)).status_code == 409
    assert "Open the count again" in text_of(client.get(page_of(truck, "")))
    assert client.post(page_of(truck, "receive/again/")).url == page_of(truck)
    assert client.get(page_of(truck)).status_code == 200


def test_no_cost_is_shown_where_goods_are_received(truck, cast, sign_in):
    truck.receive(good=10)
    client = sign_in(cast.dana)
    for part in ("receive/", "receipts/1/", ""):
        answer = text_of(client.get(page_of(truck, part)))
        assert "CH-BRUSH-SET" in answer
        assert "2.10" not in answer
        assert "Ningbo" not in answer


@pytest.mark.parametrize("part", ["receive/", "receipts/1/", ""])
def test_a_page_asks_as_often_for_many_lines_as_for_one(cast, client, typed, part):
    client.force_login(cast.dana)
    counts = []
    for lines in (1, 3, 50):
        products = ProductFactory.create_batch(lines, organization=cast.acme)
        order = purchasing.place(
            make_draft(cast, lines=[(each, 100, "1") for each in products]), by=cast.alice
        )
        work_order = order.work_orders.get()
        desk.acknowledge(work_order, by=cast.dana, revision=1)
        url = f"{work_order.get_absolute_url()}{part}"
        said = {f"lines-{at}-product": each.pk for at, each in enumerate(products)}
        said |= {f"lines-{at}-units": "5" for at in range(lines)} | {"lines-TOTAL_FORMS": lines}
        assert client.post(f"{work_order.get_absolute_url()}receive/", typed() | said).status_code == 302
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert WorkOrder.objects.filter(status="in_progress").count() == 3


def test_somebody_who_has_not_read_it_is_told_to(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    answer = sign_in(cast.dana).get(f"{work_order.get_absolute_url()}receive/")
    assert answer.status_code == 409
    assert "Acknowledge WO-1001-1 before you receive its goods." in text_of(answer)
