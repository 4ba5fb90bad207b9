"""The demo world is built through the services, so it tests them; and the examples in it hold to the day."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client, override_settings
from pghistory.models import Context

from inventory.models import StockBalance, StockMove
from leadtimes.models import Facility
from leadtimes.rules.portions import divide
from purchasing.models import OrderLine, PurchaseOrder
from sostocked.foundation.outbox.models import Message
from sostocked.foundation.people.models import Membership, Organization, User
from sostocked.site.demo import people
from workorders.goods.built import built_net, units_built
from workorders.goods.received import tallies_of
from workorders.models import Acknowledgement, Departure, Step, WorkOrder

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module", autouse=True)
def said(django_db_setup, django_db_blocker):
    """The world, built once and taken down after all of these tests; what the command said."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, PASSWORD_HASHERS=QUICK),
        transaction.atomic(),
    ):
        words = StringIO()
        call_command("load_demo", stdout=words)
        connection.check_constraints()
        yield words.getvalue()
        transaction.set_rollback(True)


def order(number):
    return PurchaseOrder.objects.get(organization__slug="brightwater-goods", number=number)


def ends(document):
    return [f"{leg.expected_ends_on:%m-%d}" for leg in document.legs.all()]


def blacks(document):
    """How many legs each document of the order takes care of."""
    return [len(portion.legs) for portion in divide(list(document.legs.all()))]


def test_it_says_what_it_did(said):
    assert said.startswith("Loaded the demo world: 2 sellers, 9 people, ")


def test_its_stock_adds_up():
    words = StringIO()
    call_command("check_stock", stdout=words)
    assert words.getvalue().strip() == "The stock adds up."
    boards = StockBalance.objects.on_hand().get(
        product__sku="KT-BOARD-L", place__facility__name="Pacific 3PL"
    )
    assert boards.quantity == 960
    opening = StockMove.objects.filter(cause="opening").first()
    assert opening.moved_at.date() == date(2026, 11, 9)


def test_goods_at_work_were_counted_and_some_of_them_are_damaged_or_short():
    counted = WorkOrder.objects.exclude(counted_at=None).earliest("pk")
    tallies = list(tallies_of(counted).values())
    assert [(each.received == each.ordered - 15, each.damaged) for each in tallies[:1]] == [(True, 25)]
    assert all(each.received == each.ordered for each in tallies[1:])
    assert counted.receipts.count() == 2
    assert Departure.objects.filter(work_order__status="in_progress", is_all=False).exists()
    assert Departure.objects.exclude(towards=None).filter(towards__receipts__isnull=False).exists()
    assert WorkOrder.objects.filter(status="in_progress", counted_at=None, receipts__isnull=False).exists()


def test_gift_sets_are_built_in_part_by_a_recipe_that_has_changed_since():
    step = Step.objects.get(kind="bundle")
    built, net = units_built(step.work_order), built_net([step.work_order_id])[step.work_order_id]
    assert (built, net[step.product_id], step.quantity) == ({step.pk: 200}, 200, 500)
    skus = {part.product.sku: net[part.product_id] for part in step.parts.all()}
    assert skus == {"KT-CUP-2": -404, "KT-SPAT-4": -200}
    assert (step.recipe.number, step.product.recipes.count()) == (1, 2)
    assert step.work_order.receipts.exists()


def test_a_second_time_it_does_nothing_and_says_so():
    before = PurchaseOrder.objects.count()
    words = StringIO()
    call_command("load_demo", stdout=words)
    assert "was left alone" in words.getvalue()
    assert PurchaseOrder.objects.count() == before


def test_the_logins_are_printed_with_what_they_are():
    words = StringIO()
    call_command("load_demo", logins=True, stdout=words)
    lines = words.getvalue().splitlines()
    assert lines[0] == "olivia@brightwater.example     Owner, Brightwater Goods"
    assert lines[-1] == "Password of all of them: look-around"
    assert len(lines) == len(people.PEOPLE) + 1


def test_everybody_signs_in_with_the_demo_password():
    for person in people.PEOPLE:
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": people.PASSWORD})
        assert client.session["_auth_user_id"] == str(User.objects.get(email=person.email).pk)


def test_straight_to_fba_has_no_work_order():
    one = order("PO-1001")
    assert ends(one) == ["10-27", "11-21", "11-26", "12-01"]
    assert blacks(one) == [4]
    assert not one.work_orders.exists()
    lines = [(line.product.sku, line.quantity, line.cartons) for line in one.lines.all()]
    assert lines == [("BW-SHAKER-28-BLK", 1200, 50), ("BW-SHAKER-28-PNK", 600, 25)]
    assert sum(line.amount for line in one.lines.all()) == 6930


def test_one_prep_center_gets_one_work_order_with_its_steps():
    two = order("PO-1002")
    assert ends(two) == ["11-11", "12-09", "12-13", "12-18", "12-24", "12-31"]
    assert blacks(two) == [3, 3]
    work = two.work_orders.get()
    assert (work.number, work.facility.place) == ("WO-1002-1", "Lone Star Prep (Dallas)")
    assert (work.expected_on, work.leave_on) == (date(2026, 12, 13), date(2026, 12, 18))
    assert [step.kind for step in work.steps.all()] == ["receive", "label", "polybag", "ship"]
    said = " ".join(step.instruction for step in work.steps.all())
    assert "FNSKU X00ABC1234" in said
    assert "suffocation warning" in said


def test_warehouse_only_goes_nowhere_from_there():
    four = order("PO-1004")
    assert ends(four) == ["11-22", "11-30", "12-02", "12-05"]
    assert blacks(four) == [3, 1]
    assert [step.kind for step in four.work_orders.get().steps.all()] == ["receive", "store"]


def test_storage_and_prep_at_one_facility_are_one_work_order():
    five = order("PO-1005")
    assert ends(five) == ["11-27", "12-27", "12-30", "01-13", "01-17", "01-23", "01-31"]
    assert blacks(five) == [3, 4]
    assert [work.number for work in five.work_orders.all()] == ["WO-1005-1"]


def test_awd_is_amazon_and_told_nothing():
    six = order("PO-1006")
    assert six.ordered_on == date(2026, 9, 1)
    assert ends(six) == ["09-26", "10-26", "10-31", "11-07", "11-21"]
    assert blacks(six) == [5]
    assert not six.work_orders.exists()


def test_the_transfer_order_stands_alone():
    work = WorkOrder.objects.get(order=None)
    assert (work.number, work.facility.name, work.status) == ("WO-5001", "Pacific 3PL", "sent")
    assert ends(work) == ["11-18", "11-22", "11-28"]
    assert work.lines.get().quantity == 900


def test_there_is_something_in_every_state():
    assert set(PurchaseOrder.objects.values_list("status", flat=True)) == {
        "draft",
        "placed",
        "confirmed",
        "closed",
        "cancelled",
    }
    assert set(WorkOrder.objects.values_list("status", flat=True)) == {
        "planned",
        "sent",
        "acknowledged",
        "in_progress",
        "completed",
        "cancelled",
    }
    assert PurchaseOrder.objects.count() >= 36
    badges = {work.badge.label for work in WorkOrder.objects.all()}
    assert "Changed: acknowledge again" in badges
    assert PurchaseOrder.objects.filter(legs_adjusted=True).exists()
    lines = OrderLine.objects.values("order").annotate(n=models.Count("pk"))
    assert lines.order_by("-n").first()["n"] == 40
    assert max(len(blacks(each)) for each in PurchaseOrder.objects.all()) == 4


def test_the_prep_center_is_one_business_for_two_sellers():
    rows = Facility.objects.filter(name="Lone Star Prep")
    assert rows.count() == 2
    assert [each.email for row in rows for each in row.staff.all()] == [people.DANA.email] * 2
    mine = WorkOrder.objects.assigned_to(User.objects.get(email=people.DANA.email))
    assert mine.values("organization").distinct().count() == 2


def test_the_people_are_what_they_are_said_to_be():
    roles = Membership.objects.filter(organization__slug="brightwater-goods").values_list(
        "user__name", "role"
    )
    assert dict(roles) == {
        "Olivia Hart": "owner",
        "Amir Haddad": "admin",
        "Ben Ortiz": "buyer",
        "Vera Lindqvist": "viewer",
    }
    assert Membership.objects.filter(user__email=people.BEN.email).count() == 2
    assert Organization.objects.get(slug="kite-pine").memberships.filter(role="owner").count() == 1


def test_the_factory_that_closes_is_not_on_the_way_of_the_examples():
    closed = Facility.objects.get(closures__reason="Chinese New Year")
    assert closed.closures.get().starts_on == date(2027, 1, 25)
    examples = [order(f"PO-{number}") for number in (1001, 1002, 1004, 1005, 1006)]
    assert closed not in [each.supplier for each in examples]


def test_proposals_differ_by_supplier_and_product():
    assert (
        Facility.objects.get(name="Yangzhou Brushworks").default_lead_time.name == "China → Lone Star → FBA"
    )
    cup = OrderLine.objects.filter(product__sku="KT-CUP-2").first().product
    assert cup.lead_time != cup.supplier.default_lead_time


def test_history_names_who_did_it_and_when_the_story_says():
    acts = Acknowledgement.objects.get(
        work_order__number="WO-1002-1", work_order__organization__slug="brightwater-goods"
    )
    assert acts.by.name == "Dana Whitfield"
    assert not Context.objects.exclude(metadata__has_key="user").exists()
    closed = order("PO-982")
    history = PurchaseOrder.pgh_event_model.objects.filter(pgh_obj=closed).order_by("pgh_id")
    days = [event.pgh_created_at.date() for event in history]
    assert days[0] == closed.ordered_on
    assert days == sorted(days)
    assert len(set(days)) > 2


def test_nobodys_mailbox_fills_up_with_history():
    assert Message.objects.count() > 30
    assert not Message.objects.waiting().exists()


def test_people_say_what_happens_and_some_of_it_is_late():
    open_orders = PurchaseOrder.objects.filter(organization__slug="brightwater-goods").open()
    assert open_orders.late().count() == 2
    assert open_orders.at_risk(on=open_orders.first().organization.today()).exists()
    late = open_orders.late().first()
    assert next(date_change.days for date_change in late.date_changes.exclude(days=0)) == 6
    assert late.date_changes.exclude(reason="").exists()
