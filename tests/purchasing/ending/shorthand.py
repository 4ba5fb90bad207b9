"""What facilities do before an order ends, in a line each."""

import uuid
from datetime import date

from leadtimes.speaker import Speaker
from tests.factories import make_lead_time, make_placed
from workorders import services as desk
from workorders.receiving.services import CountInput, finish_count, receive


def complete(cast, truck, *, good):
    truck.receive(good=good)
    return finish(cast, truck)


def finish(cast, truck):
    work_order = truck.work_order()
    for step in work_order.steps.all():
        if step.kind != "receive":
            desk.tick(work_order, step_id=step.pk, done=True, by=cast.dana)
    finish_count(work_order, by=cast.dana)
    return desk.complete(work_order, by=cast.dana, sure=True)


def two_stops(cast):
    """2,000 brush sets to Lone Star (Dana), then to Harbor (Wes); both have acknowledged."""
    legs = [
        ("supplier", 5),
        ("freight/ocean", 5),
        (cast.lone_star, 2),
        ("freight/ground", 2),
        (cast.harbor, 2),
    ]
    order = make_placed(cast, lead_time=make_lead_time(cast.acme, *legs))
    first, second = order.work_orders.order_by("pk")
    desk.acknowledge(first, by=cast.dana, revision=1)
    desk.acknowledge(second, by=cast.wes, revision=1)
    return order, first, second


def receive_at(cast, work_order, units, *, by=None):
    """So many units of every line, good, taken in there."""
    counts = [
        CountInput(product=line.product, outcome="good", units=units) for line in work_order.lines.all()
    ]
    speaker = Speaker(by or cast.dana, date(2026, 12, 13), work_order.facility)
    return receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())
