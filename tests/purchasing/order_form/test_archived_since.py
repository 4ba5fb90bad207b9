"""What was archived after it was chosen may stay; it is not chosen anew, and not placed unnoticed."""

import pytest
from django.utils import timezone

from purchasing.models import OrderLeg
from purchasing.services import copies_of, why_not_place
from tests.factories import FacilityFactory, make_draft

EDIT = "/o/acme/purchase-orders/PO-1001/edit/"


def archive(row):
    row.archived_at = timezone.now()
    row.save()


@pytest.fixture
def adjusted(cast, form_of):
    """A draft with legs of its own, and its form with the leg at `facility` where Lone Star's was."""
    order = make_draft(cast, legs=copies_of(cast.lead_time.legs.all()))

    def build(facility):
        data = form_of(version=order.version, notes="Kept", adjusted="1")
        data |= {"legs-TOTAL_FORMS": "6", "legs-INITIAL_FORMS": "0"}
        for n, leg in enumerate(order.legs.order_by("position")):
            data |= {f"legs-{n}-{name}": getattr(leg, name) for name in ("kind", "mode", "days", "day_basis")}
            data |= {f"legs-{n}-facility": facility.pk if leg.facility_id else ""}
        return data

    return build


def test_a_draft_keeps_a_facility_that_was_archived_since(cast, sign_in, adjusted):
    archive(cast.lone_star)
    assert sign_in(cast.bob).post(EDIT, adjusted(cast.lone_star)).status_code == 302
    assert OrderLeg.objects.get(kind="prep").facility == cast.lone_star


def test_an_archived_facility_is_not_chosen_anew(cast, sign_in, adjusted):
    gone = FacilityFactory(organization=cast.acme, name="Gone Prep", prep=True, archived_at=timezone.now())
    page = sign_in(cast.bob).post(EDIT, adjusted(gone))
    errors = [form.errors for form in page.context["draft"].legs.forms if form.errors]
    assert errors == [{"facility": ["Gone Prep is archived. Choose another facility."]}]


def test_a_draft_on_an_archived_lead_time_is_not_placed_unnoticed(cast):
    order = make_draft(cast)
    archive(cast.lead_time)
    order.refresh_from_db()
    sentence = "China → Lone Star → FBA is archived. Choose another lead time or adjust the legs."
    assert why_not_place(order) == [sentence]
    own_legs = make_draft(cast, legs=copies_of(cast.lead_time.legs.all()))
    assert why_not_place(own_legs) == []
