"""Who may open what, and send what, at our own desks, by everybody in the cast.

`test_every_address.py` has the addresses that libraries brought, and fails for a new one without a row.
"""

import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from inventory.models import Lot
from leadtimes.models import StaffInvitation
from leadtimes.speaker import Speaker
from sostocked.foundation.documents.services import add_photo
from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.people.calendar_feeds import open_feed
from sostocked.foundation.people.models import MemberInvitation
from tests.factories import make_draft, make_lead_time, make_placed, make_transfer
from tests.foundation.documents.pictures import sent
from tests.house.addresses import every_address
from tests.purchasing.departures.conftest import leave
from tests.workorders.bundling.conftest import make_bench
from tests.workorders.shipping.conftest import cartons_of, ship
from workorders import services as desk
from workorders.receiving.services import CountInput, receive
from workorders.unannounced.services import GoodsInput, TruckInput, write_down

EVERYBODY = ["alice", "bob", "vera", "dana", "wes", "charlie", "root", "nobody"]

# Alice owns, Bob buys, Vera looks on, Dana and Wes are staff of a facility each (the documents are Dana's),
# Charlie owns another seller, Root is a superuser, nobody has not signed in.
#                     alice bob vera dana wes charlie root nobody
READ = [200, 200, 200, 404, 404, 404, 200, 302]
WRITE = [200, 200, 403, 404, 404, 404, 200, 302]
MANAGE = [200, 403, 403, 404, 404, 404, 200, 302]
PAPER = [200, 200, 200, 200, 404, 404, 200, 302]
ANYBODY_IN = [200, 200, 200, 200, 200, 200, 200, 302]
PUBLIC = [200] * 8
POST_ONLY = [405, 405, 405, 405, 405, 405, 405, 302]
BACK_TO_PAPER = [302, 302, 302, 302, 404, 404, 302, 302]  # whoever may read it is led back to the page

PAGES = {
    "home": [302] * 8,
    "how_it_works": ANYBODY_IN,
    "people:welcome": ANYBODY_IN,
    "people:organization": MANAGE,
    "people:members": READ,
    "people:security_log": [200, 403, 403, 404, 404, 404, 200, 302],
    "people:old_confirmation": [410] * 8,
    "people:role": MANAGE,
    "people:remove": [200, 403, 200, 404, 404, 404, 200, 302],  # Vera may leave
    "people:resend": POST_ONLY,
    "people:revoke": MANAGE,
    "people:undelivered_mail": MANAGE,
    "people:note_undelivered_mail": POST_ONLY,
    "people:send_all_mail_again": POST_ONLY,
    "people:send_mail_again": POST_ONLY,
    "people:invitation": PUBLIC,
    "people:accept": [302] * 8,
    "calendar_feed:calendar": ANYBODY_IN,
    "calendar_feed:renew": ANYBODY_IN,
    "calendar_feed:feed": PUBLIC,  # the secret is the key
    "own_data:own_data": ANYBODY_IN,
    "own_data:download": ANYBODY_IN,
    "leadtimes:lead_times": READ,
    "leadtimes:lead_time": READ,
    "leadtimes:facilities": READ,
    "leadtimes:facility": READ,
    "leadtimes:tell_documents": POST_ONLY,
    "leadtimes:facility_staff": READ,
    "leadtimes:rescheduling": MANAGE,
    "leadtimes:remove_person": MANAGE,
    "leadtimes:resend_staff_invitation": POST_ONLY,
    "leadtimes:revoke_staff_invitation": MANAGE,
    "inventory:products": READ,
    "inventory:new_product": WRITE,
    "inventory:product": READ,
    "inventory:product_options": READ,
    "inventory:tell_documents": POST_ONLY,
    "inventory:recipe": WRITE,
    "inventory:archive_product": POST_ONLY,
    "inventory:restore_product": POST_ONLY,
    "inventory:my_stock": ANYBODY_IN,
    "inventory:stock": READ,
    "inventory:stock_movements": READ,
    "inventory:adjust_stock": WRITE,
    "inventory:facility_stock": PAPER,
    "inventory:facility_movements": PAPER,
    "inventory:facility_ahead": PAPER,
    "inventory:product_here": PAPER,
    "inventory:count_sheet": PAPER,
    "inventory:stock_value": READ,
    "inventory:change_units": [200, 200, 403, 200, 404, 404, 200, 302],
    "inventory:say_bin": [200, 200, 403, 200, 404, 404, 200, 302],
    "inventory:lot": READ,
    "purchasing:orders": READ,
    "purchasing:timeline": READ,
    "purchasing:new_order": WRITE,
    "purchasing:order": READ,
    "purchasing:edit_order": WRITE,
    "purchasing:change_legs": WRITE,
    "purchasing:keep_legs": POST_ONLY,
    "purchasing:place_order": WRITE,
    "purchasing:confirm_order": WRITE,
    "purchasing:close_order": WRITE,
    "purchasing:cancel_order": WRITE,
    "purchasing:close_short": WRITE,
    "purchasing:close_line_short": WRITE,
    "purchasing:expect_again": [409, 409, 403, 404, 404, 404, 409, 302],  # nothing of it is closed short
    "purchasing:reopen_order": [302, 403, 403, 404, 404, 404, 302, 302],  # it is open
    "purchasing:report_leg": WRITE,
    "purchasing:ship": WRITE,
    "purchasing:departure": READ,
    "purchasing:check_in": WRITE,
    "purchasing:units": READ,
    "workorders:worklist": ANYBODY_IN,
    "workorders:timeline": ANYBODY_IN,
    "workorders:my_unannounced": ANYBODY_IN,
    "workorders:sellers_unannounced": READ,
    "workorders:unannounced_at": PAPER,
    "workorders:write_down_truck": [403, 403, 403, 200, 404, 404, 403, 302],
    "workorders:unannounced": PAPER,
    "workorders:assign_truck": [200, 200, 403, 200, 404, 404, 200, 302],
    "workorders:name_unknown": [200, 200, 403, 200, 404, 404, 200, 302],
    "workorders:keep_truck": [200, 200, 403, 403, 404, 404, 200, 302],
    "workorders:take_truck_back": [200, 200, 403, 200, 404, 404, 200, 302],
    "workorders:work_orders": READ,
    "workorders:new_work_order": WRITE,
    "workorders:work_order": PAPER,
    "workorders:acknowledge": BACK_TO_PAPER,
    "workorders:start": BACK_TO_PAPER,
    "workorders:tick": BACK_TO_PAPER,
    "workorders:complete": [403, 403, 403, 200, 404, 404, 403, 302],
    "workorders:report_leg": [200, 200, 403, 200, 404, 404, 200, 302],
    "workorders:receive": [403, 403, 403, 409, 404, 404, 403, 302],  # it is not acknowledged yet
    "workorders:receipt": PAPER,
    "workorders:units": PAPER,
    "workorders:ship": [403, 403, 403, 409, 404, 404, 403, 302],  # it is not acknowledged yet
    "workorders:departure": PAPER,
    "workorders:check_in": WRITE,
    "workorders:photos": PAPER,
    "workorders:remove_photo": [200, 403, 403, 200, 404, 404, 200, 302],  # it is Dana's
    "documents:file": PAPER,
    "documents:thumbnail": PAPER,
    "workorders:end_count": BACK_TO_PAPER,
    "workorders:open_count": BACK_TO_PAPER,
    "workorders:build": [403, 403, 403, 200, 404, 404, 403, 302],
    "workorders:built": PAPER,
    "workorders:edit_steps": WRITE,
    "workorders:edit_work_order": WRITE,
    "workorders:send_work_order": WRITE,
    "workorders:cancel_work_order": WRITE,
    "workorders:reopen_work_order": [409, 403, 403, 404, 404, 404, 409, 302],  # it is not completed
}

# What a POST without any fields does: 302 and 422 are for those who may; nobody else gets past the door.
STAFF_ONLY = [403, 403, 403, 302, 404, 404, 403, 302]
ACTIONS = {
    "people:role": [422, 403, 403, 404, 404, 404, 422, 302],
    "people:remove": [302, 403, 302, 404, 404, 404, 302, 302],
    "people:resend": [302, 403, 403, 404, 404, 404, 302, 302],
    "people:revoke": [302, 403, 403, 404, 404, 404, 302, 302],
    "people:note_undelivered_mail": [302, 403, 403, 404, 404, 404, 302, 302],
    "people:send_all_mail_again": [302, 403, 403, 404, 404, 404, 302, 302],
    "people:send_mail_again": [302, 302, 403, 302, 404, 404, 302, 302],  # it is to Dana
    "leadtimes:rescheduling": [302, 403, 403, 404, 404, 404, 302, 302],
    "calendar_feed:calendar": [302] * 8,
    "calendar_feed:renew": [302] * 8,
    "calendar_feed:feed": [405] * 8,
    "leadtimes:remove_person": [302, 403, 403, 404, 404, 404, 302, 302],
    "leadtimes:resend_staff_invitation": [302, 403, 403, 404, 404, 404, 302, 302],
    "leadtimes:revoke_staff_invitation": [302, 403, 403, 404, 404, 404, 302, 302],
    "leadtimes:tell_documents": [302, 302, 403, 404, 404, 404, 302, 302],
    "inventory:tell_documents": [302, 302, 403, 404, 404, 404, 302, 302],
    "inventory:archive_product": [302, 302, 403, 404, 404, 404, 302, 302],
    "inventory:restore_product": [302, 302, 403, 404, 404, 404, 302, 302],
    "inventory:adjust_stock": [422, 422, 403, 404, 404, 404, 422, 302],
    "inventory:recipe": [302, 302, 403, 404, 404, 404, 302, 302],  # no parts, and it had none
    "inventory:change_units": [422, 422, 403, 422, 404, 404, 422, 302],
    "inventory:say_bin": [302, 302, 403, 302, 404, 404, 302, 302],  # nowhere in particular
    "inventory:lot": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:new_order": WRITE,  # without an action it is a preview
    "purchasing:edit_order": WRITE,
    "purchasing:change_legs": [409, 409, 403, 404, 404, 404, 409, 302],  # it does not say which legs it saw
    "purchasing:keep_legs": [302, 302, 403, 404, 404, 404, 302, 302],
    "purchasing:place_order": [302, 302, 403, 404, 404, 404, 302, 302],
    "purchasing:close_short": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:close_line_short": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:expect_again": [409, 409, 403, 404, 404, 404, 409, 302],
    "purchasing:reopen_order": [302, 403, 403, 404, 404, 404, 302, 302],
    "purchasing:cancel_order": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:ship": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:check_in": [422, 422, 403, 404, 404, 404, 422, 302],
    "purchasing:departure": [302, 302, 403, 404, 404, 404, 302, 302],  # papers without a word
    "purchasing:report_leg": [422, 422, 403, 404, 404, 404, 422, 302],
    "workorders:write_down_truck": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:assign_truck": [422, 422, 403, 422, 404, 404, 422, 302],
    "workorders:name_unknown": [422, 422, 403, 422, 404, 404, 422, 302],
    "workorders:keep_truck": [422, 422, 403, 403, 404, 404, 422, 302],
    "workorders:take_truck_back": [422, 422, 403, 422, 404, 404, 422, 302],
    "workorders:report_leg": [422, 422, 403, 422, 404, 404, 422, 302],
    "workorders:start": [403, 403, 403, 409, 404, 404, 403, 302],
    "workorders:complete": [403, 403, 403, 409, 404, 404, 403, 302],
    "workorders:tick": [403, 403, 403, 409, 404, 404, 403, 302],
    "workorders:receive": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:receipt": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:ship": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:departure": [302, 302, 403, 302, 404, 404, 302, 302],  # papers, all of them empty
    "workorders:check_in": [422, 422, 403, 404, 404, 404, 422, 302],
    "workorders:photos": [422, 422, 403, 422, 404, 404, 422, 302],  # none is chosen
    "workorders:remove_photo": [302, 403, 403, 302, 404, 404, 302, 302],
    "workorders:end_count": [403, 403, 403, 409, 404, 404, 403, 302],
    "workorders:open_count": [403, 403, 403, 409, 404, 404, 403, 302],
    "workorders:build": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:built": [403, 403, 403, 422, 404, 404, 403, 302],
    "workorders:send_work_order": [302, 302, 403, 404, 404, 404, 302, 302],
    "workorders:cancel_work_order": [422, 422, 403, 404, 404, 404, 422, 302],
    "workorders:reopen_work_order": [409, 403, 403, 404, 404, 404, 409, 302],
}
SENT = {
    "workorders:acknowledge": ({"revision": "1"}, STAFF_ONLY),
    "inventory:product": ({"sku": " "}, [422, 422, 403, 404, 404, 404, 422, 302]),
    "people:organization": ({"name": " "}, [422, 403, 403, 404, 404, 404, 422, 302]),
}


@pytest.fixture
def address(cast):
    """`address(name)`: that address, filled in with documents of Acme Goods and Lone Star Prep."""
    draft = make_draft(cast)
    placed = make_placed(cast)
    transfer = make_transfer(cast)
    member = MemberInvitation.objects.create(
        organization=cast.acme, email="new@example.com", invited_by=cast.alice
    )
    staff = StaffInvitation.objects.create(
        facility=cast.lone_star, email="new@example.com", invited_by=cast.alice
    )
    work_order = placed.work_orders.get()
    undelivered = Message.objects.filter(about=[key_of(work_order)]).get()
    received = make_placed(cast).work_orders.get()
    desk.acknowledge(received, by=cast.dana, revision=1)
    receive(
        received,
        counts=[CountInput(product=cast.brushes, outcome="good", units=40)],
        speaker=Speaker(cast.dana, cast.lone_star.today(), cast.lone_star),
        key=uuid.uuid4(),
    )
    ship(received, cartons_of(cast.brushes, 1, 10), by=cast.dana, on=cast.lone_star.today())
    bench = make_bench(cast)
    bench.receive(caps=4, lids=4)
    bench.build(1)
    lot = Lot.objects.create(product=cast.brushes, code="L-204")
    left = make_placed(cast)
    leave(left, cartons_of(cast.brushes, 1, 40), by=cast.alice, on=cast.acme.today())
    by_air = make_lead_time(cast.acme, ("supplier", 30), ("freight/air", 6), ("fba", 7), name="By air")
    straight = make_placed(cast, lead_time=by_air)
    leave(straight, cartons_of(cast.brushes, 1, 40), by=cast.alice, on=cast.acme.today())
    unannounced = write_down(
        cast.lone_star,
        TruckInput(came_on=cast.lone_star.today()),
        [GoodsInput(text="Blue boxes", units=3)],
        by=cast.dana,
        key=uuid.uuid4(),
    )
    vera = cast.acme.memberships.get(user=cast.vera)
    photo = add_photo(received, sent(), by=cast.dana)
    values = {
        "org": "acme",
        "receipt": 1,
        "product": cast.brushes.pk,
        "truck": unannounced.number,
        "departure": 1,
        "build": 1,
        "number": work_order.number,
        "step": work_order.steps.first().pk,
        "leg": work_order.leg_id,
        "line": received.order.lines.get().pk,
        "user_pk": cast.dana.pk,
        "invitation_pk": staff.pk,
        "token": member.token,
        "key": "old",
        "secret": open_feed(cast.alice).secret,
    }
    special = {
        "purchasing:order": {"number": placed.number},
        "purchasing:ship": {"number": placed.number},
        "purchasing:departure": {"number": left.number},
        "purchasing:check_in": {"number": straight.number},
        "purchasing:units": {"number": received.order.number},
        "purchasing:confirm_order": {"number": placed.number},
        "purchasing:report_leg": {"number": placed.number},
        "purchasing:close_order": {"number": placed.number},
        "purchasing:cancel_order": {"number": placed.number},
        "purchasing:close_short": {"number": received.order.number},
        "purchasing:close_line_short": {"number": received.order.number},
        "purchasing:expect_again": {"number": received.order.number},
        "purchasing:reopen_order": {"number": placed.number},
        "purchasing:edit_order": {"number": draft.number},
        "purchasing:change_legs": {"number": placed.number},
        "purchasing:keep_legs": {"number": placed.number},
        "purchasing:place_order": {"number": draft.number},
        "workorders:edit_work_order": {"number": transfer.number},
        "workorders:send_work_order": {"number": transfer.number},
        "workorders:cancel_work_order": {"number": transfer.number},
        "leadtimes:lead_time": {"pk": cast.lead_time.pk},
        "workorders:name_unknown": {"line": unannounced.lines.get().pk},
        "workorders:unannounced_at": {"pk": cast.lone_star.pk},
        "workorders:write_down_truck": {"pk": cast.lone_star.pk},
        "workorders:receipt": {"number": received.number},
        "workorders:photos": {"number": received.number},
        "workorders:remove_photo": {"number": received.number, "key": photo.key},
        "documents:file": {"key": photo.key},
        "documents:thumbnail": {"key": photo.key},
        "workorders:departure": {"number": received.number},
        "workorders:units": {"number": received.number},
        "workorders:build": {"number": bench.number, "step": bench.step().pk},
        "workorders:built": {"number": bench.number},
        "workorders:check_in": {"number": received.number},
        "inventory:facility_stock": {"pk": cast.lone_star.pk},
        "inventory:facility_movements": {"pk": cast.lone_star.pk},
        "inventory:facility_ahead": {"pk": cast.lone_star.pk},
        "inventory:product_here": {"pk": cast.lone_star.pk, "product": cast.brushes.pk},
        "inventory:count_sheet": {"pk": cast.lone_star.pk},
        "inventory:change_units": {"pk": cast.lone_star.pk, "product": cast.brushes.pk},
        "inventory:say_bin": {"pk": cast.lone_star.pk, "product": cast.brushes.pk},
        "inventory:lot": {"pk": lot.pk},
        "people:role": {"pk": vera.pk},
        "people:remove": {"pk": vera.pk},
        "people:resend": {"pk": member.pk},
        "people:revoke": {"pk": member.pk},
        "people:send_mail_again": {"pk": undelivered.pk},
    }
    told = {each.name: each.wanted for each in every_address()}

    def fill(name):
        app = name.partition(":")[0]
        pk = {"inventory": cast.brushes.pk, "leadtimes": cast.lone_star.pk}.get(app)
        known = values | {"pk": pk} | special.get(name, {})
        return reverse(name, kwargs={key: known[key] for key in told[name]})

    return fill


def statuses(cast, ask):
    """What `ask` answers to everybody, each as if nobody had asked before."""
    found = []
    for who in EVERYBODY:
        client = Client(raise_request_exception=True)
        if who != "nobody":
            client.force_login(getattr(cast, who))
        with transaction.atomic():
            found.append(ask(client).status_code)
            transaction.set_rollback(True)
    return dict(zip(EVERYBODY, found, strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open(cast, address, name):
    url = address(name)
    expected = dict(zip(EVERYBODY, PAGES[name], strict=True))
    assert statuses(cast, lambda client: client.get(url)) == expected


@pytest.mark.parametrize("name", ACTIONS)
def test_who_may_act(cast, address, name):
    url = address(name)
    expected = dict(zip(EVERYBODY, ACTIONS[name], strict=True))
    assert statuses(cast, lambda client: client.post(url)) == expected


@pytest.mark.parametrize("name", SENT)
def test_who_may_act_with_something_to_say(cast, address, name):
    url = address(name)
    fields, row = SENT[name]
    expected = dict(zip(EVERYBODY, row, strict=True))
    assert statuses(cast, lambda client: client.post(url, fields)) == expected


def test_asking_changes_nothing(cast, address):
    before = address("workorders:work_order")
    work_order = cast.lone_star.work_orders.exclude(sent_at=None).earliest("pk")
    as_it_was = (work_order.status, work_order.revision, work_order.acknowledgements.count())
    client = Client()
    client.force_login(cast.dana)
    assert client.get(before).status_code == 200
    work_order.refresh_from_db()
    assert (work_order.status, work_order.revision, work_order.acknowledgements.count()) == as_it_was


def test_the_demo_doors_do_not_exist_outside_demo_mode(client, db):
    assert client.post("/demo/sign-in/olivia/").status_code in (302, 404)
    assert "_auth_user_id" not in client.session
