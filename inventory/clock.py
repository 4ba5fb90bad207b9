"""Beat's visits to the stock."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from inventory.models import StockCheck
from inventory.stock.faults_notice import tell_faults
from inventory.stock.proof import find_faults

KEPT = timedelta(days=90)


@shared_task(name="inventory.clock.check_stock")
def check_stock() -> int:
    """Prove that the stock adds up; log and tell the owners what does not. How many faults there are."""
    faults = find_faults()
    tell_faults(faults)
    StockCheck.objects.create(faults=len(faults))
    StockCheck.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return len(faults)
