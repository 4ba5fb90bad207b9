"""Writing a new order: what is refused, what is kept, what is saved."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadtimes.models import LeadTime
from purchasing.models import PurchaseOrder
from tests.factories import ClosureFactory, FacilityFactory, ProductFactory, make_lead_time
from tests.purchasing.conftest import ORDERS

NEW = f"{ORDERS}new/"


def errors_of(page) -> dict:
    """All that a page complains about, by field; of rows by the row's prefix."""
    draft = page.context["draft"]
    found = {name: list(errors) for name, errors in draft.head.errors.items()}
    forms = [*draft.lines.forms, *(draft.legs.forms if draft.legs else [])]
    return found | {
        form.add_prefix(name): list(errors) for form in forms for name, errors in form.errors.items()
    }


def test_the_order_of_s2_is_saved_as_a_draft_with_its_work_order(cast, sign_in, form_of):
    answer = sign_in(cast.bob).post(NEW, form_of(notes="Use the new cartons"))
    order = PurchaseOrder.objects.get()
    assert answer.url == order.get_absolute_url()
    assert (order.status, order.number, order.created_by) == ("draft", "PO-1001", cast.bob)
    assert list(order.lines.values_list("product__sku", "quantity", "unit_cost")) == [
        ("CH-BRUSH-SET", 2000, Decimal("2.1000"))
    ]
    assert order.legs.last().expected_ends_on.isoformat() == "2026-12-31"
    assert [each.facility for each in order.work_orders.all()] == [cast.lone_star]
    assert order.notes == "Use the new cartons"


def test_the_form_opens_with_today_and_the_currency_of_the_organization(cast, sign_in, time_machine):
    cast.acme.currency = "EUR"
    cast.acme.save()
    time_machine.move_to("2026-11-22T03:00:00Z")
    page = sign_in(cast.bob).get(NEW).text
    assert 'value="2026-11-21"' in page, "in Chicago it is still the day before"
    assert '<option value="EUR" selected>' in page


def test_saving_and_placing_asks_first(cast, sign_in, form_of):
    answer = sign_in(cast.bob).post(NEW, form_of(action="place"))
    assert answer.url == f"{ORDERS}PO-1001/place/"
    assert PurchaseOrder.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (
            {"lead_time": ""},
            "lead_time",
            "Choose a lead time: it says who handles the goods and for how long.",
        ),
        ({"supplier": ""}, "supplier", "Choose the supplier you buy from."),
        ({"supplier": "x"}, "supplier", "Choose one of your own suppliers."),
        ({"ordered_on": ""}, "ordered_on", "Choose the PO date: production starts on it."),
        (
            {"ordered_on": "2026-02-30"},
            "ordered_on",
            "This day does not exist. Write a date like 2026-10-12.",
        ),
        ({"ordered_on": "9999-01-01"}, "ordered_on", "Choose a PO date between 1 Jan 2000 and 31 Dec 2099."),
        ({"ordered_on": "1999-12-31"}, "ordered_on", "Choose a PO date between 1 Jan 2000 and 31 Dec 2099."),
        ({"currency": "XXX"}, "currency", "Choose one of the currencies."),
        ({"lines-0-sku": "NOPE"}, "lines-0-sku", "You have no product with the SKU, title or code “NOPE”."),
        ({"lines-0-sku": ""}, "lines-0-sku", "Choose a product by SKU, title or code."),
        ({"lines-0-quantity": ""}, "lines-0-quantity", "Enter how many units."),
        ({"lines-0-quantity": "0"}, "lines-0-quantity", "Order at least 1 unit."),
        ({"lines-0-quantity": "-5"}, "lines-0-quantity", "Order at least 1 unit."),
        (
            {"lines-0-quantity": "1000000000000"},
            "lines-0-quantity",
            "Order at most 10,000,000 units on one line.",
        ),
        ({"lines-0-quantity": "12.5"}, "lines-0-quantity", "Units are whole: 12.5 is not."),
        (
            {"lines-0-quantity": "１２"},
            "lines-0-quantity",
            "“１２” is not a number we can read. Write it in digits, like 1200 or 1,200.",
        ),
        (
            {"lines-0-quantity": "12,00"},
            "lines-0-quantity",
            "“12,00” is not a number we can read. Write 12.",
        ),
        ({"lines-0-unit_cost": ""}, "lines-0-unit_cost", "Enter what one unit costs; 0 is allowed."),
        ({"lines-0-unit_cost": "-1"}, "lines-0-unit_cost", "A cost is never below zero."),
        ({"lines-0-unit_cost": "2.10005"}, "lines-0-unit_cost", "A unit cost has at most 4 decimals."),
        (
            {"lines-0-unit_cost": "3,85"},
            "lines-0-unit_cost",
            "“3,85” is not a number we can read. Write 3.85.",
        ),
        (
            {"lines-0-unit_cost": "0,375"},
            "lines-0-unit_cost",
            "“0,375” can mean two things. Write 0.375 or 375.",
        ),
        (
            {"lines-0-quantity": "000,385"},
            "lines-0-quantity",
            "“000,385” can mean two things. Write 0.385 or 385.",
        ),
        (
            {"lines-0-unit_cost": "NaN"},
            "lines-0-unit_cost",
            "“NaN” is not a number we can read. Write it in digits, like 3.85 or 1,200.50.",
        ),
    ],
)
def test_bad_input_gets_one_sentence_beside_its_field_and_nothing_is_saved(
    cast, sign_in, form_of, typed, field, sentence
):
    page = sign_in(cast.bob).post(NEW, form_of(notes="kept", **typed))
    assert page.status_code == 422
    assert errors_of(page) == {field: [sentence]}
    assert "kept" in page.text
    assert not PurchaseOrder.objects.exists()


def test_other_organizations_ids_are_refused_beside_their_fields(cast, sign_in, form_of):
    theirs = make_lead_time(cast.stranger, ("supplier", 1), name="Theirs")
    supplier = FacilityFactory(organization=cast.stranger, supplier=True)
    product = ProductFactory(organization=cast.stranger, sku="THEIRS")
    warehouse = FacilityFactory(organization=cast.stranger)
    forged = {"supplier": supplier.pk, "lead_time": theirs.pk, "lines-0-sku": product.sku, "adjusted": "1"}
    legs = {
        "legs-TOTAL_FORMS": "2",
        "legs-INITIAL_FORMS": "0",
        **leg(0, "supplier", 5),
        **leg(1, "warehouse", 5, facility=warehouse.pk),
    }
    page = sign_in(cast.bob).post(NEW, form_of(**forged, **legs))
    assert page.status_code == 422
    assert set(errors_of(page)) == {"supplier", "lead_time", "lines-0-sku", "legs-1-facility"}
    assert not PurchaseOrder.objects.exists()


@pytest.mark.parametrize("what", ["archived", "empty", "archived stop"])
def test_a_lead_time_that_is_out_of_use_is_refused(cast, sign_in, form_of, what):
    if what == "archived":
        LeadTime.objects.filter(pk=cast.lead_time.pk).update(archived_at=timezone.now())
    elif what == "empty":
        cast.lead_time.legs.all().delete()
    else:
        cast.lone_star.archived_at = timezone.now()
        cast.lone_star.save()
    page = sign_in(cast.bob).post(NEW, form_of())
    assert page.status_code == 422
    assert list(errors_of(page)) == ["lead_time"]


def leg(n, kind, days, *, mode="", label="", facility="", day_basis="calendar"):
    values = {
        "kind": kind,
        "mode": mode,
        "label": label,
        "facility": facility,
        "days": days,
        "day_basis": day_basis,
    }
    return {f"legs-{n}-{name}": value for name, value in values.items()}


def adjusted(*legs):
    return {
        "adjusted": "1",
        "legs-TOTAL_FORMS": str(len(legs)),
        "legs-INITIAL_FORMS": "0",
        **{k: v for n, values in enumerate(legs) for k, v in leg(n, **values).items()},
    }


MAKER = {"kind": "supplier", "days": 30}


@pytest.mark.parametrize(
    ("legs", "field", "sentence"),
    [
        ([{"kind": "fba", "days": 3}], "legs-0-kind", "The first leg is the supplier's: production."),
        (
            [MAKER, {"kind": "prep", "days": 3}],
            "legs-1-facility",
            "Choose the facility where this leg happens.",
        ),
        (
            [MAKER, {"kind": "other", "days": 3, "facility": "lone_star"}],
            "legs-1-facility",
            "Lone Star Prep stores, preps; this leg needs a facility that inspects or does other work. "
            "If it does, tick that on the page of Lone Star Prep.",
        ),
        (
            [MAKER, {"kind": "freight", "days": 3, "facility": "lone_star"}],
            "legs-1-facility",
            "Lone Star Prep is a prep center; this leg happens at a freight forwarder.",
        ),
        (
            [MAKER, {"kind": "fba", "days": 3, "mode": "air"}],
            "legs-1-mode",
            "Only freight has a mode. Set it to –.",
        ),
        ([{"kind": "supplier", "days": "-1"}], "legs-0-days", "Days cannot be below zero."),
        ([{"kind": "supplier", "days": "3651"}], "legs-0-days", "A leg takes at most 3,650 days."),
        ([{"kind": "supplier", "days": "2.5"}], "legs-0-days", "Days are whole: 2.5 is not."),
        ([{"kind": "supplier", "days": ""}], "legs-0-days", "Enter the days; 0 is allowed."),
        ([{"kind": "moon", "days": "1"}], "legs-0-kind", "Choose one of the kinds of leg."),
    ],
)
def test_a_bad_leg_gets_a_sentence_beside_its_field(cast, sign_in, form_of, legs, field, sentence):
    at = {"lone_star": cast.lone_star.pk, None: ""}
    legs = [{**each, "facility": at[each.get("facility")]} for each in legs]
    page = sign_in(cast.bob).post(NEW, form_of(**adjusted(*legs)))
    assert page.status_code == 422
    assert errors_of(page) == {field: [sentence]}
    assert not PurchaseOrder.objects.exists()


def test_legs_adjusted_for_this_order_alone_are_saved_with_it(cast, sign_in, form_of):
    legs = [
        MAKER,
        {"kind": "freight", "days": 8, "mode": "air", "label": "Charter ✈"},
        {"kind": "warehouse", "days": 0, "facility": cast.harbor.pk},
        {"kind": "prep", "days": 5, "facility": cast.lone_star.pk, "day_basis": "working"},
    ]
    sign_in(cast.bob).post(NEW, form_of(**adjusted(*legs)))
    order = PurchaseOrder.objects.get()
    assert order.legs_adjusted
    assert [each.name for each in order.legs.all()] == ["Production", "Charter ✈", "Warehouse", "Prep center"]
    assert {each.facility for each in order.work_orders.all()} == {cast.harbor, cast.lone_star}
    assert cast.lead_time.legs.count() == 6


def test_no_legs_at_all_are_refused(cast, sign_in, form_of):
    page = sign_in(cast.bob).post(NEW, form_of(**adjusted()))
    assert page.status_code == 422
    assert "Between 1 and 50 legs, please." in page.text


def test_blank_rows_mean_nothing_and_an_order_may_start_empty(cast, sign_in, form_of):
    blank = ("", " ", "")
    sign_in(cast.bob).post(NEW, form_of(lines=[blank, ("ch-brush-set", "5", "1"), blank]))
    sign_in(cast.bob).post(NEW, form_of(lines=[blank]))
    first, second = PurchaseOrder.objects.order_by("pk")
    assert [line.quantity for line in first.lines.all()] == [5]
    assert second.lines.count() == 0


def test_a_product_is_found_by_sku_in_any_case_or_by_its_one_title(cast, sign_in, form_of):
    ProductFactory(organization=cast.acme, sku="MUG-1", title="Mug")
    ProductFactory(organization=cast.acme, sku="MUG-2", title="Mug")
    lines = [("ch-BRUSH-set", "1", "1"), ("brush SET", "1", "1"), ("mug", "1", "1"), ("mug-2", "1", "1")]
    page = sign_in(cast.bob).post(NEW, form_of(lines=lines))
    assert errors_of(page) == {"lines-2-sku": ["Several products are called “mug”. Choose one by its SKU."]}


def test_an_archived_product_cannot_be_ordered(cast, sign_in, form_of):
    cast.brushes.archived_at = timezone.now()
    cast.brushes.save()
    page = sign_in(cast.bob).post(NEW, form_of())
    assert errors_of(page) == {"lines-0-sku": ["CH-BRUSH-SET is archived and cannot be ordered."]}


def test_a_cost_left_empty_is_the_products_last_one(cast, sign_in, form_of):
    cast.brushes.last_cost = Decimal("2.1")
    cast.brushes.save()
    sign_in(cast.bob).post(NEW, form_of(lines=[("CH-BRUSH-SET", "10", "")]))
    assert PurchaseOrder.objects.get().lines.get().unit_cost == Decimal("2.1")


def test_a_double_click_makes_one_order(cast, sign_in, form_of):
    client, key = sign_in(cast.bob), str(uuid.uuid4())
    first = client.post(NEW, form_of(creation_key=key))
    again = client.post(NEW, form_of(creation_key=key), follow=True)
    assert PurchaseOrder.objects.count() == 1
    assert again.redirect_chain[-1][0] == first.url
    assert "PO-1001 was already saved from this form." in again.text


NASTY = "<script>alert('x')</script> 🏭 مرحبا"


@pytest.mark.parametrize("field", ["notes", "supplier", "ordered_on", "lines-0-sku", "lines-0-quantity"])
def test_scripts_emoji_and_right_to_left_text_come_back_as_text(cast, sign_in, form_of, field):
    page = sign_in(cast.bob).post(NEW, form_of(**{"lead_time": "", field: NASTY}))
    assert page.status_code == 422
    assert "<script>alert" not in page.text


def test_a_null_character_is_refused_and_not_an_accident(cast, sign_in, form_of):
    client = sign_in(cast.bob)
    for field in ("notes", "lines-0-sku", "lines-0-quantity", "supplier", "creation_key"):
        assert client.post(NEW, form_of(**{field: "a\0b"})).status_code == 422


def test_the_bar_names_a_closure_and_what_it_costs(cast, sign_in, form_of):
    ClosureFactory(
        facility=cast.ningbo, starts_on="2027-01-25", ends_on="2027-02-20", reason="Chinese New Year"
    )
    page = sign_in(cast.bob).post(NEW, form_of(action="preview", ordered_on="2027-01-04"))
    assert "27 days closed: Chinese New Year" in page.text
    assert page.context["draft"].bar.available_on.isoformat() == "2027-04-21"
    assert "A work order will be sent when you place this order: to Lone Star Prep." in page.text


@pytest.mark.parametrize("count", [1, 10, 300])
def test_saving_takes_at_most_25_queries_whatever_the_number_of_lines(cast, sign_in, form_of, count):
    for n in range(count):
        ProductFactory(organization=cast.acme, sku=f"S-{n}")
    client = sign_in(cast.bob)
    client.get(ORDERS)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(NEW, form_of(lines=[(f"s-{n}", "5", "1.50") for n in range(count)]))
    assert answer.status_code == 302
    assert len(asked) <= 25, "\n".join(each["sql"][:150] for each in asked.captured_queries)
    assert PurchaseOrder.objects.get().lines.count() == count


def test_more_lines_than_an_order_holds_are_refused_and_none_is_lost(cast, sign_in, form_of):
    lines = [("CH-BRUSH-SET", "1", "1")] * 1001
    page = sign_in(cast.bob).post(NEW, form_of(lines=lines))
    assert page.status_code == 422
    assert "An order holds at most 1,000 lines." in page.text
    assert "lines-1000-sku" in page.text


def test_writing_is_for_buyers_and_up(cast, sign_in, form_of):
    for method in ("get", "post"):
        assert getattr(sign_in(cast.vera), method)(NEW).status_code == 403
        for stranger in (cast.charlie, cast.dana):
            assert getattr(sign_in(stranger), method)(NEW).status_code == 404
    assert sign_in(cast.root).get(NEW).status_code == 200


def test_with_htmx_a_form_that_is_wrong_also_says_why_it_cannot_be_dated(cast, sign_in, form_of):
    cast.lone_star.working_weekdays = []
    cast.lone_star.save()
    cast.lead_time.legs.filter(facility=cast.lone_star).update(day_basis="working")
    page = sign_in(cast.bob).post(
        NEW, form_of(lines=[("CH-BRUSH-SET", "", "2.10")]), headers={"HX-Request": "true"}
    )
    assert page.status_code == 422
    assert page.text.count("This facility has no working weekday.") == 1
