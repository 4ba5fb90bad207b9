"""Units put on hold, released, found damaged, repaired, returned and called back."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from inventory.conditions.services import NOWHERE, UnitsInput, call_back, change_condition
from inventory.models import ConditionChange, ConditionChangeLine, Lot, StockBalance, StockMove
from inventory.rules.conditions import CHANGES
from inventory.stock.documents import explain
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from sostocked.foundation.records.errors import Refused
from tests.factories import FacilityFactory, ProductFactory, make_stock
from tests.house.test_concurrency import at_once
from tests.inventory.stock.test_proof import corrupt


def change(cast, what, units, condition="good", *, product=None, lot=None, reason="Wet cartons", key=None):
    said = UnitsInput(product=product or cast.brushes, condition=condition, units=units, lot=lot)
    return change_condition(
        cast.lone_star, what=what, units=[said], reason=reason, by=cast.alice, key=key or uuid.uuid4()
    )


def units(product, facility=None):
    """What lies at facilities by condition, or at one."""
    rows = StockBalance.objects.on_hand().filter(product=product)
    rows = rows.filter(place__facility=facility) if facility else rows
    found = dict.fromkeys(("good", "damaged", "on_hold"), 0)
    for condition, quantity in rows.values_list("condition", "quantity"):
        found[condition] += quantity
    return tuple(found.values())


@pytest.fixture
def forty(cast):
    make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)


def test_units_are_held_released_found_damaged_repaired_and_returned(cast, forty):
    change(cast, "hold", 10)
    assert units(cast.brushes) == (30, 0, 10)
    change(cast, "release_good", 4, "on_hold")
    change(cast, "release_damaged", 3, "on_hold")
    assert units(cast.brushes) == (34, 3, 3)
    change(cast, "damage", 2)
    change(cast, "repair", 1, "damaged")
    assert units(cast.brushes) == (33, 4, 3)
    change(cast, "supplier_return", 4, "damaged")
    change(cast, "supplier_return", 3, "on_hold")
    assert units(cast.brushes) == (33, 0, 0)
    outside = StockBalance.objects.filter(place__kind="outside").values_list("condition", "quantity")
    assert sorted(outside) == [("damaged", 4), ("on_hold", 3)]
    assert find_faults() == []


def test_the_move_says_why_who_and_its_own_cause(cast, forty):
    made = change(cast, "damage", 2, reason=" Forklift ")
    move = made.lines.get().move
    assert (move.cause, move.by, move.quantity) == ("damage", cast.alice, 2)
    assert (move.from_condition, move.to_condition) == ("good", "damaged")
    assert move.from_place == move.to_place == made.lines.get().place
    assert explain([(move.pk, move.cause)])[move.pk].text == "Forklift"


def test_the_same_form_twice_is_one_change(cast, forty):
    key = uuid.uuid4()
    assert change(cast, "hold", 10, key=key) == change(cast, "hold", 10, key=key)
    assert units(cast.brushes) == (30, 0, 10)


@pytest.mark.parametrize(
    ("what", "count", "condition", "reason", "says"),
    [
        ("hold", 41, "good", "Wet", "CH-BRUSH-SET: 41 good wanted at Lone Star Prep (Dallas), 40 left."),
        ("hold", 1, "good", " ", "Say why"),
        ("repair", 1, "good", "Wet", "CH-BRUSH-SET is in another condition."),
        ("supplier_return", 1, "good", "Wet", "CH-BRUSH-SET is in another condition."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(cast, forty, what, count, condition, reason, says):
    with pytest.raises(Refused) as refusal:
        change(cast, what, count, condition, reason=reason)
    assert says in str(refusal.value)
    assert units(cast.brushes) == (40, 0, 0)
    assert not ConditionChange.objects.exists()


def test_no_units_are_no_change(cast, forty):
    with pytest.raises(Refused, match="Say how many units"):
        change_condition(cast.lone_star, what="hold", units=[], reason="Wet", by=cast.alice, key=uuid.uuid4())


@pytest.fixture
def serum(cast):
    """Serum of one lot at two facilities, some of it damaged, and of another lot beside it."""
    product = ProductFactory(organization=cast.acme, sku="SK-SERUM", tracks_expiry=True)
    bad, fine = LotInput("L-204", date(2027, 6, 30)), LotInput("L-205", date(2027, 3, 31))
    make_stock(cast.lone_star, product, 12, by=cast.alice, lot=bad)
    make_stock(cast.lone_star, product, 2, by=cast.alice, lot=bad, condition="damaged")
    make_stock(cast.harbor, product, 30, by=cast.alice, lot=bad)
    make_stock(cast.harbor, product, 7, by=cast.alice, lot=fine)
    return product


def test_a_lot_is_called_back_wherever_it_is_in_one_act(cast, serum):
    lot = Lot.objects.get(code="L-204")
    made = call_back(lot, reason="Recall 26-114", by=cast.alice, key=uuid.uuid4())
    assert units(serum, cast.lone_star) == (0, 0, 14)
    assert units(serum, cast.harbor) == (7, 0, 30)
    assert sorted(made.lines.values_list("units", flat=True)) == [2, 12, 30]
    assert set(StockMove.objects.filter(cause="call_back").values_list("to_lot", flat=True)) == {lot.pk}
    assert find_faults() == []
    with pytest.raises(Refused, match=NOWHERE):
        call_back(lot, reason="Again", by=cast.alice, key=uuid.uuid4())
    assert call_back(lot, reason="Sent twice", by=cast.alice, key=made.key) == made


def test_calling_back_says_why(cast, serum):
    with pytest.raises(Refused, match="Say why"):
        call_back(Lot.objects.get(code="L-204"), reason="", by=cast.alice, key=uuid.uuid4())
    assert units(serum) == (49, 2, 0)


def test_calling_back_takes_as_many_queries_at_two_facilities_as_at_twenty(cast, serum):
    counts = []
    for at, more in enumerate((0, 18)):
        lot = LotInput(f"Q-{at}", date(2027, 1, 1 + at))
        facilities = [
            cast.lone_star,
            cast.harbor,
            *FacilityFactory.create_batch(more, organization=cast.acme),
        ]
        for facility in facilities:
            make_stock(facility, serum, 5, by=cast.alice, lot=lot)
        found = Lot.objects.get(code=lot.code)
        with CaptureQueriesContext(connection) as queries:
            call_back(found, reason="Recall", by=cast.alice, key=uuid.uuid4())
        counts.append(len(queries))
    assert counts[0] >= counts[1] >= counts[0] - 3, "the door is made once"


@pytest.mark.django_db(transaction=True)
def test_eight_who_hold_the_last_ten_units_hold_them_once(cast):
    make_stock(cast.lone_star, cast.brushes, 10, by=cast.alice)
    found = at_once(*[lambda: change(cast, "hold", 10)] * 8)
    assert sum(isinstance(each, ConditionChange) for each in found) == 1
    assert sum(isinstance(each, NotEnough) for each in found) == 7
    assert units(cast.brushes) == (0, 0, 10)
    assert find_faults() == []


@pytest.mark.django_db(transaction=True)
def test_calling_back_and_finding_damaged_at_once_never_wait_in_a_ring(cast, serum):
    lot = Lot.objects.get(code="L-204")
    acts = [
        lambda: call_back(lot, reason="Recall", by=cast.alice, key=uuid.uuid4()),
        lambda: change(cast, "damage", 1, product=serum, lot=lot),
        lambda: change(cast, "repair", 1, "damaged", product=serum, lot=lot),
    ]
    at_once(*acts * 4)
    at_lone_star = units(serum, cast.lone_star)
    assert sum(at_lone_star) == 14
    assert find_faults() == []


def test_the_database_keeps_what_a_line_says(cast, forty):
    made = change(cast, "hold", 10)
    line = made.lines.get()
    for broken, named in [
        ({"units": 0}, "a_condition_change_has_units"),
        ({"becomes": "good"}, "a_condition_becomes_another"),
        ({"becomes": "new"}, "a_condition_becomes_another"),
    ]:
        copy = ConditionChangeLine(
            change=made, place=line.place, product=line.product, condition="good", units=1, move=line.move
        )
        for name, value in broken.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError, match=named), transaction.atomic():
            copy.save()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE inventory_conditionchangeline SET units = 9", "(CH-BRUSH-SET, 9 good) and move"),
        ("UPDATE inventory_conditionchangeline SET becomes = ''", "(CH-BRUSH-SET, 10 good) and move"),
        (
            "UPDATE inventory_conditionchange SET cause = 'repair'",
            'is no case of "repair": good became on_hold.',
        ),
        (
            "DELETE FROM inventory_conditionchangeline",
            "(hold, 10 × CH-BRUSH-SET) belongs to no change of condition.",
        ),
        ("DELETE FROM inventory_conditionchangeline", "has no lines."),
    ],
)
def test_a_corrupted_change_is_named(cast, forty, statement, named):
    change(cast, "hold", 10)
    assert find_faults() == []
    corrupt(statement)
    assert [fault for fault in find_faults() if named in fault.text] != []


def test_every_change_is_proved(cast):
    """Each kind of change, made once, is what the proof expects of it."""
    for at, (what, how) in enumerate(CHANGES.items()):
        product = ProductFactory(organization=cast.acme, sku=f"P-{at}")
        make_stock(cast.lone_star, product, 5, by=cast.alice, condition=how.takes[-1])
        change(cast, what, 5, how.takes[-1], product=product)
    assert find_faults() == []
