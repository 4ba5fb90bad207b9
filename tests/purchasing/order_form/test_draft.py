"""The form while it is being written: the same buttons with scripts off (whole page) and on (parts of it)."""

import re

import pytest

from purchasing.models import PurchaseOrder
from tests.factories import FacilityFactory, ProductFactory, make_lead_time
from tests.purchasing.conftest import ORDERS

NEW = f"{ORDERS}new/"
HTMX = {"HX-Request": "true"}
TWO = (("CH-BRUSH-SET", "2,000", "2.10"), ("MUG", "5", "1"))


def typed(page) -> dict:
    """What the fields of a page hold, by name: what a browser would post next."""
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def press(cast, sign_in, form_of):
    """`press("add-line", htmx=True, **form)` presses a button of the new order's form."""
    client = sign_in(cast.bob)

    def press_(action, *, htmx=False, **form):
        return client.post(NEW, form_of(action=action, **form), headers=HTMX if htmx else {})

    return press_


# ── Scripts off ───────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_added_and_everything_typed_stays(cast, press):
    page = press("add-line", lines=TWO, notes="careful", ordered_on="2026-02-30")
    fields = typed(page)
    assert page.status_code == 200
    assert (fields["lines-TOTAL_FORMS"], fields["lines-1-quantity"], fields["lines-2-sku"]) == ("3", "5", "")
    assert fields["ordered_on"] == "2026-02-30"
    assert "careful" in page.text
    assert re.search(r'id="id_lines-2-sku"[^>]* autofocus', page.text)
    assert not PurchaseOrder.objects.exists()


def test_a_line_is_taken_away_and_the_others_close_up(cast, press):
    fields = typed(press("remove-line-0", lines=TWO))
    assert (fields["lines-TOTAL_FORMS"], fields["lines-0-sku"]) == ("1", "MUG")


def test_the_last_line_leaves_a_blank_one(cast, press):
    fields = typed(press("remove-line-0"))
    assert (fields["lines-TOTAL_FORMS"], fields["lines-0-sku"]) == ("1", "")


def test_a_preview_adds_up_and_says_only_what_is_wrong_with_what_was_typed(cast, press):
    page = press("preview", lines=[*TWO, ("", "12.5", "")], supplier="")
    totals = page.context["draft"].totals
    assert (totals.units, totals.cartons, str(totals.amount)) == (2005, 50, "4205.00")
    assert "Units are whole: 12.5 is not." in page.text
    assert "no product with the SKU, title or code “MUG”" in page.text
    assert "Choose the supplier" not in page.text


def test_legs_are_laid_out_moved_and_put_back_without_scripts(cast, sign_in, form_of):
    client = sign_in(cast.bob)
    page = client.post(NEW, form_of(action="adjust-legs"))
    fields = typed(page)
    assert (fields["adjusted"], fields["legs-TOTAL_FORMS"], fields["legs-1-days"]) == ("1", "6", "28")
    fields = typed(client.post(NEW, fields | {"action": "leg-down-1"}))
    assert (fields["legs-1-days"], fields["legs-2-days"], fields["legs-2-mode"]) == ("4", "28", "ocean")
    fields = typed(client.post(NEW, fields | {"action": "remove-leg-2"}))
    fields = typed(client.post(NEW, fields | {"action": "add-leg"}))
    assert (fields["legs-TOTAL_FORMS"], fields["legs-5-kind"]) == ("6", "")
    fields |= {"legs-5-kind": "awd", "legs-5-days": "2"}
    page = client.post(NEW, fields | {"action": "preview"})
    assert [leg.kind for leg in page.context["draft"].bar.legs] == [
        "supplier",
        "freight",
        "prep",
        "freight",
        "fba",
        "awd",
    ]
    fields = typed(client.post(NEW, fields | {"action": "reset-legs"}))
    assert "adjusted" not in fields
    assert "legs-0-kind" not in fields
    answer = client.post(NEW, fields | {"action": "place"})
    assert answer.url == f"{ORDERS}PO-1001/place/"
    assert PurchaseOrder.objects.get().legs.count() == 6


def test_legs_cannot_be_adjusted_before_there_are_any(cast, press):
    page = press("adjust-legs", lead_time="")
    assert "Choose a lead time first" in page.text


def test_another_lead_time_leaves_adjusted_legs_alone(cast, sign_in, form_of):
    direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    client = sign_in(cast.bob)
    fields = typed(client.post(NEW, form_of(action="adjust-legs")))
    page = client.post(NEW, fields | {"action": "preview", "lead_time": direct.pk})
    assert len(page.context["draft"].bar.legs) == 6
    assert "These legs belong to this order alone." in page.text
    page = client.post(NEW, typed(page) | {"action": "reset-legs"})
    assert len(page.context["draft"].bar.legs) == 2


# ── The proposal ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def proposing(cast):
    """Ningbo's orders go by Lone Star; mugs ask for a lead time of their own."""
    cast.ningbo.default_lead_time = cast.lead_time
    cast.ningbo.save()
    cast.direct = make_lead_time(cast.acme, ("supplier", 15), ("fba", 5), name="Straight to FBA")
    ProductFactory(organization=cast.acme, sku="MUG", lead_time=cast.direct)
    return cast


def test_the_suppliers_default_is_proposed_with_its_reason(proposing, press):
    page = press("preview", lead_time="")
    assert typed(page)["lead_time"] == str(proposing.lead_time.pk)
    assert "Proposed: the default of Ningbo Brightware." in page.text


def test_a_products_own_lead_time_replaces_a_proposal(proposing, press):
    page = press("preview", proposed=proposing.lead_time.pk, lines=[("MUG", "5", "1")])
    assert typed(page)["lead_time"] == str(proposing.direct.pk)
    assert "Proposed: MUG asks for it." in page.text


def test_a_lead_time_chosen_by_hand_is_not_overwritten(proposing, press):
    page = press("preview", lead_time=proposing.direct.pk, proposed=proposing.lead_time.pk)
    assert typed(page)["lead_time"] == str(proposing.direct.pk)
    assert "Chosen by hand." in page.text
    cleared = press("preview", lead_time="", proposed=proposing.lead_time.pk)
    assert typed(cleared)["lead_time"] == ""


def test_another_organizations_supplier_proposes_nothing(cast, press):
    theirs = make_lead_time(cast.stranger, ("supplier", 1), name="Theirs")
    supplier = FacilityFactory(organization=cast.stranger, supplier=True, default_lead_time=theirs)
    page = press("preview", supplier=supplier.pk, lead_time="")
    assert typed(page)["lead_time"] == ""
    assert "Theirs" not in page.text


# ── With htmx ─────────────────────────────────────────────────────────────────────────────────────────


def test_typing_brings_back_bar_totals_and_the_rows_figures_but_no_field(cast, press):
    part = press("preview", htmx=True, row="0")
    assert part.headers["HX-Reswap"] == "none"
    assert 'id="workflow-bar" hx-swap-oob="true"' in part.text
    assert 'id="totals"' in part.text
    assert re.search(r'id="lines-0-amount"[^>]*>\s*4,200.00\s*<', part.text)
    assert "<form" not in part.text
    assert not re.search(r'<(?:input|select|textarea)[^>]*name="(?!proposed)', part.text)


def test_the_product_is_judged_once_it_is_settled(cast, press):
    lines = [("CH-BR", "5", "")]
    assert "no product" not in press("preview", htmx=True, row="0", lines=lines).text
    assert "no product" in press("preview", htmx=True, row="0", left="sku", lines=lines).text


def test_a_settled_product_brings_its_last_cost_unless_one_was_typed(cast, press):
    cast.brushes.last_cost = "2.1"
    cast.brushes.save()
    filled = press("preview", htmx=True, row="0", left="sku", lines=[("CH-BRUSH-SET", "", "")])
    assert 'name="lines-0-unit_cost" id="id_lines-0-unit_cost" value="2.10"' in filled.text
    kept = press("preview", htmx=True, row="0", left="sku", lines=[("CH-BRUSH-SET", "", "9")])
    assert 'name="lines-0-unit_cost"' not in kept.text


def test_a_new_line_comes_alone_and_takes_the_focus(cast, press):
    part = press("add-line", htmx=True, lines=TWO)
    assert 'hx-swap-oob="beforeend:#lines"' in part.text
    assert re.findall(r'name="(lines-\d+-sku)"', part.text) == ["lines-2-sku"]
    assert re.search(r'id="lines-total" value="3"', part.text)
    assert re.search(r'id="id_lines-2-sku"[^>]* autofocus', part.text)


def test_a_line_leaves_the_page_and_its_number_stays_unused(cast, press):
    part = press("remove-line-0", htmx=True, lines=TWO)
    assert '<div id="lines-0" hx-swap-oob="delete"></div>' in part.text
    assert part.context["draft"].totals.units == 5
    answer = press(
        "save", lines=TWO, **{f"lines-{0}-{name}": "" for name in ("sku", "quantity", "unit_cost")}
    )
    assert answer.status_code == 422
    assert re.search(r'name="lines-0-sku"[^>]* value="MUG"', answer.text) is None


def test_the_lead_time_field_is_only_touched_by_a_new_proposal(proposing, press):
    taken = press("preview", htmx=True, lead_time="")
    assert 'name="lead_time"' in taken.text
    kept = press("preview", htmx=True, proposed=proposing.lead_time.pk)
    assert 'name="lead_time"' not in kept.text


def test_an_invalid_form_comes_back_as_a_form_with_its_bar(cast, press):
    part = press("save", htmx=True, lead_time="")
    assert part.status_code == 422
    assert part.text.strip().startswith("<form")
    assert "Choose a lead time: it says who handles the goods and for how long." in part.text
    assert 'id="workflow-bar" hx-swap-oob="true"' in part.text


def test_a_saved_form_leads_on(cast, press):
    answer = press("save", htmx=True)
    assert answer.headers["HX-Redirect"] == f"{ORDERS}PO-1001/"


def test_nothing_asked_for_is_saved_by_accident(cast, press):
    for action in ("preview", "", "delete", "place-order", "save-mine-", "remove-line-x", "leg-up-99999"):
        assert press(action).status_code == 200
    assert not PurchaseOrder.objects.exists()


def test_five_hundred_lines_answer_with_a_small_part(cast, press):
    lines = [("CH-BRUSH-SET", "1", "1")] * 500
    part = press("preview", htmx=True, row="250", lines=lines)
    assert part.context["draft"].totals.units == 500
    assert len(part.content) < 20_000
    new = press("add-line", htmx=True, lines=lines)
    assert len(new.content) < 20_000


def test_another_product_brings_its_own_cost_unless_one_was_typed(cast, sign_in):
    cast.brushes.last_cost = "2.10"
    cast.brushes.save()
    apron = ProductFactory(organization=cast.acme, sku="TL-APRON", last_cost="4.35")
    client = sign_in(cast.alice)
    url = "/o/acme/purchase-orders/new/"

    def preview(**line):
        typed = {f"lines-0-{name}": value for name, value in line.items()}
        data = {"action": "preview", "currency": "USD", "lines-TOTAL_FORMS": "1"}
        answer = client.post(url, data | typed)
        form = answer.context["draft"].lines.forms[0]
        return form["unit_cost"].value(), form.filled

    cost, filled = preview(sku=cast.brushes.sku)
    assert (cost, filled) == ("2.10", "2.10 USD CH-BRUSH-SET")
    assert preview(sku=apron.sku, unit_cost=cost, filled=filled) == ("4.35", "4.35 USD TL-APRON")
    assert preview(sku=apron.sku, unit_cost="3.99", filled=filled) == ("3.99", filled)
