"""Beat's visits to the stock."""

from celery import shared_task

from inventory.stock.faults_notice import tell_faults
from inventory.stock.proof import find_faults


@shared_task(name="inventory.clock.check_stock")
def check_stock() -> int:
    """Prove that the stock adds up; log and tell the owners what does not. How many faults there are."""
    faults = find_faults()
    tell_faults(faults)
    return len(faults)
