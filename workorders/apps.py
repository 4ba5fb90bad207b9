from django.apps import AppConfig
from django.db.models.signals import post_save


class WorkordersConfig(AppConfig):
    name = "workorders"
    verbose_name = "Work orders"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from inventory.products.outdated import PRODUCT_SPEAKERS  # noqa: PLC0415
        from leadtimes.facilities.outdated import FACILITY_SPEAKERS  # noqa: PLC0415
        from leadtimes.rescheduling.registry import register as register_reschedulable  # noqa: PLC0415
        from purchasing.models import PurchaseOrder  # noqa: PLC0415
        from purchasing.work_order_summaries import register  # noqa: PLC0415
        from sostocked.foundation.documents.doors import register as register_files  # noqa: PLC0415
        from workorders.notices.news import register_kinds  # noqa: PLC0415
        from workorders.outdated.services import ABOUT_NEXT_STOPS, ABOUT_PRODUCTS  # noqa: PLC0415
        from workorders.photos.door import WORK_ORDER_PHOTOS  # noqa: PLC0415
        from workorders.rules.default_steps import is_labelled  # noqa: PLC0415
        from workorders.spawning.receivers import bring_work_orders_in_line  # noqa: PLC0415
        from workorders.spawning.reconcile import follow_dates  # noqa: PLC0415
        from workorders.spawning.summaries import summaries_of  # noqa: PLC0415
        from workorders.spawning.work_done import why_they_stay  # noqa: PLC0415
        from workorders.transfers.rescheduling import TRANSFERS  # noqa: PLC0415
        from workorders.unannounced.notice import register_kind  # noqa: PLC0415

        post_save.connect(
            bring_work_orders_in_line, sender=PurchaseOrder, dispatch_uid="workorders.spawning.reconcile"
        )
        register(summaries_of, follow_dates, is_labelled, why_they_stay)
        register_reschedulable(TRANSFERS)
        register_kinds()
        register_kind()
        register_files(WORK_ORDER_PHOTOS)
        PRODUCT_SPEAKERS.register(ABOUT_PRODUCTS)
        FACILITY_SPEAKERS.register(ABOUT_NEXT_STOPS)
        self._speak_of_goods()

    @staticmethod
    def _speak_of_goods():
        """What the stock, the seller's pages and the proofs are told of goods."""
        from inventory.shipping.proof import register_departures  # noqa: PLC0415
        from inventory.stock.documents import register as register_moves  # noqa: PLC0415
        from inventory.stock.facility_tabs import FACILITY_TABS  # noqa: PLC0415
        from inventory.stock.outlook import register as register_outlook  # noqa: PLC0415
        from inventory.valuing.costs import register_costs  # noqa: PLC0415
        from purchasing.work_order_summaries import register_goods  # noqa: PLC0415
        from workorders.bundling.proof import BUILD_MOVES  # noqa: PLC0415
        from workorders.goods.moves import lines_of_order  # noqa: PLC0415
        from workorders.goods.outlook import DocumentsOutlook  # noqa: PLC0415
        from workorders.goods.received_costs import cost_of_goods  # noqa: PLC0415
        from workorders.goods.shipped import amazon_shipments_of  # noqa: PLC0415
        from workorders.receiving.proof import RECEIPT_MOVES  # noqa: PLC0415
        from workorders.shipping.proof import DEPARTURES  # noqa: PLC0415
        from workorders.unannounced.proof import UNANNOUNCED_MOVES  # noqa: PLC0415

        register_goods(lines_of_order, amazon_shipments_of)
        register_moves(RECEIPT_MOVES)
        register_moves(UNANNOUNCED_MOVES)
        FACILITY_TABS.register("Unannounced", "workorders:unannounced_at")
        register_departures(DEPARTURES)
        register_moves(BUILD_MOVES)
        register_outlook(DocumentsOutlook())
        register_costs(cost_of_goods)
