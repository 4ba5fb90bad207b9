from django.apps import AppConfig
from django.db.models.signals import post_save


class WorkordersConfig(AppConfig):
    name = "workorders"
    verbose_name = "Work orders"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from leadtimes.daters import register as register_dater  # noqa: PLC0415
        from purchasing.documents import register  # noqa: PLC0415
        from purchasing.models import PurchaseOrder  # noqa: PLC0415
        from workorders.follow_ups import follow_ups_of  # noqa: PLC0415
        from workorders.receivers import bring_work_orders_in_line  # noqa: PLC0415
        from workorders.reconcile import follow_dates  # noqa: PLC0415
        from workorders.redating import TRANSFERS  # noqa: PLC0415

        post_save.connect(
            bring_work_orders_in_line, sender=PurchaseOrder, dispatch_uid="workorders.reconcile"
        )
        register(follow_ups_of, follow_dates)
        register_dater(TRANSFERS)
