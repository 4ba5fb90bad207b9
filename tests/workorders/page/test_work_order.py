"""The page of a work order: who may open it, what it shows to whom, and what may be done there."""

import pytest

from inventory.bundles.services import PartInput
from inventory.models import Product
from leadtimes.models import Facility
from purchasing.leg_changes import services as leg_changes
from tests.factories import ProductFactory, make_lead_time, make_placed
from tests.purchasing.leg_changes.changed import GROUND, PREP, acknowledge, leg, legs_of, plan, without
from tests.workorders.conftest import make_transfer, url_of
from workorders import services
from workorders.models import WorkOrder
from workorders.outdated.services import tell_product
from workorders.steps.services import StepInput, write_steps
from workorders.transfers.services import cancel_transfer, send
from workorders.workflow import Status

ACTIONS = ("acknowledge/", "start/", "complete/", "steps/1/tick/")


def page_for(client, person, work_order):
    client.force_login(person)
    return client.get(work_order.get_absolute_url())


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("alice", 200),
        ("bob", 200),
        ("vera", 200),
        ("dana", 200),
        ("root", 200),
        ("wes", 404),
        ("charlie", 404),
    ],
)
def test_a_sent_work_order_is_open_to_its_seller_and_its_facility(client, sent, cast, who, status):
    assert page_for(client, getattr(cast, who), sent).status_code == status


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", ["wes", "charlie"])
def test_strangers_find_no_button_either(client, sent, cast, action, who):
    client.force_login(getattr(cast, who))
    assert client.post(url_of(sent, action), {"revision": "1"}).status_code == 404
    assert client.get(url_of(sent, action)).status_code == 404


def test_nobody_is_let_in_without_signing_in(client, sent):
    answer = client.get(sent.get_absolute_url())
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_planned_work_order_is_the_sellers_own_affair(client, planned, cast):
    assert page_for(client, cast.dana, planned).status_code == 404
    assert page_for(client, cast.alice, planned).status_code == 200


@pytest.mark.parametrize("action", ACTIONS)
def test_sellers_cannot_do_the_facilitys_part(client, sent, cast, action):
    client.force_login(cast.alice)
    step = sent.steps.first().pk
    answer = client.post(url_of(sent, action.replace("1", str(step))), {"revision": "1", "done": "1"})
    assert answer.status_code == 403
    assert "Only staff of Lone Star Prep can do this." in text_of(answer)


@pytest.mark.parametrize("action", ACTIONS)
def test_opening_an_actions_address_changes_nothing(client, acknowledged, cast, action):
    client.force_login(cast.dana)
    assert client.get(url_of(acknowledged, action)).status_code in (200, 302)
    assert WorkOrder.objects.get().status == Status.ACKNOWLEDGED


@pytest.mark.parametrize("number", ["WO-9999", "WO-1001-1%00", "%3Cscript%3E"])
def test_a_number_that_is_not_there_is_not_found(client, sent, cast, number):
    client.force_login(cast.alice)
    assert client.get(f"/o/acme/work-orders/{number}/").status_code in (200, 404)
    assert client.get("/o/acme/work-orders/WO-9999/").status_code == 404


def test_the_page_says_what_comes_when_and_where_it_goes(client, sent, cast):
    page = text_of(page_for(client, cast.dana, sent))
    for words in (
        "13 Dec 2026",
        "18 Dec 2026",
        "2,000",
        "CH-BRUSH-SET",
        "X00ABC1234",
        "Amazon FBA",
        "Acme Goods",
    ):
        assert words in page
    assert "Acknowledge" in page


def test_the_facility_never_learns_what_is_the_sellers_business(client, cast):
    """Everything that is hidden from Dana is there to be seen: Alice's pages show it."""
    Product.objects.filter(pk=cast.brushes.pk).update(last_cost="4.5678", supplier=cast.ningbo)
    cast.lead_time.legs.filter(position=1).update(label="Made by Ningbo Brightware")

    order = make_placed(cast, lines=[(cast.brushes, 2000, "2.1357")])
    work_order = order.work_orders.get()
    services.acknowledge(work_order, by=cast.dana, revision=1)
    type(order).objects.filter(pk=order.pk).update(notes="Ask for a discount")
    seller = text_of(page_for(client, cast.alice, work_order))
    on_order = text_of(client.get(order.get_absolute_url()))
    facility = text_of(page_for(client, cast.dana, work_order)) + text_of(client.get("/work-orders/"))
    assert "Ningbo Brightware" in seller
    assert order.get_absolute_url() in seller
    assert cast.lead_time.name in on_order
    secrets = ["Ningbo", "2.1357", "4.5678", "4,271", cast.lead_time.name, "discount", "purchase-orders"]
    assert [secret for secret in secrets if secret in facility] == []


def test_another_facilitys_work_order_is_grey_text_to_this_one(client, cast):

    both = make_lead_time(
        cast.acme, ("supplier", 5), (cast.harbor, 3), ("freight/ground", 2), (cast.lone_star, 4), ("fba", 3)
    )
    order = make_placed(cast, lead_time=both)
    first, second = order.work_orders.order_by("pk")
    seller = text_of(page_for(client, cast.alice, first))
    facility = text_of(page_for(client, cast.wes, first))
    assert second.get_absolute_url() in seller
    assert second.number not in facility
    assert "Lone Star Prep (Dallas)" in facility
    assert page_for(client, cast.wes, second).status_code == 404


def test_a_facility_reads_no_words_that_were_written_for_others(client, cast):
    legs = [
        ("supplier", 5),
        ("freight/ocean", 9),
        (cast.harbor, 3),
        ("freight/ground", 2),
        (cast.lone_star, 4),
        ("freight/ground", 2),
        ("fba", 3),
    ]
    both = make_lead_time(cast.acme, *legs)
    both.legs.filter(position=2).update(label="Pickup at Ningbo Brightware")
    both.legs.filter(position=4).update(label="To Second Prep, 2.40 USD a carton")
    both.legs.filter(position=6).update(label="Our truck to Amazon")
    second = make_placed(cast, lead_time=both).work_orders.get(facility=cast.lone_star)
    words = ("Pickup at Ningbo Brightware", "To Second Prep, 2.40 USD a carton", "Our truck to Amazon")
    seller = text_of(page_for(client, cast.alice, second))
    facility = text_of(page_for(client, cast.dana, second))
    assert [each in seller for each in words] == [True, True, True]
    assert [each in facility for each in words] == [False, False, True]
    assert "Ocean freight" in facility
    others = [text_of(client.get(f"/work-orders/{path}")) for path in ("", "timeline/?scale=weeks")]
    assert ["Pickup" in page or "2.40" in page for page in others] == [False, False]


def test_the_same_people_get_from_one_of_their_work_orders_to_the_other(client, cast):
    there_and_back = make_lead_time(
        cast.acme, ("supplier", 5), (cast.lone_star, 3), (cast.harbor, 2), (cast.lone_star, 4), ("fba", 3)
    )
    order = make_placed(cast, lead_time=there_and_back)
    first, between, last = order.work_orders.order_by("leg__position")
    page = text_of(page_for(client, cast.dana, first))
    assert last.get_absolute_url() in page
    assert last.number in page
    assert between.number not in page
    assert first.get_absolute_url() not in text_of(page_for(client, cast.wes, between))


def test_a_label_step_says_which_label_goes_onto_which_product(client, sent, cast):
    page = text_of(page_for(client, cast.dana, sent))
    assert "→ X00ABC1234" in page


def test_what_has_no_fnsku_is_named_where_labels_are_put_on(client, cast):
    plain = [ProductFactory(organization=cast.acme, sku=sku) for sku in ("NO-CODE-1", "NO-CODE-2")]
    some = make_placed(cast, lines=[(cast.brushes, 200, "2.10"), (plain[0], 100, "1")]).work_orders.get()
    none = make_placed(cast, lines=[(each, 100, "1") for each in plain]).work_orders.get()
    assert text_of(page_for(client, cast.dana, some)).count("no FNSKU given") == 1
    assert text_of(page_for(client, cast.dana, none)).count("no FNSKU given") == 2


def test_quantities_stay_on_steps_once_work_has_begun(client, cast, acknowledged):
    steps = [StepInput("polybag", "", cast.brushes, 1234)]
    write_steps(acknowledged, version=WorkOrder.objects.get().version, steps=steps)
    services.acknowledge(acknowledged, by=cast.dana, revision=2)
    assert "1,234 units" in text_of(page_for(client, cast.dana, acknowledged))
    services.start(acknowledged, by=cast.dana)
    page = text_of(page_for(client, cast.dana, acknowledged))
    assert "1,234 units" in page
    assert "Done" in page


def test_nobody_asks_whether_goods_came_that_are_being_worked_on(client, cast, acknowledged, time_machine):
    time_machine.move_to("2026-12-15T18:00:00Z")
    arrival = page_for(client, cast.dana, acknowledged).context["page"].tiles[0]
    assert "to be confirmed" in arrival["hint"]
    services.start(acknowledged, by=cast.dana)
    arrival = page_for(client, cast.dana, acknowledged).context["page"].tiles[0]
    assert "to be confirmed" not in arrival["hint"]


def test_a_bundle_step_names_parts_and_what_they_become(client, cast, pacific):
    cup, kit = (
        Product.objects.create(organization=cast.acme, sku=sku, title=f"The {sku}") for sku in ("CUP", "KIT")
    )
    work_order = make_transfer(cast, pacific)
    parts = [PartInput(cup, 2), PartInput(pacific.board, 1)]
    write_steps(work_order, version=work_order.version, steps=[StepInput("bundle", "", kit, 300, parts)])
    page = text_of(page_for(client, cast.alice, work_order))
    for words in ("CUP", "600 in all", "KT-BOARD-L", "300 in all", "KIT"):
        assert words in page


def test_what_people_typed_is_shown_as_text(client, cast, pacific):
    nasty = "<script>alert(1)</script>"
    Product.objects.filter(pk=pacific.board.pk).update(title=nasty)
    Facility.objects.filter(pk=pacific.facility.pk).update(name=f"Pacific {nasty}", city="مرحبا 🎉")
    work_order = make_transfer(cast, pacific, instructions=nasty)
    write_steps(work_order, version=work_order.version, steps=[StepInput("other", nasty)], instructions=nasty)
    send(work_order)
    services.acknowledge(work_order, by=cast.dana, revision=1)
    cancel_transfer(work_order, reason=nasty)
    for person in (cast.alice, cast.dana):
        page = text_of(page_for(client, person, work_order))
        assert nasty not in page
        assert page.count("&lt;script&gt;") > 4
        assert "🎉" in page
    assert nasty not in text_of(client.get("/work-orders/"))


@pytest.mark.django_db(transaction=True)
def test_the_facility_hears_no_story_from_before_it_was_told(client, cast, pacific):
    work_order = make_transfer(cast, pacific)
    first = write_steps(work_order, version=1, steps=[StepInput("ship")], instructions="First thoughts")
    write_steps(work_order, version=first.version, steps=[StepInput("ship")], instructions="Second thoughts")
    send(work_order)
    assert "First thoughts" in text_of(page_for(client, cast.alice, work_order))
    assert "First thoughts" not in text_of(page_for(client, cast.dana, work_order))


def test_a_transfers_bar_holds_its_own_legs_all_black(client, planned, cast):
    bar = page_for(client, cast.alice, planned).context["page"].bar
    assert [(leg.name, leg.ends_on.isoformat(), leg.active) for leg in bar.legs] == [
        ("Warehouse", "2026-11-18", True),
        ("Parcel", "2026-11-22", True),
        ("FBA check-in", "2026-11-28", True),
    ]


# ── Cancelled because its legs went ───────────────────────────────────────────────────────────────────


def as_read(response):
    """What the page says of the way, but for the mark that it is cancelled."""
    sheet = response.context["page"]
    bar = [
        (
            portion.owner,
            portion.active,
            [(leg.name, leg.place, leg.starts_on, leg.ends_on) for leg in portion.legs],
        )
        for portion in sheet.bar.portions
    ]
    rows = [(row.leg.name, row.starts_on, row.ends_on, row.late, row.state) for row in sheet.leg_rows]
    return bar, rows, sheet.content.onward, [row.text for row in sheet.steps], sheet.tiles[1]["label"]


def off_the_way(order, cast):
    return without(order, PREP, GROUND)


def elsewhere(order, cast):
    """Another facility on the very row that the work order hung on."""
    legs = legs_of(order)
    legs[PREP] = leg(cast.harbor, 5, legs[PREP])
    return legs


@pytest.mark.parametrize("reroute", [off_the_way, elsewhere])
@pytest.mark.parametrize("who", ["alice", "dana"])
def test_cancelled_with_its_leg_it_reads_as_before(
    client, cast, time_machine, who, reroute, django_assert_max_num_queries
):
    time_machine.move_to("2026-11-10T18:00:00Z")
    cast.lead_time.legs.filter(position=1).update(label="Made by Ningbo Brightware")
    order = make_placed(cast)
    acknowledge(order, cast)
    work_order = order.work_orders.get()
    before = page_for(client, getattr(cast, who), work_order)
    legs = reroute(order, cast)
    leg_changes.change_legs(order, plan(order, legs, reason="Sold as it is"), by=cast.alice)
    with django_assert_max_num_queries(10):
        after = client.get(work_order.get_absolute_url())
    sheet = after.context["page"]
    assert sheet.is_cancelled
    assert sheet.bar.cancelled
    assert as_read(after) == as_read(before)
    assert "Amazon FBA" in text_of(after)
    assert [change.name for change in sheet.changes] == ["Cancelled because"]
    assert ("Ningbo" in text_of(after)) == (who == "alice")
    assert "Harbor" not in text_of(after)


def test_of_two_legs_at_one_facility_the_cancelled_one_remembers_its_own(client, cast, time_machine):
    time_machine.move_to("2026-11-10T18:00:00Z")
    way = ("supplier", 40), (cast.lone_star, 3), (cast.harbor, 4), (cast.lone_star, 5), ("fba", 7)
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, *way, name="There and back"))
    first, _harbor, second = order.work_orders.order_by("pk")
    legs = without(order, 3)
    leg_changes.change_legs(order, plan(order, legs), by=cast.alice)
    first.refresh_from_db()
    assert first.former_legs is None
    sheet = page_for(client, cast.dana, second).context["page"]
    assert [(row.leg.days, row.starts_on) for row in sheet.leg_rows] == [
        (5, second.expected_on),
        (7, second.leave_on),
    ]


def test_the_facility_reads_the_story_from_where_it_was_told(cast, client, planned):
    client.force_login(cast.alice)
    assert client.post(url_of(planned, "send/"), {"count_from": "as-written"}).status_code == 302
    whole = page_for(client, cast.alice, planned).context["page"].history
    theirs = page_for(client, cast.dana, planned).context["page"].history
    assert [event.icon for event in theirs] == ["send"]
    assert [event.icon for event in whole] == ["send", "file-plus"]


def test_a_text_that_names_the_former_code_is_contradicted_beside_it(cast, sign_in, sent):
    step = sent.steps.get(kind="label")
    step.instruction = "Put X00ABC1234 on every set, 40 per carton."
    step.save()
    url = sent.get_absolute_url()
    assert "The text names" not in sign_in(cast.dana).get(url).text
    cast.brushes.fnsku, cast.brushes.units_per_carton = "X00ZZZ9999", 48
    cast.brushes.save()
    tell_product(cast.brushes, [sent.pk])
    page = sign_in(cast.dana).get(url).text
    assert "The text names X00ABC1234. The FNSKU is X00ZZZ9999." in page
    assert "The text names 40 per carton. The carton holds 48." in page
