"""Who knows what goods cost: the storeys above, which come and register. The ledger knows no order."""

from collections.abc import Callable

from inventory.rules.valuing import CostOfGoods

CostsOf = Callable[[int], CostOfGoods]
"""Reads by the id of an organization what its goods cost, in a constant number of queries."""

_costs: list[CostsOf] = []


def register_costs(costs: CostsOf) -> None:
    """Let the documents say what goods cost; called once, when their app is ready."""
    _costs.append(costs)


def cost_of_goods(organization: int) -> CostOfGoods:
    """What goods cost by the documents; nothing where nobody has registered."""
    return _costs[-1](organization) if _costs else CostOfGoods({}, {})
