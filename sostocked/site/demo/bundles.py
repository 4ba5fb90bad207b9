"""Gift sets that Lone Star makes of cups and spatulas: a recipe, what came, and what is built of it so far."""

import uuid
from datetime import timedelta
from decimal import Decimal

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import Product
from inventory.products.services import save_product
from sostocked.site.demo.acts import Desk
from workorders.bundling.allocating import Chosen
from workorders.bundling.services import build, scrap

PLACED_AGO = 65  # days
SETS = 500


def gift_sets(desk: Desk) -> None:
    """Two cups and a set of spatulas each. After the order was placed, a board was added for the sets to come."""
    kit = _kit(desk)
    cups, spatulas = desk.goods["KT-CUP-2"], desk.goods["KT-SPAT-4"]
    parts = [PartInput(cups, 2), PartInput(spatulas, 1)]
    day = desk.ago(PLACED_AGO)
    with desk.clock.act(desk.buyer, day):
        write_recipe(kit, parts=parts, read=0, by=desk.buyer)
    order = desk.placed(day, "dongguan", "lone_star", [("KT-CUP-2", 2 * SETS), ("KT-SPAT-4", SETS)])
    steps = [
        ("receive",),
        ("bundle", "Two cups and a set of spatulas into a gift box, lid closed with a seal.", kit.sku, SETS),
        ("label", "FNSKU X00KTGIFT2 on every box.", kit.sku, SETS),
        ("ship",),
    ]
    desk.instruct(order, day, steps)
    desk.confirm(order, desk.ago(PLACED_AGO - 2))
    desk.acknowledge(order, desk.ago(PLACED_AGO - 3))
    work_order = order.work_orders.get()
    comes = min(work_order.expected_on or desk.today, desk.today)
    desk.take_in(order, comes)
    _at_the_bench(desk, order, min(comes + timedelta(days=1), desk.today))
    with desk.clock.act(desk.buyer, desk.ago(1)):
        more = [*parts, PartInput(desk.goods["KT-BOARD-L"], 1)]
        write_recipe(kit, parts=more, read=1, by=desk.buyer)


def _kit(desk: Desk) -> Product:
    kit = Product(
        organization=desk.seller,
        sku="KT-GIFT-2",
        title="Coffee for two: cups and spatulas in a gift box 🎁",
        fnsku="X00KTGIFT2",
        asin="B0KTGIFTS2",
        units_per_carton=20,
        carton_weight_kg=Decimal("13.40"),
        last_cost_currency=desk.seller.currency,
    )
    with desk.clock.act(desk.buyer, desk.ago(PLACED_AGO)):
        return save_product(kit)


def _at_the_bench(desk: Desk, order, day) -> None:
    """Two builds, and four cups that broke."""
    work_order = order.work_orders.get()
    person = work_order.facility.staff.earliest("pk")
    step = work_order.steps.get(kind="bundle")
    for units in (120, 80):
        with desk.clock.act(person, day):
            build(work_order, step_id=step.pk, units=units, by=person, key=uuid.uuid4())
    broken: Chosen = {desk.goods["KT-CUP-2"].pk: {None: 4}}
    said = {"reason": "Dropped at the bench", "by": person, "key": uuid.uuid4()}
    with desk.clock.act(person, day):
        scrap(work_order, step_id=step.pk, chosen=broken, **said)
