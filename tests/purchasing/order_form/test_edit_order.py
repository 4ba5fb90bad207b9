"""Changing an order: drafts wholly, placed ones in lines and notes, and never over somebody else's head."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from purchasing.models import PurchaseOrder
from purchasing.services import cancel
from tests.factories import (
    FacilityFactory,
    ProductFactory,
    make_closed,
    make_draft,
    make_lead_time,
    make_placed,
)
from tests.purchasing.conftest import ORDERS
from tests.purchasing.order_form.test_products_on_lines import fields_of
from workorders.services import acknowledge

EDIT = f"{ORDERS}PO-1001/edit/"


def test_the_form_holds_what_was_saved(cast, sign_in):
    make_draft(cast, lines=[(cast.brushes, 12000, "0.0375")])
    page = sign_in(cast.bob).get(EDIT).text
    assert 'value="12000"' in page
    assert 'value="0.0375"' in page
    assert 'value="2026-10-12"' in page
    assert "450.00" in page


def test_a_draft_takes_every_change_and_keeps_its_number(cast, sign_in, form_of):
    order = make_draft(cast)
    other = FacilityFactory(organization=cast.acme, supplier=True, name="Yiwu")
    direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    sign_in(cast.bob).post(
        EDIT,
        form_of(
            version=order.version,
            supplier=other.pk,
            lead_time=direct.pk,
            lines=[("CH-BRUSH-SET", "7", "3")],
        ),
    )
    order = PurchaseOrder.objects.get()
    assert (order.number, order.supplier, order.lead_time) == ("PO-1001", other, direct)
    assert [line.quantity for line in order.lines.all()] == [7]
    assert order.work_orders.exclude(status="cancelled").count() == 0


def test_the_later_of_two_tabs_is_told_and_nothing_is_overwritten(cast, sign_in, form_of):
    order = make_draft(cast)
    client = sign_in(cast.alice)
    client.post(EDIT, form_of(version=order.version, notes="from the first tab"))
    page = client.post(EDIT, form_of(version=order.version, notes="from the second tab"))
    assert page.status_code == 409
    assert "Changed by you, in another window on " in page.text
    assert "after you opened this page." in page.text
    assert "from the second tab" in page.text, "what was typed stays"
    assert PurchaseOrder.objects.get().notes == "from the first tab"


def test_who_knows_better_saves_theirs_instead(cast, sign_in, form_of):
    order = make_draft(cast)
    client = sign_in(cast.alice)
    client.post(EDIT, form_of(version=order.version, notes="first"))
    newer = client.post(EDIT, form_of(version=order.version, notes="mine")).context["newer"]
    client.post(EDIT, form_of(version=order.version, notes="mine", action=f"save-mine-{newer.version}"))
    assert PurchaseOrder.objects.get().notes == "mine"


def test_saving_mine_does_not_overwrite_a_third_one(cast, sign_in, form_of):
    order = make_draft(cast)
    client = sign_in(cast.alice)
    page = client.post(EDIT, form_of(version=order.version + 7, action=f"save-mine-{order.version + 3}"))
    assert page.status_code == 409


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_form_without_its_version_saves_nothing(cast, sign_in, form_of, version):
    make_draft(cast)
    page = sign_in(cast.alice).post(EDIT, form_of(version=version, notes="lost"))
    assert page.status_code in (409, 422)
    assert PurchaseOrder.objects.get().notes == ""


def test_a_placed_order_changes_lines_and_notes_alone(cast, sign_in, form_of):
    order = make_placed(cast)
    other = FacilityFactory(organization=cast.acme, supplier=True, name="Yiwu")
    sign_in(cast.bob).post(
        EDIT,
        form_of(
            version=order.version,
            supplier=other.pk,
            ordered_on="2027-01-01",
            currency="EUR",
            notes="more of them",
            lines=[("CH-BRUSH-SET", "2500", "2.10")],
        ),
    )
    order = PurchaseOrder.objects.get()
    assert (order.supplier, str(order.ordered_on), order.currency) == (cast.ningbo, "2026-10-12", "USD")
    assert order.notes == "more of them"
    assert [line.quantity for line in order.work_orders.get().lines.all()] == [2500]


def test_who_will_be_asked_again_is_said_before_a_placed_order_is_changed(cast, sign_in):
    work_order = make_placed(cast).work_orders.get()
    acknowledge(work_order, by=cast.dana, revision=work_order.revision)
    page = sign_in(cast.bob).get(EDIT).text
    assert "It is asked to acknowledge again." in page
    assert "Dana acknowledged revision 1 on" in page
    assert 'name="supplier"' not in page


def test_a_placed_order_keeps_at_least_one_line(cast, sign_in, form_of):
    order = make_placed(cast)
    page = sign_in(cast.bob).post(EDIT, form_of(version=order.version, lines=[("", "", "")]))
    assert page.status_code == 409
    assert "PO-1001 has no lines. Add at least one product." in page.text
    assert PurchaseOrder.objects.get().lines.count() == 1


@pytest.mark.parametrize("end", [make_closed, lambda order: cancel(order, reason="Twice")])
def test_an_order_that_is_over_is_not_changed_any_more(cast, sign_in, form_of, end):
    order = end(make_placed(cast))
    answer = sign_in(cast.bob).post(EDIT, form_of(version=order.version, notes="late"), follow=True)
    assert "can no longer be changed" in answer.text
    assert PurchaseOrder.objects.get().notes == ""


def test_a_draft_keeps_a_lead_time_that_was_archived_since(cast, sign_in, form_of):
    order = make_draft(cast)
    cast.lead_time.archived_at = timezone.now()
    cast.lead_time.save()
    client = sign_in(cast.bob)
    assert "(archived)" in client.get(EDIT).text
    assert client.post(EDIT, form_of(version=order.version, notes="ok")).status_code == 302


@pytest.mark.parametrize("count", [1, 10, 300])
@pytest.mark.parametrize("make", [make_draft, make_placed])
def test_changing_takes_at_most_25_queries_whatever_the_number_of_lines(cast, sign_in, form_of, make, count):
    products = [ProductFactory(organization=cast.acme, sku=f"S-{n}") for n in range(count)]
    order = make(cast, lines=[(product, 5, "1.00") for product in products])
    client = sign_in(cast.bob)
    client.get(ORDERS)
    form = form_of(version=order.version, lines=[(f"S-{n}", "9", "1.50") for n in range(count)])
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(EDIT, form)
    assert answer.status_code == 302
    assert len(asked) <= 25, "\n".join(each["sql"][:150] for each in asked.captured_queries)


def test_the_bar_of_a_draft_names_the_work_orders_it_has_and_those_to_come(cast, sign_in, form_of):
    order = make_draft(cast)
    client = sign_in(cast.bob)
    page = client.get(EDIT)
    titles = [portion.title for portion in page.context["draft"].bar.portions]
    assert titles == ["PO-1001", "WO-1001-1"]
    two = make_lead_time(
        cast.acme, ("supplier", 9), (cast.harbor, 2), (cast.lone_star, 2), ("fba", 1), name="By both"
    )
    page = client.post(EDIT, form_of(action="preview", version=order.version, lead_time=two.pk))
    portions = page.context["draft"].bar.portions
    assert [portion.title for portion in portions] == ["PO-1001", "New work order", "WO-1001-1"]
    assert [portion.upcoming for portion in portions] == [False, True, False]


def there_and_back(cast, *order, name):
    return make_lead_time(cast.acme, ("supplier", 9), *((stop, 2) for stop in order), ("fba", 1), name=name)


def test_there_and_back_is_two_work_orders_each_with_its_own_number(cast, sign_in, form_of):
    way = there_and_back(cast, cast.harbor, cast.lone_star, cast.harbor, name="There and back")
    order = make_draft(cast, lead_time=way)
    page = sign_in(cast.bob).get(EDIT)
    bar = page.context["draft"].bar
    assert [(portion.title, portion.owner) for portion in bar.portions] == [
        ("PO-1001", "You"),
        ("WO-1001-1", "Harbor Logistics"),
        ("WO-1001-2", "Lone Star Prep"),
        ("WO-1001-3", "Harbor Logistics"),
    ]
    assert [portion.upcoming for portion in bar.portions] == [False] * 4
    assert order.work_orders.count() == 3


def test_a_second_visit_that_is_new_has_no_number_until_it_is_saved(cast, sign_in, form_of):
    once = there_and_back(cast, cast.harbor, cast.lone_star, name="Once")
    twice = there_and_back(cast, cast.harbor, cast.lone_star, cast.harbor, name="Twice")
    order = make_draft(cast, lead_time=once)
    client = sign_in(cast.bob)
    client.get(EDIT)
    page = client.post(EDIT, form_of(action="preview", version=order.version, lead_time=twice.pk))
    titles = [portion.title for portion in page.context["draft"].bar.portions]
    assert titles == ["PO-1001", "WO-1001-1", "WO-1001-2", "New work order"]


def test_the_form_names_the_numbers_that_saving_keeps(cast, sign_in, form_of):
    """The two stops at Harbor are the same place in print: only their legs tell which is whose."""
    twice = there_and_back(cast, cast.harbor, cast.lone_star, cast.harbor, name="Twice")
    turned = there_and_back(cast, cast.lone_star, cast.harbor, name="Turned")
    order = make_draft(cast, lead_time=twice)
    client = sign_in(cast.bob)
    client.get(EDIT)
    form = {"version": order.version, "lead_time": turned.pk}
    page = client.post(EDIT, form_of(action="preview", **form))
    shown = [portion.title for portion in page.context["draft"].bar.portions[1:]]
    assert client.post(EDIT, form_of(**form)).status_code == 302
    live = order.work_orders.exclude(status="cancelled").order_by("leg__position")
    assert shown == [each.number for each in live] == ["WO-1001-2", "WO-1001-1"]


# ── Cartons ───────────────────────────────────────────────────────────────────────────────────────────


def repack(product, per_carton, **codes):
    for name, value in {"units_per_carton": per_carton, **codes}.items():
        setattr(product, name, value)
    product.save()


def cartons_of(page):
    draft = page.context["draft"]
    return [form.figures.cartons for form in draft.lines.forms], draft.totals.cartons


def test_a_placed_order_counts_cartons_by_what_its_lines_say(cast, sign_in):
    make_placed(cast)
    repack(cast.brushes, 48, title="Renamed")
    page = sign_in(cast.bob).get(EDIT)
    assert cartons_of(page) == ([50], 50)
    assert page.context["draft"].lines.forms[0].title == "Brush set"


def test_a_draft_counts_cartons_by_the_product_as_it_is(cast, sign_in):
    make_draft(cast)
    repack(cast.brushes, 48)
    page = sign_in(cast.bob).get(EDIT)
    assert cartons_of(page) == ([42], 42)
    assert page.context["draft"].lines.forms[0].title.endswith("41 full cartons and one of 32")


def test_a_row_that_is_added_counts_by_its_product_unless_the_order_speaks_of_that(cast, sign_in, form_of):
    order = make_placed(cast)
    mug = ProductFactory(organization=cast.acme, sku="MUG", units_per_carton=10)
    repack(cast.brushes, 48)
    repack(mug, 12)
    lines = [("CH-BRUSH-SET", "2000", "2.10"), ("MUG", "120", "1"), ("CH-BRUSH-SET", "80", "2.10")]
    client = sign_in(cast.bob)
    page = client.post(EDIT, form_of(lines=lines, version=order.version, action="preview"))
    assert cartons_of(page) == ([50, 10, 2], 62)
    client.post(EDIT, form_of(lines=lines, version=order.version))
    assert [line.cartons for line in order.lines.select_related("product")] == [50, 10, 2]


def test_a_placed_order_calls_its_product_as_it_was_called(cast, sign_in):
    order = make_placed(cast)
    repack(cast.brushes, 40, sku="BRUSHES-NEW")
    client = sign_in(cast.bob)
    page = client.get(EDIT)
    assert page.context["draft"].lines.forms[0]["sku"].value() == "CH-BRUSH-SET"
    client.post(EDIT, fields_of(page) | {"lines-0-quantity": "2100", "action": "save"})
    assert list(order.lines.values_list("product", "quantity")) == [(cast.brushes.pk, 2100)]
