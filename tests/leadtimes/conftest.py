"""What the admin's pages are tested with: the form of a lead time as a browser sends it."""

import pytest

from leadtimes.models import LeadTime

ADMIN = "/admin/leadtimes/leadtime/"
NEW = f"{ADMIN}add/"
SUPPLIER = {"kind": "supplier", "days": 30}


def change(lead_time):
    """The address where a lead time is changed."""
    return f"{ADMIN}{lead_time.pk}/change/"


@pytest.fixture
def form_of():
    """`form_of(rows, lead_time=…)`: rows are dicts of what differs from a leg of calendar days."""

    def build(rows, *, lead_time=None, name="New way", **more):
        old = {leg.pk for leg in lead_time.legs.all()} if lead_time else set()
        rows = sorted(rows, key=lambda row: row.get("id") not in old)  # Django wants the saved ones first
        data = {
            "name": name,
            "note": "",
            "legs-TOTAL_FORMS": str(len(rows)),
            "legs-INITIAL_FORMS": str(len(old)),
        }
        for n, row in enumerate(rows):
            row = {"id": "", "mode": "", "label": "", "facility": "", "day_basis": "calendar", **row}
            row |= {"lead_time": lead_time.pk if lead_time else ""}
            data |= {f"legs-{n}-{field}": "" if value is None else str(value) for field, value in row.items()}
        return data | more

    return build


@pytest.fixture
def rows_of():
    """`rows_of(lead_time)`: its legs as rows of that form."""

    def read(lead_time):
        fields = ("id", "kind", "mode", "label", "facility_id", "days", "day_basis", "position")
        return [
            {name.removesuffix("_id"): getattr(leg, name) for name in fields} for leg in lead_time.legs.all()
        ]

    return read


def legs_in_short(lead_time):
    """Position, kind, days and place of each leg, as the database has them."""
    fresh = LeadTime.objects.get(pk=lead_time.pk)
    return [(leg.position, leg.kind, leg.days, leg.facility_id) for leg in fresh.legs.all()]
