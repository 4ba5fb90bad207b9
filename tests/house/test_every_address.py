"""Who may open what, and send what, at every address there is: a new one without a row fails here.

Our own desks are in `test_access.py`. Here is what allauth and the Django admin brought, what is sent to addresses
where that is nothing special, and every other method. The rows name the same people in the same order:
Alice (owner), Bob (buyer), Vera (viewer), Dana (staff), Wes (staff elsewhere), Charlie (a stranger), Root, nobody.
"""

import pytest
from django.test import Client

from tests.house.addresses import every_address
from tests.house.test_access import ACTIONS, EVERYBODY, PAGES, SENT, address, statuses

__all__ = ["address"]

ADDRESSES = every_address()
NAMES = {each.name for each in ADDRESSES}

ACCOUNTS = {}
ADMIN = {}
POSTED = {}


@pytest.fixture
def anywhere(cast, address):
    """`anywhere(address)`: that address, filled in with rows of Acme Goods."""
    order = cast.acme.purchase_orders.exclude(placed_at=None).get()
    rows = {
        "admin/people/organization": cast.acme,
        "admin/people/membership": cast.acme.memberships.get(user=cast.bob),
        "admin/leadtimes/facility": cast.lone_star,
        "admin/leadtimes/leadtime": cast.lead_time,
        "admin/inventory/product": cast.brushes,
        "admin/purchasing/purchaseorder": order,
        "admin/workorders/workorder": order.work_orders.get(),
    }
    others = {"key": "old", "uidb36": "1", "app_label": "leadtimes", "url": "nothing"}

    def fill(each):
        if each.name in PAGES:
            return address(each.name)
        row = rows.get("/".join(each.route.split("/")[:3]))
        return each.filled(others | {"object_id": row and row.pk})

    return fill


def row_of(table, each):
    return dict(zip(EVERYBODY, table[each.name], strict=True))


def named(table):
    """The addresses that have a row there, for a test that goes through them."""
    return pytest.mark.parametrize("each", [x for x in ADDRESSES if x.name in table], ids=lambda x: x.name)


def test_every_address_has_a_row_for_who_opens_it():
    assert set(PAGES) | set(ACCOUNTS) | set(ADMIN) == NAMES


def test_every_address_has_a_row_for_who_sends_something():
    assert set(ACTIONS) | set(SENT) | set(POSTED) == NAMES


@named({**ACCOUNTS, **ADMIN})
def test_who_may_open(cast, anywhere, each):
    url = anywhere(each)
    assert statuses(cast, lambda client: client.get(url)) == row_of({**ACCOUNTS, **ADMIN}, each)


@named(POSTED)
def test_who_may_send(cast, anywhere, each):
    url = anywhere(each)
    assert statuses(cast, lambda client: client.post(url)) == row_of(POSTED, each)


OUTSIDERS = ["vera", "wes", "charlie", "nobody"]
METHODS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("each", ADDRESSES, ids=lambda x: x.name)
def test_no_other_method_opens_more(cast, anywhere, each):
    """Whoever is turned away with GET is turned away with every method, and nothing is changed by any."""
    url = anywhere(each)
    for who in OUTSIDERS:
        client = Client()
        if who != "nobody":
            client.force_login(getattr(cast, who))
        opened = client.get(url).status_code
        for method in METHODS:
            answer = client.generic(method, url)
            assert answer.status_code in {opened, 405, 200 if method == "OPTIONS" else 405}, (who, method)
