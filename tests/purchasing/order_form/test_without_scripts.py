"""The form with scripts off: Save does what typing would have done, and says so; errors come all at once."""

from leadtimes.models import Facility
from purchasing.models import PurchaseOrder
from tests.purchasing.conftest import ORDERS

NEW = f"{ORDERS}new/"


def test_save_takes_up_the_suppliers_default_lead_time_and_says_so(cast, sign_in, form_of):
    Facility.objects.filter(pk=cast.ningbo.pk).update(default_lead_time=cast.lead_time)
    page = sign_in(cast.bob).post(NEW, form_of(lead_time=""), follow=True)
    order = PurchaseOrder.objects.get()
    assert (order.lead_time, order.legs.count()) == (cast.lead_time, 6)
    sentence = (
        f"No lead time was chosen. {cast.lead_time} was taken up. Proposed: the default of Ningbo Brightware."
    )
    assert sentence in page.text


def test_a_lead_time_that_was_taken_away_by_hand_is_not_taken_up(cast, sign_in, form_of):
    Facility.objects.filter(pk=cast.ningbo.pk).update(default_lead_time=cast.lead_time)
    page = sign_in(cast.bob).post(NEW, form_of(lead_time="", proposed=cast.lead_time.pk))
    assert page.status_code == 422
    assert "Choose a lead time" in page.text
    assert not PurchaseOrder.objects.exists()


def test_one_that_was_chosen_stays(cast, sign_in, form_of):
    other = cast.acme.lead_times.create(name="Other")
    other.legs.create(position=1, kind="supplier", days=3)
    Facility.objects.filter(pk=cast.ningbo.pk).update(default_lead_time=other)
    page = sign_in(cast.bob).post(NEW, form_of(), follow=True)
    assert PurchaseOrder.objects.get().lead_time == cast.lead_time
    assert "No lead time was chosen" not in page.text


def test_all_that_is_wrong_is_said_at_once_with_the_way_to_each_field(cast, sign_in, form_of):
    legs = {"adjusted": "1", "legs-TOTAL_FORMS": "2", "legs-INITIAL_FORMS": "0"}
    for n, kind in enumerate(("supplier", "warehouse")):
        legs |= {f"legs-{n}-kind": kind, f"legs-{n}-days": "5", f"legs-{n}-day_basis": "calendar"}
    lines = [("CH-BRUSH-SET", "0", "2.10"), ("NO-SUCH", "5", "1")]
    page = sign_in(cast.bob).post(NEW, form_of(lines=lines, supplier="", ordered_on="soon", **legs))
    assert page.status_code == 422
    anchors = [(each.label, each.anchor) for each in page.context["draft"].to_mend]
    assert anchors == [
        ("Supplier", "id_supplier"),
        ("PO date", "id_ordered_on"),
        ("Leg 2, facility", "id_legs-1-facility"),
        ("Line 1, quantity", "id_lines-0-quantity"),
        ("Line 2, product", "id_lines-1-sku"),
    ]
    for label, anchor in anchors:
        assert f'<a href="#{anchor}">{label}</a>:' in page.text
        assert f'id="{anchor}"' in page.text
    assert page.text.count("This could not be saved yet.") == 1
