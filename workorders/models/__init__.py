"""Written instructions for work on inventory that already exists, and who has read them."""

from workorders.models.acknowledgements import Acknowledgement
from workorders.models.builds import Build, BuildLine
from workorders.models.departures import Departure
from workorders.models.legs import WorkOrderDateChange, WorkOrderLeg
from workorders.models.receipts import Receipt, ReceiptLine
from workorders.models.steps import SetAsideInstructions, Step, StepPart
from workorders.models.unannounced import (
    UnannouncedEnding,
    UnannouncedEndingLine,
    UnannouncedLine,
    UnannouncedReceipt,
)
from workorders.models.work_orders import UNREAD, WorkOrder, WorkOrderLine, WorkOrderQuerySet

__all__ = [
    "UNREAD",
    "Acknowledgement",
    "Build",
    "BuildLine",
    "Departure",
    "Receipt",
    "ReceiptLine",
    "SetAsideInstructions",
    "Step",
    "StepPart",
    "UnannouncedEnding",
    "UnannouncedEndingLine",
    "UnannouncedLine",
    "UnannouncedReceipt",
    "WorkOrder",
    "WorkOrderDateChange",
    "WorkOrderLeg",
    "WorkOrderLine",
    "WorkOrderQuerySet",
]
