"""Writing the ledger: moves, and the balances that follow from them."""

import json
from collections.abc import Sequence
from typing import Any, cast

from django.db import IntegrityError, transaction

from inventory.models import Lot, Place, Product, StockMove
from inventory.rules.stock import CONDITIONS
from sostocked.foundation.records.errors import Refused

_SHORT = "nobody_takes_more_than_there_is"


class NotEnough(Refused):
    """Somebody takes more out of a place than is there. `on_hand` units are."""

    def __init__(self, sentence: str, on_hand: int):
        super().__init__(sentence)
        self.on_hand = on_hand


def record(moves: Sequence[StockMove]) -> list[StockMove]:
    """Write `moves`, all in one statement, and with them the balances; or raise NotEnough and write nothing.

    All that belongs to one deed comes in one call: the trigger `keep_balances` locks the balances of a statement
    in the order of their key, and who came in two statements could wait for another in a ring.
    """
    if not moves:
        return []
    try:
        with transaction.atomic():
            return StockMove.objects.bulk_create(moves)
    except IntegrityError as error:
        diagnosis = cast(Any, error.__cause__).diag
        if diagnosis.constraint_name != _SHORT or not diagnosis.message_detail:
            raise
        raise _not_enough(json.loads(diagnosis.message_detail)) from error


def _not_enough(short: dict[str, Any]) -> NotEnough:
    product = Product.objects.get(pk=short["product_id"])
    place = Place.objects.select_related("facility").get(pk=short["place_id"])
    lot = f" of lot {Lot.objects.get(pk=short['lot_id'])}" if short["lot_id"] else ""
    condition = CONDITIONS[short["condition"]].lower()
    on_hand, wanted = short["on_hand"], short["wanted"]
    return NotEnough(
        f"{product.sku}: {wanted:,} {condition}{lot} wanted at {place}, {on_hand:,} left.", on_hand=on_hand
    )
