"""Scenario S16: a product changes under a work order."""

from datetime import date

import pytest
from django.urls import reverse

from inventory.bundles.services import PartInput
from inventory.models import Product
from inventory.products.outdated import PRODUCT_SPEAKERS
from leadtimes.facilities.outdated import FACILITY_SPEAKERS
from purchasing import services as purchasing
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.errors import Refused
from tests.factories import make_lead_time, make_placed
from workorders import services
from workorders.content import read_content
from workorders.models import WorkOrder
from workorders.snapshots import differences, snapshot_of
from workorders.steps.services import StepInput, write_steps

BEFORE = [("CH-BRUSH-SET", "X00ABC1234", 40, "50 cartons")]
AFTER = [("CH-BRUSH-SET", "X00ZZZ9999", 48, "41 full cartons and one of 32")]
CHANGES = [
    Change("FNSKU", "X00ABC1234", "X00ZZZ9999"),
    Change("Units per carton", "40", "48"),
    Change("Cartons", "50 cartons", "41 full cartons and one of 32"),
]


@pytest.fixture
def changed(cast, acknowledged):
    """CH-BRUSH-SET, after WO-1001-1 was acknowledged: 48 per carton, with another FNSKU."""
    cast.brushes.units_per_carton, cast.brushes.fnsku = 48, "X00ZZZ9999"
    cast.brushes.save()
    return cast.brushes


def said_by(document):
    return [
        (line.facts.sku, line.facts.fnsku, line.facts.units_per_carton, line.packed.words)
        for line in document.lines.select_related("product")
    ]


def keys(product):
    return [each.key for each in PRODUCT_SPEAKERS.outdated(product) if not each.why_fixed]


def test_s16_sent_documents_still_say_what_the_product_was(acknowledged, changed):
    assert said_by(acknowledged) == said_by(acknowledged.order) == BEFORE
    found = WorkOrder.objects.with_totals().get(pk=acknowledged.pk)
    assert (found.revision, found.units, found.cartons) == (1, 2000, 50)


def test_s16_the_product_names_both_documents_with_old_and_new(acknowledged, changed):
    found = PRODUCT_SPEAKERS.outdated(changed)
    assert [(each.number, each.changes) for each in found] == [
        ("PO-1001", CHANGES),
        ("WO-1001-1", CHANGES),
    ]


def test_s16_told_they_say_the_new_thing_and_the_facility_is_asked_again(acknowledged, changed):
    mails = Message.objects.count()
    sentence = PRODUCT_SPEAKERS.tell(changed, keys(changed))
    assert sentence == "PO-1001 and WO-1001-1 say what is so now."
    told = WorkOrder.objects.get(pk=acknowledged.pk)
    assert said_by(told) == said_by(told.order) == AFTER
    assert (told.revision, told.acknowledged_revision, told.awaits_acknowledgement) == (2, 1, True)
    assert Message.objects.count() == mails + 1
    assert "41 full cartons and one of 32" in Message.objects.last().text
    assert PRODUCT_SPEAKERS.outdated(changed) == []


def test_s16_the_facility_reads_old_beside_new(acknowledged, changed, sign_in, cast):
    PRODUCT_SPEAKERS.tell(changed, keys(changed))
    response = sign_in(cast.dana).get(acknowledged.get_absolute_url())
    assert "what reads differently" in response.text
    assert "Please read the lines once more." not in response.text
    page = response.context["page"]
    assert page.changes == [
        Change("CH-BRUSH-SET cartons", "50 cartons", "41 full cartons and one of 32"),
        Change("CH-BRUSH-SET FNSKU", "X00ABC1234", "X00ZZZ9999"),
        Change("CH-BRUSH-SET units per carton", "40", "48"),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_order_told_keeps_old_and_new_in_its_history(acknowledged, changed, sign_in, cast):
    PRODUCT_SPEAKERS.tell(changed, [f"purchase-order-{acknowledged.order_id}"])
    page = sign_in(cast.alice).get(acknowledged.order.get_absolute_url()).context["page"]
    assert page.history[0].changes == [
        Change("CH-BRUSH-SET FNSKU", "X00ABC1234", "X00ZZZ9999"),
        Change("CH-BRUSH-SET Units per carton", "40", "48"),
    ]
    assert said_by(acknowledged) == BEFORE  # only what was chosen


def test_work_that_has_begun_is_named_and_stays_as_it_was_said(acknowledged, changed, cast):
    services.start(acknowledged, by=cast.dana)
    (_order, begun) = PRODUCT_SPEAKERS.outdated(changed)
    assert begun.why_fixed == "Lone Star Prep has begun the work, so that it stays as it was said."
    with pytest.raises(Refused, match="WO-1001-1: Lone Star Prep has begun the work"):
        PRODUCT_SPEAKERS.tell(changed, [each.key for each in PRODUCT_SPEAKERS.outdated(changed)])
    assert said_by(acknowledged) == said_by(acknowledged.order) == BEFORE


def test_what_is_completed_or_cancelled_never_changes_and_is_not_offered(sent, cast):
    purchasing.cancel(sent.order, reason="Too dear")
    cast.brushes.fnsku, cast.brushes.title = "X00ZZZ9999", "Other brushes"
    cast.brushes.save()
    assert PRODUCT_SPEAKERS.outdated(cast.brushes) == []
    assert said_by(sent) == said_by(sent.order) == BEFORE


def test_a_closed_order_keeps_the_names_of_its_supplier_and_lead_time(sent, cast, sign_in):
    order = purchasing.cancel(sent.order, reason="Too dear")
    cast.ningbo.name, cast.lead_time.name = "Ningbo Renamed", "Renamed"
    cast.ningbo.save()
    cast.lead_time.save()
    page = sign_in(cast.alice).get(order.get_absolute_url()).content.decode()
    assert "Ningbo Brightware" in page
    assert "Ningbo Renamed" not in page
    assert "China → Lone Star → FBA" in page


def test_steps_and_parts_keep_what_was_said_of_their_products(sent, cast):
    step = StepInput("bundle", product=cast.brushes, quantity=5, parts=[PartInput(_cup(cast), 2)])
    write_steps(sent, version=WorkOrder.objects.get(pk=sent.pk).version, steps=[step])
    Product.objects.filter(organization=cast.acme).update(title="Changed", fnsku="")
    saved = sent.steps.get()
    assert (saved.facts.title, saved.parts.get().facts.title) == ("Brush set", "Cup")
    write_steps(
        sent, version=WorkOrder.objects.get(pk=sent.pk).version, steps=[step], instructions="Mind them"
    )
    saved = sent.steps.get()
    assert (saved.facts.title, saved.parts.get().facts.title) == ("Brush set", "Cup")


def test_a_row_added_to_a_sent_order_says_what_is_so_when_it_is_added(sent, cast):
    cup = _cup(cast)
    lines = [purchasing.LineInput(cast.brushes, 2000, 2), purchasing.LineInput(cup, 10, 1)]
    purchasing.change_placed(sent.order, version=_version(sent.order), lines=lines, notes="")
    cup.title = "Mug"
    cup.save()
    assert [line.facts.title for line in sent.order.lines.all()] == ["Brush set", "Cup"]
    assert [line.facts.title for line in sent.lines.all()] == ["Brush set", "Cup"]


def test_the_next_stop_stays_as_it_was_said_until_somebody_tells_them(cast, sign_in):
    two = make_lead_time(
        cast.acme, ("supplier", 3), (cast.lone_star, 2), ("freight/ground", 2), (cast.harbor, 2), name="Two"
    )
    first = make_placed(cast, lead_time=two, ordered_on=date(2026, 10, 12)).work_orders.order_by("pk").first()
    cast.harbor.address = "New Street 1"
    cast.harbor.save()
    page = sign_in(cast.dana).get(first.get_absolute_url()).context["page"]
    assert page.content.onward.address == ""
    (document,) = FACILITY_SPEAKERS.outdated(cast.harbor)
    assert (document.number, document.changes) == ("WO-1001-1", [Change("Address", "", "New Street 1")])
    FACILITY_SPEAKERS.tell(cast.harbor, [document.key])
    page = sign_in(cast.dana).get(first.get_absolute_url()).context["page"]
    assert page.content.onward.address == "New Street 1"
    assert page.work_order.revision == 2


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_the_bar_names_the_next_stop_as_it_was_said(cast, sign_in, who):
    two = make_lead_time(
        cast.acme, ("supplier", 3), (cast.lone_star, 2), ("freight/ground", 2), (cast.harbor, 2), name="Two"
    )
    first = make_placed(cast, lead_time=two, ordered_on=date(2026, 10, 12)).work_orders.order_by("pk").first()
    cast.harbor.name = "Harbor East"
    cast.harbor.save()
    page = sign_in(getattr(cast, who)).get(first.get_absolute_url())
    assert "Harbor Logistics (Long Beach)" in page.text
    assert "Harbor East" not in page.text
    FACILITY_SPEAKERS.tell(cast.harbor, [each.key for each in FACILITY_SPEAKERS.outdated(cast.harbor)])
    assert "Harbor East (Long Beach)" in sign_in(getattr(cast, who)).get(first.get_absolute_url()).text


def test_a_buyer_tells_them_on_the_products_page_and_a_viewer_cannot(acknowledged, changed, sign_in, cast):
    page = reverse("inventory:product", args=["acme", changed.pk])
    tell = reverse("inventory:tell_documents", args=["acme", changed.pk])
    assert "Tell the chosen ones" in sign_in(cast.bob).get(page).content.decode()
    looked_at = sign_in(cast.vera).get(page).content.decode()
    assert "WO-1001-1" in looked_at
    assert "Tell the chosen ones" not in looked_at
    assert sign_in(cast.vera).post(tell, {"documents": keys(changed)}).status_code == 403
    answer = sign_in(cast.bob).post(tell, {"documents": keys(changed)}, follow=True)
    assert "PO-1001 and WO-1001-1 say what is so now." in answer.content.decode()
    assert said_by(acknowledged) == AFTER


@pytest.mark.parametrize("chosen", [[], ["work-order-x"], ["nonsense"], ["work-order-999999999"]])
def test_telling_nobody_says_so(acknowledged, changed, sign_in, cast, chosen):
    tell = reverse("inventory:tell_documents", args=["acme", changed.pk])
    answer = sign_in(cast.bob).post(tell, {"documents": chosen}, follow=True)
    assert "Choose at least one document" in answer.content.decode()
    assert said_by(acknowledged) == BEFORE


def test_telling_twice_makes_one_revision(acknowledged, changed):
    chosen = keys(changed)
    PRODUCT_SPEAKERS.tell(changed, chosen)
    with pytest.raises(Refused, match="that still says the old thing"):
        PRODUCT_SPEAKERS.tell(changed, chosen)
    assert WorkOrder.objects.get(pk=acknowledged.pk).revision == 2


def test_a_product_put_back_as_it_was_is_not_outdated_anywhere(acknowledged, changed):
    changed.units_per_carton, changed.fnsku = 40, "X00ABC1234"
    changed.save()
    assert PRODUCT_SPEAKERS.outdated(changed) == []


def test_an_acknowledgement_holds_all_that_was_read_of_a_line(acknowledged):
    (line,) = acknowledged.acknowledgements.get().content["lines"]
    assert (line["units"], line["cartons"]) == ("2,000 units", "50 cartons")
    assert {name: line["said"][name] for name in ("sku", "title", "fnsku", "units_per_carton")} == {
        "sku": "CH-BRUSH-SET",
        "title": "Brush set",
        "fnsku": "X00ABC1234",
        "units_per_carton": 40,
    }


def test_an_acknowledgement_of_before_is_compared_by_what_it_says(acknowledged):
    now = snapshot_of(read_content(acknowledged))
    facts = {name: text for name, text in now["facts"].items() if not name.startswith("Address")}
    old = {"facts": facts, "lines": {"CH-BRUSH-SET": "1,900 units", "GONE": "5 units"}, "steps": now["steps"]}
    assert differences(old, now) == [
        Change("CH-BRUSH-SET", "1,900 units", "2,000 units"),
        Change("GONE", "5 units", ""),
    ]


def test_who_acknowledged_when_less_was_noted_is_asked_to_read_the_lines_again(
    sent, cast, sign_in, monkeypatch
):
    def of_before(content):
        return snapshot_of(content) | {"lines": {"CH-BRUSH-SET": "2,000 units"}}

    monkeypatch.setattr(services, "snapshot_of", of_before)
    services.acknowledge(sent, by=cast.dana, revision=sent.revision)
    cast.brushes.fnsku = "X00ZZZ9999"
    cast.brushes.save()
    PRODUCT_SPEAKERS.tell(cast.brushes, keys(cast.brushes))
    page = sign_in(cast.dana).get(sent.get_absolute_url())
    assert page.context["page"].changes == []
    assert "what reads differently" not in page.text
    assert "Please read the lines once more." in page.text


@pytest.mark.parametrize("documents", [1, 3, 50])
def test_the_page_of_a_product_asks_the_same_few_questions(
    cast, sign_in, documents, django_assert_max_num_queries
):
    for _ in range(documents):
        make_placed(cast)
    cast.brushes.fnsku = "X00ZZZ9999"
    cast.brushes.save()
    assert len(PRODUCT_SPEAKERS.outdated(cast.brushes)) == 2 * documents
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(11):
        assert client.get(reverse("inventory:product", args=["acme", cast.brushes.pk])).status_code == 200


@pytest.mark.parametrize("documents", [1, 3, 20])
def test_telling_asks_the_same_few_questions(cast, documents, django_assert_max_num_queries):
    for _ in range(documents):
        make_placed(cast)
    cast.brushes.fnsku = "X00ZZZ9999"
    cast.brushes.save()
    chosen = keys(cast.brushes)
    with django_assert_max_num_queries(20):
        PRODUCT_SPEAKERS.tell(cast.brushes, chosen)


def _cup(cast):
    return Product.objects.create(organization=cast.acme, sku="CUP", title="Cup")


def _version(order):
    return type(order).objects.get(pk=order.pk).version
