"""History, acknowledgements and date changes are only ever added to, whoever writes and whatever they set."""

import secrets
import uuid
from datetime import date

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from pghistory.models import Event
from psycopg import sql

from inventory.conditions.services import UnitsInput, change_condition
from inventory.models import (
    Adjustment,
    AdjustmentLine,
    Carton,
    CartonLine,
    CheckIn,
    CheckInLine,
    ConditionChange,
    ConditionChangeLine,
    Recipe,
    RecipeLine,
    ShipmentLine,
    StockBalance,
    StockMove,
)
from inventory.stock.proof import find_faults
from leadtimes.models import Closure, Facility
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.leg_reports import services as leg_reports
from purchasing.models import DateChange, PurchaseOrder, ShortClose
from sostocked.foundation.people.models import MemberInvitation, SecurityEvent
from sostocked.foundation.records import site_role
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.history import acting, append_only_tables, tables_kept_by_triggers
from tests.factories import ClosureFactory, make_placed, make_stock
from tests.workorders.bundling.conftest import make_bench
from workorders import services as desk
from workorders.models import (
    Acknowledgement,
    Build,
    BuildLine,
    Receipt,
    ReceiptLine,
    UnannouncedEnding,
    UnannouncedEndingLine,
    UnannouncedLine,
    UnannouncedReceipt,
    WorkOrder,
    WorkOrderDateChange,
)

REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)
IGNORE_ALL = """
    SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), false)
"""


@pytest.fixture
def site(transactional_db):
    """A connection as the site's role, made and let in as `grant_site_role` does it."""
    role, password = f"site_of_{connection.settings_dict['NAME']}"[:63], secrets.token_urlsafe(12)
    site_role.grant(role, password)
    where = connection.get_connection_params() | {"user": role, "password": password}
    known = {name: where[name] for name in ("host", "port", "dbname", "user", "password") if where.get(name)}
    with psycopg.connect(**known, autocommit=True) as opened:
        yield opened
    with connection.cursor() as cursor:
        for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
            cursor.execute(sql.SQL(statement).format(sql.Identifier(role)).as_string(cursor.cursor))


@pytest.fixture
def told(transactional_db, cast):
    """An order that was placed, read by its facility and reported on: a row in each kind of history."""
    with acting(cast.alice):
        order = make_placed(cast)
        desk.acknowledge(order.work_orders.get(), by=cast.dana, revision=1)
        report = LegReport(ReportKind.NOT_YET, date(2026, 12, 30), reason="factory")
        leg = order.legs.first()
        make_stock(cast.lone_star, cast.brushes, 40, by=cast.alice)
        held = UnitsInput(product=cast.brushes, condition="good", units=2)
        change_condition(
            cast.lone_star, what="hold", units=[held], reason="Wet", by=cast.dana, key=uuid.uuid4()
        )
        leg_reports.report(
            order, leg_id=leg.pk, leg_report=report, speaker=Speaker(cast.alice, date(2026, 11, 12))
        )
    return order


RECORDS = (
    StockMove,
    Adjustment,
    AdjustmentLine,
    ConditionChange,
    ConditionChangeLine,
    Recipe,
    RecipeLine,
    Carton,
    CartonLine,
    ShipmentLine,
    CheckIn,
    CheckInLine,
    Receipt,
    ReceiptLine,
    Build,
    BuildLine,
    UnannouncedReceipt,
    UnannouncedLine,
    UnannouncedEnding,
    UnannouncedEndingLine,
)
MOVED = {model._meta.db_table for model in RECORDS}
SAID = {
    model._meta.db_table
    for model in (Acknowledgement, DateChange, WorkOrderDateChange, SecurityEvent, ShortClose)
}


def test_every_table_of_history_is_known():
    events = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
    }
    assert set(append_only_tables()) == events | SAID | MOVED
    assert len(events) == 22


TRACKED = {
    "documents": {"Attachment"},
    "inventory": {"Bin", "Product", "Shipment"},
    "leadtimes": {"Closure", "ExtraDay", "Facility", "FacilityStaff", "LeadTime", "Leg", "StaffInvitation"},
    "people": {"MemberInvitation", "Membership", "Organization"},
    "purchasing": {"OrderLeg", "OrderLine", "PurchaseOrder"},
    "workorders": {"Step", "StepPart", "WorkOrder", "WorkOrderLeg", "WorkOrderLine"},
}


def test_everything_that_people_change_has_a_history():
    tracked = {
        f"{model._meta.app_label}.{model.pgh_tracked_model.__name__}"
        for model in apps.get_models()
        if issubclass(model, Event)
    }
    assert tracked == {f"{app}.{name}" for app, names in TRACKED.items() for name in names}


def test_no_secret_is_kept_in_history():
    kept = {
        field.name for model in apps.get_models() if issubclass(model, Event) for field in model._meta.fields
    }
    assert not kept & {"token", "secret", "password"}


def test_the_sites_role_can_rewrite_nothing_whatever_it_sets(site, told):
    site.execute(IGNORE_ALL)
    passed = []
    for table in append_only_tables():
        column = "id" if table in SAID | MOVED else "pgh_label"
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TABLE {table}",
        ):
            try:
                site.execute(statement)
                passed.append(statement)
            except REFUSED:
                pass
    assert passed == []


def test_the_sites_role_cannot_empty_history_through_what_it_hangs_on(site, told):
    for table in ("workorders_workorder", "purchasing_purchaseorder", "people_user"):
        with pytest.raises(REFUSED):
            site.execute(f"TRUNCATE {table} CASCADE")


def test_the_sites_role_makes_no_illegal_move_whatever_it_sets(site, told):
    site.execute(IGNORE_ALL)
    for statement in (
        "UPDATE purchasing_purchaseorder SET status = 'draft'",
        "UPDATE workorders_workorder SET status = 'completed', completed_at = now()",
        "UPDATE leadtimes_facility SET kind = 'fba'",
    ):
        with pytest.raises(psycopg.errors.RaiseException):
            site.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TEMP TABLE purchasing_purchaseorderevent AS SELECT 1 AS one",
        "CREATE TABLE public.mine (id int)",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN"
        " AS 'SELECT TRUE' LANGUAGE sql",
        "DELETE FROM django_migrations",
    ],
)
def test_the_sites_role_finds_no_way_around(site, statement):
    with pytest.raises(REFUSED):
        site.execute(statement)


def test_the_sites_role_writes_no_balance_whatever_it_sets(site, told):
    site.execute(IGNORE_ALL)
    assert tables_kept_by_triggers() == ["inventory_stockbalance"]
    for statement in (
        "UPDATE inventory_stockbalance SET quantity = quantity + 1",
        "DELETE FROM inventory_stockbalance",
        "TRUNCATE inventory_stockbalance",
        "INSERT INTO inventory_stockbalance (place_id, product_id, condition, quantity, at_door)"
        " SELECT place_id, product_id, 'damaged', 1, false FROM inventory_stockbalance",
        "SELECT inventory_keep_balances()",
    ):
        with pytest.raises((*REFUSED, psycopg.errors.FeatureNotSupported)):
            site.execute(statement)


def test_the_sites_role_moves_stock_and_the_balances_follow(site, told):
    site.execute(IGNORE_ALL)
    move = """
        INSERT INTO inventory_stockmove (organization_id, product_id, quantity, from_place_id, from_condition,
            to_place_id, to_condition, cause, by_id, moved_at)
        SELECT organization_id, product_id, %s, to_place_id, to_condition, from_place_id, from_condition, 'scrap',
            by_id, now() FROM inventory_stockmove LIMIT 1
    """
    site.execute(move, [15])
    assert StockBalance.objects.on_hand().get(condition="good").quantity == 23
    with pytest.raises(psycopg.errors.CheckViolation, match="Nobody takes more than there is"):
        site.execute(move, [26])
    assert StockBalance.objects.on_hand().get(condition="good").quantity == 23
    assert [fault.text.partition(" (")[2] for fault in find_faults()] == [
        "scrap, 15 × CH-BRUSH-SET) belongs to no adjustment."
    ]


@pytest.mark.parametrize("statement", ["UPDATE {} SET quantity = 0", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_owner_writes_no_balance_by_accident(told, statement):
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("inventory_stockbalance"))


def test_the_sites_role_does_its_work(site, told):
    site.execute("UPDATE purchasing_purchaseorder SET notes = 'by the site'")
    (kept,) = site.execute(
        "SELECT count(*) FROM purchasing_purchaseorderevent WHERE notes = 'by the site'"
    ).fetchone()
    assert kept == 1
    site.execute("DELETE FROM django_session")


def test_letting_the_role_in_twice_is_once(site):
    role = site.info.user
    site_role.grant(role, "another")
    assert site.execute("SELECT count(*) FROM purchasing_purchaseorder").fetchone() == (0,)


def test_a_role_that_is_too_mighty_is_refused(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(Refused, match=r"Let the site sign in as another one"):
        site_role.grant(owner, "")


def test_one_role_for_both_is_said_loudly(db, capsys, settings):
    settings.SITE_DATABASE = connection.settings_dict
    call_command("grant_site_role")
    assert "whoever can write SQL there can rewrite history" in capsys.readouterr().out


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("model", [Acknowledgement, DateChange, StockMove, Adjustment, AdjustmentLine])
def test_the_owner_rewrites_nothing_by_accident(told, model, statement):
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("model", [Receipt, ReceiptLine, Build, BuildLine, Recipe, RecipeLine])
def test_nor_what_came_was_built_and_of_what(transactional_db, cast, model, statement):
    bench = make_bench(cast)
    bench.receive(caps=10, lids=10)
    bench.build(5)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


def test_a_leg_may_go_and_the_date_change_stays_as_it_was(told):
    row = DateChange.objects.values().get()
    WorkOrder.objects.update(leg=None)
    told.legs.all().delete()
    assert DateChange.objects.values().get() == row


def test_what_was_read_or_said_keeps_its_document(told):
    with pytest.raises(Exception, match="protected foreign keys"):
        PurchaseOrder.objects.filter(pk=told.pk).delete()


def test_facilities_calendars_and_people_have_a_history(cast):
    with acting(cast.alice):
        cast.lone_star.notice_days = 5
        cast.lone_star.save()
        closure = ClosureFactory(facility=cast.lone_star, starts_on="2026-12-24", ends_on="2026-12-26")
        closure.delete()
        cast.lone_star.staff.add(cast.wes)
        cast.lone_star.staff.remove(cast.wes)
        cast.acme.memberships.filter(user=cast.vera).update(role="buyer")
        MemberInvitation.objects.create(organization=cast.acme, email="n@example.com", invited_by=cast.alice)
    events = apps.get_model
    facility = events("leadtimes", "FacilityEvent").objects.filter(pgh_obj=cast.lone_star).last()
    assert (facility.pgh_label, facility.notice_days) == ("update", 5)
    assert facility.pgh_context.metadata["by"] == "Alice"
    closures = events("leadtimes", "ClosureEvent").objects.order_by("pgh_id")
    assert list(closures.values_list("pgh_label", flat=True)) == ["insert", "delete"]
    staff = events("leadtimes", "FacilityStaffEvent").objects.filter(user=cast.wes, facility=cast.lone_star)
    assert list(staff.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "delete"]
    role = events("people", "MembershipEvent").objects.filter(user=cast.vera).last()
    assert (role.pgh_label, role.role) == ("update", "buyer")
    assert events("people", "MemberInvitationEvent").objects.get().email == "n@example.com"
    assert Facility.objects.count() == 3
    assert not Closure.objects.exists()
