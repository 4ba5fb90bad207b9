"""The measurements still run on the tables of today. How long anything takes is no test."""

import pytest

from benchmarks import goods, ledger
from benchmarks.pages import measure as measure_pages
from benchmarks.rescheduling import measure as measure_rescheduling
from benchmarks.world import fill
from inventory.stock.proof import find_faults
from workorders.models import WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_world_that_is_measured_has_whole_orders():
    organization = fill(2).organization
    assert organization.purchase_orders.open().count() == 2
    assert WorkOrder.objects.filter(order__organization=organization).count() == 2


def test_every_page_and_every_date_that_is_measured_answers():
    there = fill(2)
    assert [line for line in measure_pages(there) if "×" in line]
    assert [line for line in measure_rescheduling(there, 2, 1) if "×" in line]


def test_what_is_measured_of_goods_is_done_and_adds_up():
    assert len([line for line in goods.measure(lines=3, repeat=2) if "×" in line]) == 3
    there = fill(3)
    assert len([line for line in ledger.measure(there, 5) if "×" in line]) == 5
    assert find_faults_but_openings() == []


def find_faults_but_openings():
    """The moves of the ledger that is measured belong to no document; all else adds up."""
    return [fault.text for fault in find_faults() if "belongs to no adjustment" not in fault.text]
