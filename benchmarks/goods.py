"""Taking goods in, letting them go and building bundles, beside the same rows by raw SQL in one transaction."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.bundles.services import PartInput, write_recipe
from inventory.models import Carton, CartonLine, Place, Product, Shipment, ShipmentLine, StockMove
from inventory.rules.stock import FBA
from inventory.shipping.services import CartonContent, CartonInput, Destination
from leadtimes.models import Facility, LeadTime, Leg
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from sostocked.foundation.people.models import Organization, User
from sostocked.foundation.people.services import found_organization
from workorders import services as desk
from workorders.bundling import services as bundling
from workorders.models import Build, BuildLine, Departure, Receipt, ReceiptLine, WorkOrder
from workorders.receiving.services import CountInput, receive
from workorders.shipping.services import DepartureInput, depart
from workorders.steps.services import StepInput, write_steps

DAY = date(2026, 12, 13)
EACH = 40
"""Units of each product that are ordered."""
WRITES = {
    "receive": (StockMove, Receipt, ReceiptLine),
    "depart": (Place, StockMove, Shipment, Carton, CartonLine, ShipmentLine, Departure),
    "build": (StockMove, Build, BuildLine),
}
"""The tables whose rows are counted, and written again by raw SQL."""


class Hall(NamedTuple):
    """A work order of so many lines at a prep center, acknowledged, and who works on it."""

    work_order: WorkOrder
    products: list[Product]
    speaker: Speaker

    def fresh(self) -> WorkOrder:
        return WorkOrder.objects.get(pk=self.work_order.pk)


def make_hall(lines: int, *, name: str, bundled: bool = False) -> Hall:
    """A seller whose order of `lines` products goes to a prep center, there into bundles or not, and to Amazon."""
    owner = User.objects.create_user(f"{name}@example.com", name="Bench", proved_at=timezone.now())
    organization = found_organization(f"Bench {name}", owner=owner)
    supplier = Facility.objects.create(organization=organization, name="Factory", kind="supplier")
    prep = Facility.objects.create(organization=organization, name="Prep", kind="prep_center")
    prep.staff.add(owner)
    products = [_product(organization, n) for n in range(lines)]
    order = purchasing.create_order(
        organization,
        by=owner,
        head=purchasing.Head(supplier, _lead_time(organization, prep), date(2026, 10, 12), "USD"),
        lines=[purchasing.LineInput(product, EACH, Decimal("1.00")) for product in products],
    )
    purchasing.place(order, by=owner)
    if bundled:
        _bundle_all(WorkOrder.objects.get(order=order), products, by=owner)
    work_order = WorkOrder.objects.get(order=order)
    desk.acknowledge(work_order, by=owner, revision=work_order.revision)
    return Hall(work_order, products, Speaker(owner, DAY, prep))


def _product(organization: Organization, n: int) -> Product:
    return Product.objects.create(
        organization=organization, sku=f"SKU-{n:03}", title=f"Product {n}", units_per_carton=EACH
    )


def _lead_time(organization: Organization, prep: Facility) -> LeadTime:
    lead_time = LeadTime.objects.create(organization=organization, name="By prep")
    legs = [("supplier", "", None), ("freight", "ocean", None), ("prep", "", prep), ("fba", "", None)]
    Leg.objects.bulk_create(
        Leg(lead_time=lead_time, position=n, kind=kind, mode=mode, facility=place, days=5)
        for n, (kind, mode, place) in enumerate(legs, start=1)
    )
    return lead_time


def _bundle_all(work_order: WorkOrder, products: Sequence[Product], *, by: User) -> None:
    """Half of what comes is to be built into bundles of all products."""
    kit = Product.objects.create(organization=work_order.organization, sku="KIT", title="Kit")
    write_recipe(kit, parts=[PartInput(product, 1) for product in products], read=0, by=by)
    steps = [StepInput("receive"), StepInput("bundle", "", kit, EACH // 2), StepInput("ship")]
    write_steps(work_order, version=work_order.version, steps=steps)


def take_in(hall: Hall, units: int) -> Receipt:
    """A receipt of every line."""
    counts = [CountInput(product=product, outcome="good", units=units) for product in hall.products]
    return receive(hall.fresh(), counts=counts, speaker=hall.speaker, key=uuid.uuid4())


def let_go(hall: Hall, *, each: int = 1) -> Departure:
    """A carton of every product, to Amazon."""
    cartons = [CartonInput(1, [CartonContent(product, each)]) for product in hall.products]
    said = DepartureInput(to=Destination(FBA, "Amazon FBA"), cartons=cartons, left_on=DAY)
    return depart(hall.fresh(), said, speaker=hall.speaker, key=uuid.uuid4())


def put_together(hall: Hall) -> Build:
    """One bundle of all products."""
    step = hall.work_order.steps.get(kind="bundle").pk
    return bundling.build(hall.fresh(), step_id=step, units=1, by=hall.speaker.user, key=uuid.uuid4())


def measure(lines: int = 100, repeat: int = 5) -> list[str]:
    """The lines of the report."""
    loose = make_hall(lines, name=f"loose-{lines}")
    bundled = make_hall(lines, name=f"bundled-{lines}", bundled=True)
    take_in(bundled, EACH)
    return [
        _line("receive", lambda: take_in(loose, 3), repeat),
        _line("depart", lambda: let_go(loose), repeat),
        _line("build", lambda: put_together(bundled), repeat),
    ]


def _line(what: str, act: Callable[[], Any], repeat: int) -> str:
    act()  # whatever is done once: the work begins, a place is made
    before = _last_keys(WRITES[what])
    with CaptureQueriesContext(connection) as queries:
        act()
    rows = {model: _rows_after(model, key) for model, key in before.items()}
    ours = _median(act, repeat)
    bare = _median(lambda: _write_again(rows), repeat)
    count = sum(map(len, rows.values()))
    return (
        f"  {what:<8} {ours * 1000:>6.0f} ms in {len(queries)} queries; the same {count} rows by raw SQL "
        f"{bare * 1000:>5.0f} ms: {ours / bare:>4.1f} ×"
    )


def _median(act: Callable[[], Any], repeat: int) -> float:
    """Seconds."""
    passes = []
    for _pass in range(repeat):
        start = perf_counter()
        act()
        passes.append(perf_counter() - start)
    return sorted(passes)[repeat // 2]


Rows = dict[type[models.Model], list[dict[str, Any]]]


def _last_keys(tables: Iterable[type[models.Model]]) -> dict[type[models.Model], int]:
    return {each: each._default_manager.aggregate(last=models.Max("pk"))["last"] or 0 for each in tables}


def _rows_after(model: type[models.Model], key: int) -> list[dict[str, Any]]:
    return list(model._default_manager.filter(pk__gt=key).order_by("pk").values())


def _write_again(rows: Rows) -> None:
    """Every row once more, one statement a table, with the triggers that they have; taken back afterwards.

    What points to another of these rows points to its copy, and what must be unique is made so.
    """
    copies: dict[tuple[type[models.Model], int], int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for model, found in rows.items():
            fields = [each for each in model._meta.concrete_fields if not each.primary_key]
            values = [[_again(each, row[each.attname], copies) for each in fields] for row in found]
            columns = ", ".join(each.column for each in fields)
            marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(values))
            insert = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {marks} RETURNING id"
            cursor.execute(insert, [each for row in values for each in row])
            for row, (key,) in zip(found, cursor.fetchall(), strict=True):
                copies[model, row["id"]] = key
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _again(field: models.Field, value: Any, copies: dict[tuple[type[models.Model], int], int]) -> Any:
    if field.is_relation:
        return copies.get((field.related_model, value), value)
    if field.name == "key":
        return uuid.uuid4()
    return value + 1_000_000 if field.name == "number" else value
