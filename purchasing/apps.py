from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "purchasing"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from inventory.products.outdated import PRODUCT_SPEAKERS  # noqa: PLC0415
        from inventory.shipping.proof import register_departures  # noqa: PLC0415
        from leadtimes.lead_times import followers  # noqa: PLC0415
        from leadtimes.rescheduling.registry import register  # noqa: PLC0415
        from purchasing.departures.proof import DEPARTURES  # noqa: PLC0415
        from purchasing.leg_reports.reminders import register_kind  # noqa: PLC0415
        from purchasing.outdated import services as outdated  # noqa: PLC0415
        from purchasing.rescheduling import ORDERS  # noqa: PLC0415
        from purchasing.services import follow_lead_time  # noqa: PLC0415

        register(ORDERS)
        register_kind()
        PRODUCT_SPEAKERS.register(outdated.ORDERS)
        register_departures(DEPARTURES)
        followers.register(follow_lead_time)
