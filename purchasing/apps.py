from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "purchasing"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from leadtimes.daters import register  # noqa: PLC0415
        from purchasing.redating import ORDERS  # noqa: PLC0415

        register(ORDERS)
