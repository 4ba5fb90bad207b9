"""Who may open what, and send what, at every address there is: a new one without a row fails here.

Our own desks are in `test_access.py`. Here is what allauth and the Django admin brought, what is sent to addresses
where that is nothing special, and every other method. The rows name the same people in the same order:
Alice (owner), Bob (buyer), Vera (viewer), Dana (staff), Wes (staff elsewhere), Charlie (a stranger), Root, nobody.
"""

import pytest
from django.db import transaction
from django.test import Client

from sostocked.foundation.outbox.models import Message
from tests.house.addresses import every_address
from tests.house.test_access import ACTIONS, PAGES, POST_ONLY, PUBLIC, READ, SENT, address, statuses
from tests.leadtimes.admin.test_access import MADE_HERE, ROWS

__all__ = ["address"]

ADDRESSES = every_address()
NAMES = {each.name for each in ADDRESSES}


# ── What allauth brought: the same for everybody who is signed in, and for nobody ─────────────────────────


def signed_in(status, nobody=302):
    return [status] * 7 + [nobody]


HERS, NOTHING, ON = signed_in(200), signed_in(404), signed_in(302)
AT_THE_DOOR = signed_in(302, nobody=200)
LOOKED_AT = signed_in(405, nobody=405)

ACCOUNTS = {
    "account_login": AT_THE_DOOR,
    "account_logout": HERS,
    "account_inactive": PUBLIC,
    "account_signup": AT_THE_DOOR,
    "account_reauthenticate": HERS,
    "account_email": HERS,
    "account_email_verification_sent": ON,
    "account_change_password": HERS,
    "account_set_password": ON,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": ON,
    "account_request_login_code": AT_THE_DOOR,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "mfa_index": HERS,
    "mfa_authenticate": ON,
    "mfa_reauthenticate": ON,
    "mfa_activate_totp": ON,
    "mfa_deactivate_totp": NOTHING,
    "mfa_view_recovery_codes": NOTHING,
    "mfa_generate_recovery_codes": ON,
    "mfa_download_recovery_codes": NOTHING,
}
SENT_TO_ACCOUNTS = ACCOUNTS | {
    "account_logout": ON,
    "account_inactive": LOOKED_AT,
    "account_email": ON,
    "account_reset_password_from_key_done": LOOKED_AT,
    "account_reset_password_done": LOOKED_AT,
    "mfa_index": POST_ONLY,
    "mfa_view_recovery_codes": POST_ONLY,
}

# ── The Django admin: Alice and Charlie manage an organization, the rows are those of Alice's ─────────────
#              alice bob vera dana wes charlie root nobody
ENTER = [200, 403, 403, 403, 403, 200, 200, 302]
OWN = [200, 403, 403, 403, 403, 404, 200, 302]
NEVER = [403, 403, 403, 403, 403, 403, 403, 302]
LED_ON = [302, 403, 403, 403, 403, 302, 302, 302]
ACT = [302, 403, 403, 403, 403, 404, 302, 302]
NOT_SO = [405, 403, 403, 403, 403, 405, 405, 302]
NOT_THERE = [404, 403, 403, 403, 403, 404, 404, 302]

ADMIN = {
    "index": ENTER,
    "login": [302] * 8,
    "logout": LED_ON,
    "password_change": LED_ON,
    "password_change_done": ENTER,
    "autocomplete": NEVER,
    "jsi18n": ENTER,
    "app_list": ENTER,
    "admin/(?P<url>.*)$": NOT_THERE,
    "leadtimes_leadtime_preview_new": NOT_SO,
    "leadtimes_leadtime_preview": NOT_SO,
    "leadtimes_leadtime_copy": NOT_SO,
}
SENT_TO_ADMIN = ADMIN | {
    "password_change_done": NOT_SO,
    "autocomplete": NOT_SO,
    "jsi18n": NOT_SO,
    "leadtimes_leadtime_preview_new": ENTER,
    "leadtimes_leadtime_preview": OWN,
    "leadtimes_leadtime_copy": ACT,
}
for row in ROWS:
    opened = {
        f"{row}_changelist": ENTER,
        f"{row}_add": ENTER if row in MADE_HERE else NEVER,
        f"{row}_history": OWN,
        f"{row}_delete": NEVER,
        f"{row}_change": OWN,
        f"admin/{row.replace('_', '/')}/<path:object_id>/": LED_ON,
    }
    is_changed_here = row in MADE_HERE or row.startswith("people")
    ADMIN |= opened
    SENT_TO_ADMIN |= opened | ({} if is_changed_here else {f"{row}_change": NEVER})
# What became of mail is for superusers: it names people of every organization.
ROOT = [403, 403, 403, 403, 403, 403, 200, 302]
for shown in ("changelist", "change", "history"):
    ADMIN[f"outbox_message_{shown}"] = SENT_TO_ADMIN[f"outbox_message_{shown}"] = ROOT
SENT_TO_ADMIN["outbox_message_change"] = NEVER
for kept in ("add", "delete"):
    ADMIN[f"outbox_message_{kept}"] = SENT_TO_ADMIN[f"outbox_message_{kept}"] = NEVER
ADMIN["admin/outbox/message/<path:object_id>/"] = SENT_TO_ADMIN["admin/outbox/message/<path:object_id>/"] = (
    LED_ON
)
for row in MADE_HERE:
    for button in ("archive", "restore"):
        ADMIN[f"{row}_{button}"], SENT_TO_ADMIN[f"{row}_{button}"] = NOT_SO, ACT

# ── What is sent to our own desks where nothing comes of it, besides test_access.py ───────────────────────

SAID_WRONG = [422, 422, 403, 404, 404, 404, 422, 302]
SAID_WRONG_BY_A_MANAGER = [422, 403, 403, 404, 404, 404, 422, 302]

SENT_TO_DESKS = {
    "home": [302] * 8,
    "how_it_works": POST_ONLY,
    "people:welcome": signed_in(422),
    "people:members": SAID_WRONG_BY_A_MANAGER,
    "people:invitation": PUBLIC,
    "people:accept": signed_in(403),  # it is for somebody else
    "own_data:own_data": signed_in(422),
    "own_data:download": POST_ONLY,
    "leadtimes:lead_times": READ,
    "leadtimes:lead_time": READ,
    "leadtimes:facilities": READ,
    "leadtimes:facility": READ,
    "leadtimes:facility_staff": SAID_WRONG_BY_A_MANAGER,
    "inventory:products": READ,
    "inventory:new_product": SAID_WRONG,
    "inventory:product_options": READ,
    "inventory:my_stock": PAGES["inventory:my_stock"],
    "inventory:stock": READ,
    "inventory:stock_movements": READ,
    "inventory:facility_stock": PAGES["inventory:facility_stock"],
    "inventory:facility_movements": PAGES["inventory:facility_movements"],
    "inventory:facility_ahead": PAGES["inventory:facility_ahead"],
    "inventory:product_here": PAGES["inventory:product_here"],
    "inventory:count_sheet": PAGES["inventory:count_sheet"],
    "inventory:stock_value": READ,
    "people:security_log": PAGES["people:security_log"],
    "people:undelivered_mail": POST_ONLY,
    "people:old_confirmation": PAGES["people:old_confirmation"],
    "purchasing:orders": READ,
    "purchasing:timeline": POST_ONLY,
    "purchasing:order": READ,
    "purchasing:units": POST_ONLY,
    "purchasing:confirm_order": [302, 302, 403, 404, 404, 404, 302, 302],
    "purchasing:close_order": [409, 409, 403, 404, 404, 404, 409, 302],
    "documents:file": POST_ONLY,
    "documents:thumbnail": POST_ONLY,
    "workorders:my_unannounced": POST_ONLY,
    "workorders:sellers_unannounced": POST_ONLY,
    "workorders:unannounced_at": POST_ONLY,
    "workorders:unannounced": POST_ONLY,
    "workorders:worklist": POST_ONLY,
    "workorders:timeline": POST_ONLY,
    "workorders:work_orders": POST_ONLY,
    "workorders:work_order": POST_ONLY,
    "workorders:units": POST_ONLY,
    "workorders:new_work_order": SAID_WRONG,
    "workorders:edit_steps": SAID_WRONG,
    "workorders:edit_work_order": SAID_WRONG,
}

BROUGHT = ACCOUNTS | {f"admin:{name}": row for name, row in ADMIN.items()}
POSTED = SENT_TO_DESKS | SENT_TO_ACCOUNTS | {f"admin:{name}": row for name, row in SENT_TO_ADMIN.items()}


@pytest.fixture
def anywhere(cast, address):
    """`anywhere(address)`: that address, filled in with rows of Acme Goods."""
    order = cast.acme.purchase_orders.exclude(placed_at=None).order_by("pk").first()
    rows = {
        "people/organization": cast.acme,
        "people/membership": cast.acme.memberships.get(user=cast.bob),
        "leadtimes/facility": cast.lone_star,
        "leadtimes/leadtime": cast.lead_time,
        "inventory/product": cast.brushes,
        "outbox/message": Message.objects.order_by("pk").first(),
        "purchasing/purchaseorder": order,
        "workorders/workorder": order.work_orders.get(),
    }
    others = {"key": "old", "uidb36": "1", "app_label": "leadtimes", "url": "nothing"}

    def fill(each):
        if each.name in PAGES:
            return address(each.name)
        row = rows.get("/".join(each.route.split("/")[1:3]))
        return each.filled(others | {"object_id": row and row.pk})

    return fill


def found(cast, anywhere, table, method):
    """What everybody is answered at the addresses that have a row there."""
    answers = {}
    for each in ADDRESSES:
        if each.name in table:
            ask = asking(method, anywhere(each))
            answers[each.name] = list(statuses(cast, ask).values())
    return answers


def asking(method, url):
    return lambda client: getattr(client, method)(url)


def test_every_address_has_a_row_for_who_opens_it():
    assert set(PAGES) | set(BROUGHT) == NAMES


def test_every_address_has_a_row_for_who_sends_something():
    assert set(ACTIONS) | set(SENT) | set(POSTED) == NAMES


def test_who_opens_what_libraries_brought(cast, anywhere):
    assert found(cast, anywhere, BROUGHT, "get") == BROUGHT


def test_who_sends_something_where_nothing_special_comes_of_it(cast, anywhere):
    assert found(cast, anywhere, POSTED, "post") == POSTED


@pytest.mark.parametrize("who", ["wes", "charlie", "nobody"])
def test_no_other_method_opens_more(cast, anywhere, who):
    """Whoever is turned away when they ask is turned away by every method, or told that it is none."""
    client, more = Client(), {}
    if who != "nobody":
        client.force_login(getattr(cast, who))
    for each in ADDRESSES:
        url = anywhere(each)
        with transaction.atomic():
            asked = client.get(url).status_code
            answers = {client.generic(method, url).status_code for method in ("PUT", "DELETE")}
            told = client.options(url)  # which methods there are, and nothing besides
            transaction.set_rollback(True)
        if told.status_code != 200 or told.content:
            answers.add(told.status_code)
        if asked >= 300 and not answers <= {asked, 405, 404}:
            more[each.name] = (asked, answers)
    assert more == {}
