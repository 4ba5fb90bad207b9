"""What legs and facilities are called and drawn by."""

import pytest

from leadtimes.rules.kinds import (
    CAPABILITIES,
    FACILITY_ICONS,
    FACILITY_KIND_CHOICES,
    FREIGHT_MODE_CHOICES,
    FREIGHT_MODES,
    LEG_KIND_CHOICES,
    LEG_KINDS,
    USUAL_CAPABILITIES,
    WORKING_FACILITY_KINDS,
    capabilities_in_words,
    happens_at,
    leg_icon,
    leg_kinds_at,
    leg_name,
    work_of,
)
from leadtimes.rules.portions import STARTS_A_PORTION


@pytest.mark.parametrize(
    ("kind", "mode", "label", "name", "icon"),
    [
        ("supplier", "", "", "Production", "factory"),
        ("supplier", "", "Brush heads", "Brush heads", "factory"),
        ("freight", "", "", "Freight", "truck"),
        ("freight", "ocean", "", "Ocean freight", "ship"),
        ("freight", "air", "", "Air freight", "plane"),
        ("freight", "ocean", "Slow boat", "Slow boat", "ship"),
        ("freight", "zeppelin", "", "Freight", "truck"),
        ("prep", "", "", "Prep center", "package-check"),
        ("fba", "", "", "FBA check-in", "shopping-cart"),
        ("awd", "", "", "AWD", "boxes"),
    ],
)
def test_a_leg_is_called_and_drawn_by_its_label_then_its_mode_then_its_kind(kind, mode, label, name, icon):
    assert (leg_name(kind, mode, label), leg_icon(kind, mode)) == (name, icon)


def test_every_kind_of_leg_happens_at_one_kind_of_facility_and_the_other_way_round():
    at = [kind.facility_kind for kind in LEG_KINDS.values()]
    assert sorted(at) == sorted(key for key, _label in FACILITY_KIND_CHOICES)
    assert {kind.facility_kind: kind.icon for kind in LEG_KINDS.values()} == FACILITY_ICONS


def test_the_legs_that_need_a_facility_are_those_that_start_a_portion():
    needing = {key for key, kind in LEG_KINDS.items() if kind.needs_facility}
    assert needing == STARTS_A_PORTION
    assert {LEG_KINDS[key].facility_kind for key in needing} == set(WORKING_FACILITY_KINDS)


def test_no_kind_of_leg_is_left_without_a_rule_of_where_it_happens():
    """By what a facility can do, or, where nobody has to be told, by what it is; and nothing it can do is idle."""
    for key, kind in LEG_KINDS.items():
        assert bool(kind.done_by) == (key in STARTS_A_PORTION)
        assert kind.done_by <= CAPABILITIES.keys()
        assert any(
            happens_at(key, each, USUAL_CAPABILITIES.get(each, [])) for each, _ in FACILITY_KIND_CHOICES
        )
    assert set().union(*(kind.done_by for kind in LEG_KINDS.values())) == CAPABILITIES.keys()
    assert list(USUAL_CAPABILITIES) == WORKING_FACILITY_KINDS


@pytest.mark.parametrize(
    ("facility_kind", "able", "kinds"),
    [
        ("warehouse", ["stores"], ["warehouse"]),
        ("warehouse", ["stores", "preps"], ["warehouse", "prep"]),
        ("prep_center", ["preps", "stores"], ["prep", "warehouse"]),
        ("prep_center", ["preps"], ["prep"]),
        ("other", ["inspects"], ["other"]),
        ("other", ["preps", "other_work"], ["other", "prep"]),
        ("warehouse", ["inspects"], ["other"]),
        ("supplier", [], ["supplier"]),
        ("freight_forwarder", [], ["freight"]),
        ("fba", [], ["fba"]),
    ],
)
def test_which_legs_can_happen_at_a_facility_follows_what_it_can_do(facility_kind, able, kinds):
    assert leg_kinds_at(facility_kind, able) == kinds


def test_what_a_facility_can_do_reads_in_one_order():
    assert capabilities_in_words(["preps", "stores"]) == "stores, preps"
    assert work_of("other") == "inspects or does other work"


def test_no_two_things_to_choose_from_read_alike():
    for choices in (LEG_KIND_CHOICES, FREIGHT_MODE_CHOICES, FACILITY_KIND_CHOICES):
        labels = [label for _key, label in choices]
        assert len(labels) == len({label.casefold() for label in labels})
    assert not FREIGHT_MODES.keys() & LEG_KINDS.keys()
