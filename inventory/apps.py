from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from inventory.adjusting.proof import ADJUSTMENT_MOVES  # noqa: PLC0415
        from inventory.conditions.proof import CONDITION_MOVES  # noqa: PLC0415
        from inventory.shipping.check_in_proof import check_in_faults  # noqa: PLC0415
        from inventory.shipping.proof import SHIPMENT_MOVES, departure_faults  # noqa: PLC0415
        from inventory.stock.documents import register, register_proof  # noqa: PLC0415

        register(ADJUSTMENT_MOVES)
        register(CONDITION_MOVES)
        register(SHIPMENT_MOVES)
        register_proof(departure_faults)
        register_proof(check_in_faults)
