"""The story of an order, as its page tells it."""

from tests.factories import make_draft
from tests.purchasing.conftest import ORDERS


def test_placing_that_takes_over_the_lead_time_of_today_reads_as_placing(cast, sign_in):
    make_draft(cast)
    cast.lead_time.legs.filter(mode="ocean").update(days=35)
    client = sign_in(cast.alice)
    assert client.post(f"{ORDERS}PO-1001/place/", {"count_from": "as-written"}).status_code == 302
    history = client.get(f"{ORDERS}PO-1001/").context["page"].history
    assert sorted(event.what for event in history) == ["drafted the order", "placed the order"]
