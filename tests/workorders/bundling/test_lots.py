"""Parts by lot: the first to expire goes first, unless somebody chooses; taken apart they go back."""

from datetime import date, timedelta

import pytest

from inventory.models import StockBalance
from inventory.stock.places import LotInput
from inventory.stock.proof import find_faults
from inventory.stock.services import NotEnough
from sostocked.foundation.records.errors import Refused
from tests.factories import make_stock
from tests.workorders.bundling.conftest import make_bench


@pytest.fixture
def dated(cast):
    """Caps that expire: 100 on 30 Jun 2027 and 300 a month later; 50 have expired. The kits expire, too."""
    bench = make_bench(cast, tracks_expiry=True)
    bench.cap.tracks_expiry = True
    bench.cap.save()
    bench.receive(lids=500)
    today = cast.lone_star.today()
    bench.days = [today + timedelta(days=200), today + timedelta(days=230)]
    bench.lots = [LotInput("L-1", bench.days[0]), LotInput("L-2", bench.days[1])]
    for units, lot in (300, bench.lots[1]), (100, bench.lots[0]), (50, LotInput("L-0", date(2020, 1, 1))):
        make_stock(cast.lone_star, bench.cap, units, by=cast.alice, lot=lot)
    return bench


def lots_of(bench, product):
    rows = StockBalance.objects.on_hand().filter(product=product).order_by("lot__expires_on")
    return [(row.lot.code, row.quantity) for row in rows]


def test_the_first_to_expire_is_taken_first_and_nothing_that_expired(dated):
    dated.build(120, made=LotInput("K-1", dated.days[0]))
    assert lots_of(dated, dated.cap) == [("L-0", 50), ("L-2", 160)]
    assert lots_of(dated, dated.kit) == [("K-1", 120)]
    with pytest.raises(
        NotEnough, match=r"Can build 80: 160 of CAP left, 2 each\. 50 units more of it expired"
    ):
        dated.build(81)


def test_lots_may_be_chosen(dated):
    lots = {lot.code: lot.pk for lot in dated.cap.lots.all()}
    dated.build(50, chosen={dated.cap.pk: {lots["L-2"]: 100}}, made=LotInput("K-1", dated.days[1]))
    assert lots_of(dated, dated.cap) == [("L-0", 50), ("L-1", 100), ("L-2", 200)]
    with pytest.raises(Refused, match="CAP: 90 chosen from its lots, 100 needed"):
        dated.build(50, chosen={dated.cap.pk: {lots["L-2"]: 90}})
    with pytest.raises(NotEnough, match=r"CAP: 102 of Lot L-1, .* wanted, 100 left"):
        dated.build(51, chosen={dated.cap.pk: {lots["L-1"]: 102}})
    with pytest.raises(NotEnough, match="CAP: 2 wanted, 0 left"):
        dated.build(1, chosen={dated.cap.pk: {lots["L-0"]: 2}})


def test_taken_apart_the_lot_that_was_taken_last_comes_back_first(dated):
    done = dated.build(120, made=LotInput("K-1", dated.days[0]))
    dated.take_apart(done, 80)
    assert lots_of(dated, dated.cap) == [("L-0", 50), ("L-1", 20), ("L-2", 300)]
    assert lots_of(dated, dated.kit) == [("K-1", 40)]
    dated.take_apart(done, 40)
    assert lots_of(dated, dated.cap) == [("L-0", 50), ("L-1", 100), ("L-2", 300)]
    assert find_faults() == []
