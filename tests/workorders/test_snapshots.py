"""What a reader of an older revision must know. Snapshots are plain data: nothing is saved."""

from types import SimpleNamespace

import pytest

from inventory.rules.product_facts import ProductFacts
from sostocked.foundation.records.changes import Change
from workorders.content import BundlePart, StepText
from workorders.snapshots import differences, step_line

FACTS = {"Goods expected": "2026-12-13", "Must leave": "2026-12-18", "Note": ""}


def line(product_id=1, sku="CH-BRUSH", units="2,000 units", cartons="50 cartons", **said):
    facts = ProductFacts(sku=sku, units_per_carton=40, **said).as_json()
    return {"product_id": product_id, "units": units, "cartons": cartons, "said": facts}


def snapshot(*lines, steps=("Receive: Count.",), **facts):
    return {"facts": FACTS | facts, "lines": list(lines), "steps": list(steps)}


def changed(before, after):
    return [tuple(change) for change in differences(before, after)]


def test_what_reads_the_same_is_no_difference():
    assert differences(snapshot(line()), snapshot(line())) == []


def test_a_fact_that_changed_is_told_old_beside_new():
    later = snapshot(**{"Goods expected": "2026-12-16", "Note": "Fragile"})
    assert differences(snapshot(), later) == [
        Change("Goods expected", "2026-12-13", "2026-12-16"),
        Change("Note", "", "Fragile"),
    ]


def test_only_facts_that_both_sides_tell_are_compared():
    old, new = snapshot(), snapshot(**{"Address it goes on to": "2 Main Street"})
    assert differences(old, new) == differences(new, old) == []


def test_units_and_cartons_of_a_line_change_together():
    less = line(units="1,000 units", cartons="25 cartons")
    assert changed(snapshot(line()), snapshot(less)) == [
        ("CH-BRUSH", "2,000 units", "1,000 units"),
        ("CH-BRUSH cartons", "50 cartons", "25 cartons"),
    ]


def test_cartons_are_told_only_where_both_sides_told_them():
    without = {name: value for name, value in line(units="9 units").items() if name != "cartons"}
    for before, after in ((line(), without), (without, line())):
        told = changed(snapshot(before), snapshot(after))
        assert told == [("CH-BRUSH", before["units"], after["units"])]


def test_lines_come_and_go():
    soap = line(2, "SOAP", "10 units")
    assert changed(snapshot(line()), snapshot(line(), soap)) == [("SOAP", "", "10 units")]
    assert changed(snapshot(line(), soap), snapshot(soap)) == [("CH-BRUSH", "2,000 units", "")]


def test_two_lines_of_one_product_are_compared_one_by_one():
    first, second = line(), line(units="10 units", cartons="1 carton of 10")
    assert differences(snapshot(first, second), snapshot(first, second)) == []
    assert changed(snapshot(first, second), snapshot(first)) == [("CH-BRUSH", "10 units", "")]


def test_a_product_is_the_same_whatever_it_is_called_now():
    renamed = line(sku="CH-BRUSH-5", title="Brush set", fnsku="X00NEW")
    assert changed(snapshot(line(title="Brushes", fnsku="X00OLD")), snapshot(renamed)) == [
        ("CH-BRUSH-5 SKU", "CH-BRUSH", "CH-BRUSH-5"),
        ("CH-BRUSH-5 title", "Brushes", "Brush set"),
        ("CH-BRUSH-5 FNSKU", "X00OLD", "X00NEW"),
    ]


def test_another_product_of_the_same_name_is_another_line():
    assert changed(snapshot(line(1)), snapshot(line(2))) == [
        ("CH-BRUSH", "2,000 units", ""),
        ("CH-BRUSH", "", "2,000 units"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["Receive"], ["Receive", "Ship"], [("Step 2", "", "Ship")]),
        (["Receive", "Ship"], ["Receive"], [("Step 2", "Ship", "")]),
        (
            ["Receive", "Ship"],
            ["Ship", "Receive"],
            [("Step 1", "Receive", "Ship"), ("Step 2", "Ship", "Receive")],
        ),
        ([], [], []),
    ],
)
def test_steps_are_told_by_their_number(before, after, told):
    assert changed(snapshot(steps=before), snapshot(steps=after)) == told


def test_the_oldest_snapshots_said_only_the_units_of_each_sku():
    old = {"facts": {}, "lines": {"CH-BRUSH": "2,000 units", "SOAP": "10 units"}, "steps": []}
    assert changed(old, snapshot(line(fnsku="X00"), steps=())) == [("SOAP", "10 units", "")]
    assert changed(old, snapshot(line(units="9 units"), line(2, "SOAP", "10 units"), steps=())) == [
        ("CH-BRUSH", "2,000 units", "9 units")
    ]


def step(label="Receive", **more):
    product = {"product_id": None, "quantity": None, "facts": ProductFacts(sku="KIT")}
    return SimpleNamespace(label=label, **(product | more))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (StepText(step(), "Count.", []), "Receive: Count."),
        (StepText(step("Other"), "", []), "Other:"),
        (StepText(step("Label", product_id=3), "Stick it.", []), "Label: KIT Stick it."),
        (
            StepText(
                step("Bundle", product_id=3, quantity=1200),
                "Mind the lids.",
                [BundlePart(2, "JAR", "Jar"), BundlePart(1, "LID", "Lid")],
            ),
            "Bundle: 1,200 × KIT from 2 × JAR, 1 × LID. Mind the lids.",
        ),
    ],
)
def test_a_step_is_told_in_one_line(said, words):
    assert step_line(said) == words
