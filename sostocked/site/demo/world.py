"""Builds the demo world, through the services and by the people who would do it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from purchasing.models import PurchaseOrder
from purchasing.services import FIRST_NUMBER
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Membership, NumberRun, Organization, User
from sostocked.foundation.people.services import found_organization, invite_member
from sostocked.foundation.records.errors import Refused
from sostocked.site.demo import bundles, daily, goods, people, places, scenarios, stock
from sostocked.site.demo.acts import Desk, hire, join
from sostocked.site.demo.clock import Clock
from workorders.models import WorkOrder

AGES_AGO = 400  # days


@transaction.atomic
def build() -> str:
    """Build it all, or nothing; says what there is now. Refused outside demo mode."""
    if not settings.DEMO:
        raise Refused("The demo world exists in demo mode only.")
    clock = Clock()
    users = {person: _user(person) for person in people.PEOPLE}
    _brightwater(clock, users)
    _kite(clock, users)
    clock.settle()
    # All of this is history: nobody's mailbox should fill up with it.
    Message.objects.waiting().update(sent_at=timezone.now())
    return _inventory()


def _user(person: people.Person) -> User:
    known = {"proved_at": timezone.now(), "is_made_up": True}
    user = User.objects.create_user(person.email, people.PASSWORD, name=person.name, **known)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _brightwater(clock: Clock, users) -> None:
    owner, buyer = users[people.OLIVIA], users[people.BEN]
    seller = found_organization("Brightwater Goods", owner=owner, timezone="America/Chicago")
    first_day = seller.today() - timedelta(days=AGES_AGO)
    me = Membership.objects.get(user=owner, organization=seller)
    for person, role in [(people.AMIR, "admin"), (people.BEN, "buyer"), (people.VERA, "viewer")]:
        join(clock, me, users[person], role, first_day)
    spots = places.brightwater_places(seller)
    for key, person in places.STAFF.items():
        hire(clock, spots[key], users[person], first_day, by=owner)
    with clock.act(users[people.AMIR], first_day):
        ways = places.lead_times(seller, spots, places.BRIGHTWATER_WAYS)
        wares = goods.products(seller, spots, goods.BRIGHTWATER) | goods.table_linen(seller, spots)
        _override(wares["KT-CUP-2"], ways["chain"])
    places.retire(clock, users[people.AMIR], spots, ways)
    desk = Desk(clock, seller, buyer, spots, ways, wares)
    _leave_room_for(desk, len(daily.BEFORE))
    daily.run(desk, daily.BEFORE)
    stock.brightwater(desk)
    scenarios.play(desk)
    daily.run(desk, daily.AFTER)
    daily.own_way(desk)
    bundles.gift_sets(desk)
    stock.unannounced(desk, desk.ago(1), "lone_star", users[places.STAFF["lone_star"]])
    with clock.act(owner, desk.ago(3)):
        invite_member(seller, email="marta@brightwater.example", role="viewer", by=me)


def _kite(clock: Clock, users) -> None:
    owner = users[people.CHARLOTTE]
    seller = found_organization("Kite & Pine", owner=owner, timezone="America/Los_Angeles")
    first_day = seller.today() - timedelta(days=AGES_AGO // 2)
    me = Membership.objects.get(user=owner, organization=seller)
    join(clock, me, users[people.BEN], "buyer", first_day)
    spots = places.kite_places(seller)
    for key in ("lone_star", "harbor"):
        hire(clock, spots[key], users[places.STAFF[key]], first_day, by=owner)
    with clock.act(owner, first_day):
        ways = places.lead_times(seller, spots, places.KITE_WAYS)
        wares = goods.products(seller, spots, goods.KITE)
    daily.run(Desk(clock, seller, owner, spots, ways, wares), daily.KITE)


def _override(product, lead_time) -> None:
    """Cups are sold by several shops, so they take a way of their own whoever supplies them."""
    product.lead_time = lead_time
    product.save(update_fields=["lead_time"])


def _leave_room_for(desk: Desk, orders: int) -> None:
    """Let the numbers start so low that after `orders` of them the first example is PO-1001."""
    last = FIRST_NUMBER - 1 - orders
    NumberRun.objects.create(organization=desk.seller, document="purchase order", last=last)


def _inventory() -> str:
    counts = {
        "sellers": Organization.objects.count(),
        "people": User.objects.count(),
        "purchase orders": PurchaseOrder.objects.count(),
        "work orders": WorkOrder.objects.count(),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())
