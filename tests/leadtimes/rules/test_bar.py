"""The workflow bar: black is what this document takes care of, and nothing is black twice."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.bar import Document, Viewing, draw, draw_alone, draw_chain, promised
from leadtimes.rules.kinds import LEG_KINDS, leg_icon, leg_name
from leadtimes.rules.legs import LegTimes
from leadtimes.rules.portions import divide

TODAY = date(2026, 11, 22)


@dataclass
class ShownLeg(LegTimes):
    """A leg with nothing but what the bar asks for."""

    kind: str
    facility_id: int | None = None
    label: str = ""
    days: int = 1
    day_basis: str = "calendar"
    expected_starts_on: date | None = None
    expected_ends_on: date | None = None
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None

    @property
    def name(self):
        return leg_name(self.kind, "", self.label)

    @property
    def icon(self):
        return leg_icon(self.kind)

    @property
    def facility(self):
        return SimpleNamespace(place=f"Place {self.facility_id}", name="Name") if self.facility_id else None


leg = ShownLeg


def bar(legs, active, **viewing):
    portions = divide(legs)
    documents = [Document(f"D{n}", "") for n, _ in enumerate(portions)]
    return draw(legs, portions, documents, active=active, viewing=Viewing(TODAY, **viewing), label="Way")


S2 = [leg("supplier"), leg("freight"), leg("freight"), leg("prep", 1), leg("freight"), leg("fba")]


def test_the_order_takes_care_of_everything_up_to_the_prep_center():
    assert [each.active for each in bar(S2, active=0).legs] == [True, True, True, False, False, False]


def test_the_work_order_takes_care_of_the_rest():
    assert [each.active for each in bar(S2, active=1).legs] == [False, False, False, True, True, True]


def test_a_facility_learns_neither_the_suppliers_name_nor_its_legs_words():
    legs = [leg("supplier", 9, label="Ningbo's own line"), leg("warehouse", 1, label="Storage")]
    assert [(each.name, each.place) for each in bar(legs, active=1).legs] == [
        ("Ningbo's own line", "Place 9"),
        ("Storage", "Place 1"),
    ]
    assert [(each.name, each.place) for each in bar(legs, active=1, discreet=True).legs] == [
        ("Production", ""),
        ("Storage", "Place 1"),
    ]
    assert (bar(legs, active=1).label, bar(legs, active=1, discreet=True).label) == ("Way", "")


def test_dates_that_have_passed_are_assumed_only_once_the_document_is_under_way():
    legs = [leg("supplier", expected_ends_on=TODAY), leg("fba", actual_ends_on=TODAY)]
    assert [each.state for each in bar(legs, active=0).legs] == ["planned", "confirmed"]
    assert [each.state for each in bar(legs, active=0, running=True).legs] == ["assumed", "confirmed"]


def test_the_order_comes_first_and_each_work_order_stands_where_its_first_leg_is():
    legs = [leg("supplier"), leg("prep", 1), leg("warehouse", 2), leg("freight"), leg("prep", 1)]
    drawn = draw_chain(
        legs,
        head=Document("PO", "You"),
        work_order_at=lambda at: Document(f"WO at {at}", ""),
        viewing=Viewing(TODAY),
        active=2,
    )
    assert [(each.title, each.active) for each in drawn.portions] == [
        ("PO", False),
        ("WO at 1", False),
        ("WO at 2", True),
        ("WO at 4", False),
    ]


def test_a_work_order_that_stands_alone_takes_care_of_all_its_legs():
    legs = [leg("prep", 1), leg("freight"), leg("fba")]
    drawn = draw_alone(legs, Document("WO", "Place 1"), facility_id=1, viewing=Viewing(TODAY))
    assert [(each.title, len(each.legs)) for each in drawn.portions] == [("WO", 3)]
    assert all(each.active for each in drawn.legs)


@pytest.mark.parametrize(("facility_id", "owner"), [(1, "Name"), (None, "facility not chosen yet")])
def test_a_work_order_to_come_is_promised_to_its_facility(facility_id, owner):
    assert promised(leg("prep", facility_id)) == Document("New work order", owner, upcoming=True)


chains = st.lists(
    st.builds(leg, st.sampled_from(sorted(LEG_KINDS)), st.integers(1, 3)), min_size=1, max_size=20
)


@given(chains)
def test_over_all_documents_every_leg_is_black_exactly_once(legs):
    bars = [bar(legs, active=number) for number, _ in enumerate(divide(legs))]
    blacks = [sum(each.legs[index].active for each in bars) for index in range(len(legs))]
    assert blacks == [1] * len(legs)
    assert all([each.kind for each in b.legs] == [each.kind for each in legs] for b in bars)
