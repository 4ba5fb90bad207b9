"""The workflow bar: black is what this document takes care of, and nothing is black twice."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtimes.rules.bar import (
    Bar,
    BarLeg,
    BarPortion,
    Document,
    Viewing,
    draw,
    draw_alone,
    draw_chain,
    promised,
)
from leadtimes.rules.kinds import LEG_KINDS, leg_icon, leg_name
from leadtimes.rules.legs import LegTimes
from leadtimes.rules.portions import divide
from leadtimes.rules.schedule import Calendar, Lost

TODAY = date(2026, 11, 22)


@dataclass
class ShownLeg(LegTimes):
    """A leg with nothing but what the bar asks for."""

    kind: str
    facility_id: int | None = None
    label: str = ""
    days: int = 1
    is_reported: bool = False
    baseline_starts_on: date | None = None
    baseline_ends_on: date | None = None
    day_basis: str = "calendar"
    mode: str = ""
    expected_starts_on: date | None = None
    expected_ends_on: date | None = None
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    known_calendar: Calendar | None = None

    @property
    def name(self):
        return leg_name(self.kind, self.mode, self.label)

    @property
    def icon(self):
        return leg_icon(self.kind, self.mode)

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


def test_words_that_were_written_for_others_are_their_legs_kind_to_a_facility():
    legs = [
        leg("supplier", 9),
        leg("freight", mode="ocean", label="Pickup at Ningbo Brightware"),
        leg("warehouse", 1, label="Storage, 0.80 USD a day"),
        leg("freight", label="To Second Prep, 2.40 USD a carton"),
        leg("prep", 2, label="Our own"),
        leg("fba", label="Till the shelf"),
    ]
    seen = bar(legs, active=2, discreet=True).legs
    assert [each.name for each in seen] == [
        "Production",
        "Ocean freight",
        "Warehouse",
        "Freight",
        "Our own",
        "Till the shelf",
    ]


def test_what_one_facility_does_at_another_time_is_its_own_to_read():
    legs = [leg("supplier"), leg("prep", 1, label="First"), leg("prep", 2, label="Other"), leg("prep", 1)]
    documents = [Document("PO", ""), Document("WO", "", "/wo/"), Document("", ""), Document("WO 3", "")]
    seen = draw(legs, divide(legs), documents, active=3, viewing=Viewing(TODAY, discreet=True))
    assert [each.name for each in seen.legs] == ["Production", "First", "Prep center", "Prep center"]


PLACED = {"baseline_starts_on": date(2026, 10, 12), "baseline_ends_on": date(2026, 11, 11), "days": 30}


def moved(ends_on, **more):
    return leg("supplier", expected_starts_on=date(2026, 10, 12), expected_ends_on=ends_on, **PLACED | more)


def test_a_leg_that_took_longer_shows_its_real_days_and_how_late_it_is():
    slipped = bar([moved(date(2026, 11, 20))], active=0, running=True).legs[0]
    assert (slipped.days, slipped.more, slipped.late) == (39, "+9 days", "9 days late")


def test_a_leg_that_took_less_time_is_not_called_late():
    early = bar([moved(date(2026, 11, 10))], active=0, running=True).legs[0]
    assert (early.days, early.more, early.late) == (29, "-1 day", "")


def test_a_leg_that_only_starts_later_keeps_its_days_and_is_late():
    pushed = leg(
        "supplier",
        expected_starts_on=date(2026, 10, 21),
        expected_ends_on=date(2026, 11, 20),
        **PLACED,
    )
    drawn = bar([pushed], active=0, running=True).legs[0]
    assert (drawn.days, drawn.more, drawn.late) == (30, "", "9 days late")


def test_a_document_that_is_over_by_cancelling_is_late_for_nothing():
    assert bar([moved(date(2026, 11, 20))], active=0).legs[0].late == ""


def test_working_days_are_counted_as_such_until_a_person_says_otherwise():
    working = {"day_basis": "working", "days": 22}
    by_calendar = bar([moved(date(2026, 11, 13), **working)], active=0).legs[0]
    said = bar([moved(date(2026, 11, 13), is_reported=True, **working)], active=0).legs[0]
    assert (by_calendar.days, by_calendar.working, by_calendar.more) == (22, True, "")
    assert (said.days, said.working, said.more) == (32, False, "+2 days")


@pytest.mark.parametrize(
    ("last", "word"), [("fba", "Sellable"), ("awd", "In AWD storage"), ("warehouse", "Available")]
)
def test_goods_are_sellable_at_fba_alone(last, word):
    assert bar([leg("supplier"), leg(last, 1)], active=0).availability == word


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


# ── The whole of it ───────────────────────────────────────────────────────────────────────────────────


def whole_of(*legs, active=True, cancelled=False):
    return Bar((BarPortion("PO", "You", tuple(legs), active=active, cancelled=cancelled),))


def bar_leg(kind="freight", days=5, starts_on=None, ends_on=None):
    return BarLeg(kind, "truck", "Leg", days=days, starts_on=starts_on, ends_on=ends_on)


def test_a_bar_runs_from_its_first_day_to_its_last():
    later = date(2026, 12, 31)
    drawn = whole_of(bar_leg(starts_on=TODAY, ends_on=TODAY), bar_leg(starts_on=TODAY, ends_on=later))
    assert (drawn.starts_on, drawn.available_on, drawn.days) == (TODAY, later, 39)


def test_undated_legs_last_as_long_as_they_say():
    assert whole_of(bar_leg(days=5), bar_leg(days=7)).days == 12
    half = whole_of(bar_leg(days=5, starts_on=TODAY), bar_leg(days=7))
    assert (half.days, half.starts_on, half.available_on) == (12, TODAY, None)


def test_a_bar_of_nothing_is_no_mistake():
    nothing = Bar(())
    assert (nothing.starts_on, nothing.available_on, nothing.days) == (None, None, 0)
    assert (nothing.availability, nothing.cancelled, nothing.legs) == ("Available", False, ())


@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        (("supplier", "fba"), "Sellable"),
        (("awd", "fba"), "Sellable"),
        (("fba", "awd"), "In AWD storage"),
        (("fba", "freight"), "Available"),
        (("warehouse",), "Available"),
    ],
)
def test_what_goods_are_at_the_end_is_told_by_the_last_leg(kinds, word):
    assert whole_of(*map(bar_leg, kinds)).availability == word


def test_only_the_document_of_the_page_makes_a_bar_cancelled():
    assert whole_of(bar_leg(), cancelled=True).cancelled
    assert not whole_of(bar_leg(), active=False, cancelled=True).cancelled


def test_days_that_closures_cost_are_noted_beside_the_leg():
    lost = [(Lost("Chinese New Year", 27), Lost("Stocktaking", 1)), ()]
    legs = [leg("supplier"), leg("freight", day_basis="working", days=3)]
    drawn = draw(
        legs,
        divide(legs),
        [Document("PO", "You")],
        active=0,
        viewing=Viewing(TODAY),
        lost=lost,
    )
    assert [each.note for each in drawn.legs] == [
        "27 days closed: Chinese New Year; 1 day closed: Stocktaking",
        "",
    ]
    assert [(each.days, each.working) for each in drawn.legs] == [(1, False), (3, True)]


def test_a_portion_without_legs_is_not_drawn():
    legs = [leg("prep", 1), leg("fba")]
    assert [portion.title for portion in bar(legs, active=1).portions] == ["D1"]


chains = st.lists(
    st.builds(leg, st.sampled_from(sorted(LEG_KINDS)), st.integers(1, 3)), min_size=1, max_size=20
)


@given(chains)
def test_over_all_documents_every_leg_is_black_exactly_once(legs):
    bars = [bar(legs, active=number) for number, _ in enumerate(divide(legs))]
    blacks = [sum(each.legs[index].active for each in bars) for index in range(len(legs))]
    assert blacks == [1] * len(legs)
    assert all([each.kind for each in b.legs] == [each.kind for each in legs] for b in bars)
