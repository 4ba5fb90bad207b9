"""Many who move the same stock at once: what there is goes once, and nobody waits in a ring."""

import random
import time
import uuid

import pytest
from django.db import transaction

from inventory.adjusting.services import AdjustmentInput, adjust
from inventory.models import Place, StockBalance
from inventory.stock.places import door, place_at
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough, record
from tests.house.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_stock_taken_twice_goes_once(yard):
    record([yard.move(900, "supplier", "lone_star")])
    first, second = at_once(
        lambda: record([yard.move(600, "lone_star", "outside")]),
        lambda: record([yard.move(400, "lone_star", "outside")]),
    )
    refused = [each for each in (first, second) if isinstance(each, NotEnough)]
    assert len(refused) == 1
    left = 300 if refused[0] is second else 500
    assert refused[0].on_hand == left == yard.units("lone_star")
    assert f"{left} left" in str(refused[0])


def test_eight_who_take_one_unit_take_it_once(yard):
    record([yard.move(1, "supplier", "lone_star")])
    results = at_once(*[lambda: record([yard.move(1, "lone_star", "outside")])] * 8)
    assert sum(isinstance(each, NotEnough) for each in results) == 7
    assert yard.units("lone_star") == 0


def test_a_key_that_eight_need_first_is_made_once(yard):
    at_once(*[lambda: record([yard.move(5, "supplier", "harbor")])] * 8)
    assert yard.units("harbor") == 40
    assert StockBalance.objects.count() == 2


def test_moves_in_opposite_order_never_wait_in_a_ring(yard):
    """Eight people, twelve deeds each, of all products in both directions and in any order: none is a deadlock."""
    everything = [(place, product) for place in ("lone_star", "harbor") for product in yard.products]
    record([yard.move(10_000, "supplier", place, product=product) for place, product in everything])

    def work(seed):
        dice = random.Random(seed)
        for turn in range(12):
            ends = ("lone_star", "harbor") if (seed + turn) % 2 else ("harbor", "lone_star")
            products = dice.sample(yard.products, 3)
            conditions = dice.choice(["good", "damaged", "on_hold"])
            record([yard.move(1, *ends, product=product, now=conditions) for product in products])
        return "done"

    assert at_once(*[lambda seed=seed: work(seed) for seed in range(8)]) == ["done"] * 8
    assert [each for each in find_faults() if "belongs to no adjustment" not in each.text] == []


def test_a_door_that_eight_open_first_is_one(cast):
    doors = at_once(*[lambda: door(cast.acme, "supplier")] * 4, *[lambda: place_at(cast.lone_star)] * 4)
    assert len(set(doors)) == Place.objects.count() == 2


def test_a_sheet_and_moves_of_the_same_stock_never_wait_in_a_ring(yard, cast):
    """A sheet locks its place, moves lock their balances: whoever has one does not wait for the other for ever."""
    record([yard.move(10_000, "supplier", "lone_star")])

    def scrap():
        for _ in range(10):
            line = AdjustmentInput(product=cast.brushes, condition="good", units=1)
            adjust(cast.lone_star, kind="scrap", lines=[line], reason="Wet", by=cast.alice, key=uuid.uuid4())
        return "done"

    def move():
        for _ in range(10):
            with transaction.atomic():
                record([yard.move(1, "lone_star", "outside")])
                time.sleep(0.005)
        return "done"

    assert at_once(*[scrap] * 4, *[move] * 4) == ["done"] * 8
    assert yard.units("lone_star") == 10_000 - 80
