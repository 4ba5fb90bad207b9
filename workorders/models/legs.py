"""The legs of a stand-alone work order, and why their dates moved."""

from django.db import models

from leadtimes.models import AbstractDateChange, DatedLeg
from leadtimes.models.triggers import facility_fits
from sostocked.foundation.records.history import append_only, tracked
from workorders.models.work_orders import WorkOrder


@tracked
class WorkOrderLeg(DatedLeg):
    """A leg of a stand-alone work order: work at its facility, then the way onward."""

    work_order = models.ForeignKey(WorkOrder, models.CASCADE, related_name="legs")

    class Meta(DatedLeg.Meta):
        constraints = [
            *DatedLeg.Meta.constraints,
            models.UniqueConstraint(
                fields=["work_order", "position"],
                name="one_work_order_leg_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [facility_fits("workorders_workorder", "work_order_id")]


class WorkOrderDateChange(AbstractDateChange):
    """Why the dates of a stand-alone work order moved."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="date_changes")
    leg = models.ForeignKey(
        WorkOrderLeg,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="date_changes",
    )

    class Meta(AbstractDateChange.Meta):
        db_table = "workorders_workorderslip"
        triggers = append_only()
