"""The page on which bundles are built, as it is sent, and what the work order's page says of them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import StockBalance
from inventory.stock.places import LotInput
from sostocked.foundation.records.errors import Refused
from tests.factories import ProductFactory, make_stock, make_transfer
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.models import Build
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import send


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page_of(bench, part=""):
    return f"/o/acme/work-orders/{bench.number}/{part}"


def step_page(bench):
    return page_of(bench, f"bundling/{bench.step().pk}/")


def typed(deed="build", **more):
    prefix = {"build": "", "scrap": "scrap-", "end": "end-"}[deed]
    said = {"key": str(uuid.uuid4()), "reason": ""} | more
    return {"deed": deed} | {f"{prefix}{name.replace('__', '-')}": value for name, value in said.items()}


def test_parts_are_bundled_and_every_page_says_so(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    client = sign_in(cast.dana)
    page = text_of(client.get(step_page(bench)))
    assert "To build 500 Built 0 Left 500 Can build now 300" in page
    assert "Runs out first" in page
    answer = client.post(step_page(bench), typed(units="200"), follow=True)
    assert answer.redirect_chain == [(page_of(bench, "builds/1/"), 302)]
    assert "200 × KIT built on WO-1001-1." in text_of(answer)
    work_order = text_of(client.get(page_of(bench)))
    assert "To build 500 Built 200 Left 300 Can build now 100" in work_order
    assert "200 of CAP left, 2 each" in work_order
    assert "Build 1 200 units," in work_order
    assert "KIT Gift set 500 200" in work_order  # what goes out, and what of it is ready
    movements = text_of(sign_in(cast.vera).get("/o/acme/stock/movements/"))
    assert "WO-1001-1, build 1" in movements
    assert movements.count("Built") >= 3


def test_the_same_post_twice_is_one_build(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    data, client = typed(units="50"), sign_in(cast.dana)
    assert {client.post(step_page(bench), data).url for _ in range(2)} == {page_of(bench, "builds/1/")}
    assert bench.on_hand(bench.kit) == 50


@pytest.mark.parametrize(
    ("units", "status", "sentence"),
    [
        ("301", 409, "Can build 300: 600 of CAP left, 2 each."),
        ("0", 422, "Build at least one."),
        ("-3", 422, "Build at least one."),
        ("1.5", 422, "1.5 is not a whole number."),
        ("1000000000000", 422, "Enter at most 10,000,000."),
        ("", 422, "Say how many you built."),
        ("many", 422, "is not a number we can read"),
    ],
)
def test_nonsense_gets_a_sentence_and_nothing_is_built(bench, cast, sign_in, units, status, sentence):
    bench.receive(caps=600, lids=500)
    answer = sign_in(cast.dana).post(step_page(bench), typed(units=units))
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert not Build.objects.exists()


def test_without_its_key_a_build_is_not_taken(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    answer = sign_in(cast.dana).post(step_page(bench), typed(units="5", key="nonsense"))
    assert answer.status_code == 422
    assert not Build.objects.exists()


def test_more_than_asked_for_asks_for_a_reason_and_keeps_the_number(bench, cast, sign_in):
    bench.receive(caps=1200, lids=600)
    client = sign_in(cast.dana)
    assert "Why do you build more" not in text_of(client.get(step_page(bench)))
    answer = client.post(step_page(bench), typed(units="510"))
    assert answer.status_code == 409
    assert "510 instead of 500 of KIT." in text_of(answer)
    assert "Why do you build more than was asked for?" in text_of(answer)
    assert 'value="510"' in answer.content.decode()
    done = client.post(step_page(bench), typed(units="510", reason="Ten for the fair"), follow=True)
    assert "More than asked for Ten for the fair" in text_of(done)


def test_parts_are_scrapped_and_it_is_taken_back(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    client = sign_in(cast.dana)
    field = f"of-{bench.cap.pk}-0"
    assert client.post(step_page(bench), typed("scrap", **{field: "5"})).status_code == 422
    answer = client.post(step_page(bench), typed("scrap", **{field: "601", "reason": "Broken"}))
    assert answer.status_code == 409
    assert "CAP: 601 wanted, 600 left." in text_of(answer)
    answer = client.post(step_page(bench), typed("scrap", **{field: "5", "reason": "Broken"}), follow=True)
    assert "5 units scrapped on WO-1001-1." in text_of(answer)
    assert bench.on_hand(bench.cap) == 595
    back = {"key": str(uuid.uuid4()), "reason": "Only dusty"}
    answer = client.post(page_of(bench, "builds/1/"), back, follow=True)
    assert answer.redirect_chain == [(page_of(bench, "builds/2/"), 302)]
    assert "Only dusty" in text_of(answer)
    assert bench.on_hand(bench.cap) == 600
    assert "These were not scrapped" not in text_of(client.get(page_of(bench, "builds/1/")))


def test_this_is_all_is_said_with_a_reason(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    client = sign_in(cast.dana)
    assert client.post(step_page(bench), typed("end")).status_code == 422
    answer = client.post(step_page(bench), typed("end", reason="The rest is for spring"), follow=True)
    assert answer.redirect_chain == [(page_of(bench), 302)]
    assert "No more were built: The rest is for spring" in text_of(answer)
    assert bench.step().done_by == cast.dana
    tick = page_of(bench, f"steps/{bench.step().pk}/tick/")
    client.post(tick, {"done": "0"})
    assert bench.step().done_at is None


def test_bundles_are_taken_apart_beside_their_build(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    bench.build(100)
    client, url = sign_in(cast.dana), page_of(bench, "builds/1/")
    said = {"key": str(uuid.uuid4()), "units": "101", "reason": "Wrong box"}
    answer = client.post(url, said)
    assert answer.status_code == 409
    assert "101 cannot be taken apart, 100 are left of this build." in text_of(answer)
    assert client.post(url, said | {"reason": " "}).status_code == 422
    assert client.post(url, said | {"units": "40"}).url == page_of(bench, "builds/2/")
    assert client.post(url, said | {"units": "40"}).url == page_of(bench, "builds/2/")
    assert "Un-bundling 2" in text_of(client.get(url))
    assert "Up to 60" in text_of(client.get(url))
    assert "Take bundles apart" not in text_of(sign_in(cast.alice).get(url))


def test_lots_are_offered_first_expired_first_and_may_be_chosen(cast, sign_in):
    bench = make_bench(cast, tracks_expiry=True)
    bench.cap.tracks_expiry = True
    bench.cap.save()
    today = cast.lone_star.today()
    days = [today + timedelta(days=90), today + timedelta(days=400)]
    for code, day in ("L-2", days[1]), ("L-1", days[0]):
        make_stock(cast.lone_star, bench.cap, 100, by=cast.alice, lot=LotInput(code, day))
    bench.receive(lids=200)
    client = sign_in(cast.dana)
    page = client.get(step_page(bench))
    assert re.findall(r"CAP, Lot (L-\d)", text_of(page))[:2] == ["L-1", "L-2"]
    assert (
        f'value="{days[0].isoformat()}"' in page.content.decode()
    )  # the bundles expire with their first part
    lots = {lot.code: lot.pk for lot in bench.cap.lots.all()}
    field = f"of-{bench.cap.pk}-{lots['L-2']}"
    made = {"lot": "K-1", "expires_on": days[0].isoformat()}
    assert client.post(step_page(bench), typed(units="20", lot="K-1")).status_code == 422
    answer = client.post(step_page(bench), typed(units="20", **{field: "30"}, **made))
    assert answer.status_code == 409
    assert "CAP: 30 chosen from its lots, 40 needed." in text_of(answer)
    assert 'value="30"' in answer.content.decode()
    assert client.post(step_page(bench), typed(units="20", **{field: "40"}, **made)).status_code == 302
    assert client.post(step_page(bench), typed(units="10", **made)).status_code == 302
    rows = StockBalance.objects.on_hand().filter(product__in=[bench.cap, bench.kit]).order_by("lot__code")
    assert [(row.lot.code, row.quantity) for row in rows] == [("K-1", 30), ("L-1", 80), ("L-2", 60)]


def test_a_work_order_of_another_facility_is_not_there(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    bench.build(10)
    client = sign_in(cast.wes)
    for url in (step_page(bench), page_of(bench, "builds/1/")):
        assert client.post(url, typed(units="5")).status_code == 404
    dana = sign_in(cast.dana)
    for part in ("bundling/999999/", "bundling/99999999999999999999/", "builds/9/"):
        assert dana.get(page_of(bench, part)).status_code == 404
    other = bench.work_order().steps.get(kind="ship")
    assert dana.get(page_of(bench, f"bundling/{other.pk}/")).status_code == 404
    assert Build.objects.count() == 1


def test_no_cost_is_shown_where_bundles_are_built(bench, cast, sign_in):
    bench.cap.last_cost = bench.kit.last_cost = "7.77"
    bench.cap.save()
    bench.kit.save()
    bench.receive(caps=600, lids=500)
    bench.build(10)
    client = sign_in(cast.dana)
    for url in (step_page(bench), page_of(bench, "builds/1/"), page_of(bench)):
        answer = text_of(client.get(url))
        assert "CAP" in answer
        assert "7.77" not in answer
        assert "Ningbo" not in answer


def test_the_seller_reads_that_the_recipe_has_changed_since(bench, cast, sign_in):
    def pages():
        people = (cast.vera, cast.dana)
        return [text_of(sign_in(person).get(page_of(bench))) for person in people]

    seller, facility = pages()
    assert "By version 1 of its recipe" in seller
    assert "its recipe" not in facility
    write_recipe(bench.kit, parts=[PartInput(bench.cap, 3)], read=1, by=cast.alice)
    seller, facility = pages()
    assert "The recipe has changed since: version 2 says other parts than these." in seller
    assert "The recipe has changed" not in facility
    write_recipe(bench.kit, parts=[PartInput(bench.cap, 2), PartInput(bench.lid, 1)], read=2, by=cast.alice)
    assert "The recipe has changed" not in pages()[0]


def test_buttons_are_for_staff_at_work(bench, cast, sign_in):
    link = f'href="{step_page(bench)}"'
    assert link not in sign_in(cast.dana).get(page_of(bench)).content.decode()
    bench.receive(caps=600, lids=500)
    assert link in sign_in(cast.dana).get(page_of(bench)).content.decode()
    assert link not in sign_in(cast.alice).get(page_of(bench)).content.decode()


def test_what_comes_bundled_is_said(cast, sign_in):
    bench = make_bench(cast)
    transfer = make_transfer(cast)
    steps = [StepInput("bundle", "", cast.brushes, 10, [PartInput(bench.cap, 1)])]
    write_steps(transfer, version=transfer.version, steps=steps)
    answer = text_of(sign_in(cast.alice).get(transfer.get_absolute_url()))
    assert "These come bundled: nothing is to be built." in answer


@pytest.mark.parametrize("part", ["step", "builds/1/", ""])
def test_a_page_asks_as_often_for_many_parts_as_for_one(cast, client, part):
    counts = []
    for many in (1, 3, 50):
        kit, *parts = ProductFactory.create_batch(many + 1, organization=cast.acme)
        write_recipe(kit, parts=[PartInput(each, 2) for each in parts], read=0, by=cast.alice)
        for each in parts:
            make_stock(cast.lone_star, each, 100, by=cast.alice)
        transfer = make_transfer(cast)
        write_steps(transfer, version=transfer.version, steps=[StepInput("bundle", "", kit, 40)])
        send(transfer)
        desk.acknowledge(transfer, by=cast.dana, revision=1)
        desk.start(transfer, by=cast.dana)
        step = transfer.steps.get()
        client.force_login(cast.dana)
        url = f"{transfer.get_absolute_url()}bundling/{step.pk}/"
        for _ in range(min(many, 3)):
            assert client.post(url, typed(units="5")).status_code == 302
        url = url if part == "step" else f"{transfer.get_absolute_url()}{part}"
        for person in (cast.dana, cast.alice) if part != "step" else (cast.dana,):
            client.force_login(person)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
    people = 1 if part == "step" else 2
    assert counts == counts[:people] * 3
    assert max(counts) <= 13


def test_nothing_is_ticked_by_hand_on_the_page_either(bench, cast, sign_in):
    bench.receive(caps=600, lids=500)
    answer = sign_in(cast.dana).post(page_of(bench, f"steps/{bench.step().pk}/tick/"), {"done": "1"})
    assert answer.status_code == 409
    assert "What is built is counted" in text_of(answer)
    with pytest.raises(Refused):
        desk.complete(bench.work_order(), by=cast.dana, sure=True)
