from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.product_facts import LABELS, Cartons, ProductFacts, differences, not_full
from sostocked.foundation.records.changes import Change

measures = st.none() | st.decimals(0, 99_999, places=4)
facts = st.builds(
    ProductFacts,
    sku=st.text(min_size=1, max_size=60),
    title=st.text(max_size=20),
    fnsku=st.sampled_from(["", "X00ABC1234"]),
    upc=st.sampled_from(["", "036000291452"]),
    units_per_carton=st.integers(1, 1_000_000),
    carton_length_cm=measures,
    carton_width_cm=measures,
    carton_height_cm=measures,
    carton_weight_kg=measures,
)


@pytest.mark.parametrize(
    ("units", "per_carton", "words"),
    [
        (2000, 40, "50 cartons"),
        (2000, 48, "41 full cartons and one of 32"),
        (1001, 24, "41 full cartons and one of 17"),
        (1001, 1, "1,001 cartons"),
        (40, 40, "1 carton"),
        (41, 40, "1 full carton and one of 1"),
        (39, 40, "1 carton of 39"),
        (0, 40, "0 cartons"),
    ],
)
def test_units_are_packed_in_full_cartons_and_one_for_the_rest(units, per_carton, words):
    assert ProductFacts(sku="A", units_per_carton=per_carton).cartons(units).words == words


@given(units=st.integers(0, 10**9), per_carton=st.integers(1, 10**6))
def test_cartons_hold_all_units_and_only_the_last_may_not_be_full(units, per_carton):
    packed = ProductFacts(sku="A", units_per_carton=per_carton).cartons(units)
    assert packed.full * per_carton + packed.rest == units
    assert 0 <= packed.rest < per_carton
    assert (packed.count - 1) * per_carton < units <= packed.count * per_carton or packed == Cartons(0, 0)


@given(facts)
def test_what_is_kept_is_what_was_said(said):
    assert ProductFacts.from_json(said.as_json()) == said


@given(before=facts, after=facts)
def test_two_that_differ_name_every_fact_that_does_and_no_other(before, after):
    named = {change.name for change in differences(before, after)}
    assert named == {label for name, label in LABELS.items() if getattr(before, name) != getattr(after, name)}


def test_a_measure_with_idle_zeros_is_the_same_measure():
    before = ProductFacts(sku="A", carton_length_cm=Decimal("60.5"))
    assert differences(before, ProductFacts(sku="A", carton_length_cm=Decimal("60.5000"))) == []


def test_differences_read_as_a_person_writes_them():
    before = ProductFacts(sku="A", fnsku="X00ABC1234", units_per_carton=1040)
    after = ProductFacts(sku="A", fnsku="X00ZZZ9999", units_per_carton=48, carton_weight_kg=Decimal("12.50"))
    assert differences(before, after) == [
        Change("FNSKU", "X00ABC1234", "X00ZZZ9999"),
        Change("Units per carton", "1,040", "48"),
        Change("Carton weight (kg)", "", "12.5"),
    ]


def test_facts_kept_before_there_were_so_many_can_still_be_read():
    assert ProductFacts.from_json({"sku": "A", "gone": 1}) == ProductFacts(sku="A")


@pytest.mark.parametrize(
    ("rests", "words"),
    [
        ([], ""),
        ([0, 0], ""),
        ([0, 17], "one of 17 units"),
        ([1], "one of 1 unit"),
        ([17, 3], "2 of them not full"),
        ([1, 2, 0, 3], "3 of them not full"),
    ],
)
def test_beside_the_cartons_of_several_lines_it_is_said_how_many_are_not_full(rests, words):
    assert not_full(Cartons(5, rest) for rest in rests) == words


def carton(length=None, width=None, height=None, weight=None):
    sizes = [side and Decimal(side) for side in (length, width, height, weight)]
    names = ("carton_length_cm", "carton_width_cm", "carton_height_cm", "carton_weight_kg")
    return ProductFacts(sku="A", **dict(zip(names, sizes, strict=True)))


@pytest.mark.parametrize(
    ("facts", "system", "size", "weight"),
    [
        (carton("60.5", "40", "30", "12.25"), "metric", "60.5 × 40 × 30 cm", "12.25 kg"),
        (carton("25.4", "50.8", "12.7", "0.45359237"), "imperial", "10 × 20 × 5 in", "1 lb"),
        (carton("60.5", "40", None, None), "metric", "", ""),
        (carton(None, "40", "30", "12.25"), "metric", "", "12.25 kg"),
        (carton(), "imperial", "", ""),
    ],
)
def test_a_carton_is_told_in_what_the_reader_measures_in_and_only_whole(facts, system, size, weight):
    assert (facts.carton_size(system), facts.carton_weight(system)) == (size, weight)


def test_measures_are_kept_as_text_without_idle_zeros():
    kept = carton("60.5000", "40", "30", "12.20").as_json()
    assert (kept["carton_length_cm"], kept["carton_width_cm"], kept["carton_weight_kg"]) == (
        "60.5",
        "40",
        "12.2",
    )
    assert list(kept) == list(LABELS)
