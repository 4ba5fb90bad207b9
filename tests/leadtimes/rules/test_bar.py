"""The workflow bar: black is what this document takes care of, and nothing is black twice."""

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.bar import Document, Viewing, draw, state_of
from leadtimes.rules.kinds import LEG_KINDS, leg_icon, leg_name
from leadtimes.rules.portions import divide

TODAY = date(2026, 11, 22)


def leg(kind, facility_id=None, label="", **dates):
    names = ("expected_starts_on", "expected_ends_on", "actual_starts_on", "actual_ends_on")
    place = SimpleNamespace(place=f"Place {facility_id}")
    return SimpleNamespace(
        kind=kind,
        label=label,
        name=leg_name(kind, "", label),
        icon=leg_icon(kind),
        facility_id=facility_id,
        facility=place if facility_id else None,
        days=1,
        day_basis="calendar",
        **{name: dates.get(name) for name in names},
    )


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


def test_a_passed_date_is_assumed_only_once_the_document_is_under_way():
    assert state_of(ends_on=TODAY, confirmed=False, running=True, today=TODAY) == "assumed"
    assert state_of(ends_on=TODAY, confirmed=False, running=False, today=TODAY) == "planned"
    assert state_of(ends_on=date(2026, 11, 23), confirmed=False, running=True, today=TODAY) == "planned"


def test_only_a_person_confirms():
    assert state_of(ends_on=TODAY, confirmed=True, running=True, today=TODAY) == "confirmed"


chains = st.lists(
    st.builds(leg, st.sampled_from(sorted(LEG_KINDS)), st.integers(1, 3)), min_size=1, max_size=20
)


@given(chains)
def test_over_all_documents_every_leg_is_black_exactly_once(legs):
    bars = [bar(legs, active=number) for number, _ in enumerate(divide(legs))]
    blacks = [sum(each.legs[index].active for each in bars) for index in range(len(legs))]
    assert blacks == [1] * len(legs)
    assert all([each.kind for each in b.legs] == [each.kind for each in legs] for b in bars)
