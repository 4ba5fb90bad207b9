from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "purchasing"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from inventory.products.outdated import PRODUCT_SPEAKERS  # noqa: PLC0415
        from leadtimes.rescheduling.registry import register  # noqa: PLC0415
        from purchasing.as_said import outdated  # noqa: PLC0415
        from purchasing.rescheduling import ORDERS  # noqa: PLC0415

        register(ORDERS)
        PRODUCT_SPEAKERS.register(outdated.ORDERS)
