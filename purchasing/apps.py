from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "purchasing"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from leadtimes.rescheduling.registry import register  # noqa: PLC0415
        from purchasing.rescheduling import ORDERS  # noqa: PLC0415

        register(ORDERS)
