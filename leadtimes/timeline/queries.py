"""The legs of many documents at once, for their bars on a timeline."""

from collections import defaultdict
from typing import Any

from django.db.models import F, QuerySet

from leadtimes.rules.legs import PlainLeg


def legs_by_owner(legs: QuerySet[Any], owner: str) -> dict[int, list[PlainLeg]]:
    """`legs` in the order of their chains, by the document's id in column `owner`: as plain rows, in one query.

    There are thousands of them: as models they would cost more than all the rest of the page.
    """
    # One column of PlainLeg is called otherwise in the database: the one that names the document.
    columns = [name for name in PlainLeg._fields if name != "owner_id"]
    found: dict[int, list[PlainLeg]] = defaultdict(list)
    for row in legs.order_by(owner, "position").values(*columns, owner_id=F(owner)):
        leg = PlainLeg(**row)
        found[leg.owner_id].append(leg)
    return found
