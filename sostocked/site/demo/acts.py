"""What people of the demo do: every act goes through the services, on its day, by its person."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from inventory.bundles.services import PartInput
from inventory.models import Product
from inventory.rules.shipping import CartonSize
from inventory.shipping.services import CartonContent, CartonInput, Papers
from leadtimes.facilities.staff import invite_staff
from leadtimes.models import Facility
from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.rules.portions import divide
from leadtimes.speaker import Speaker
from purchasing import services as purchasing
from purchasing.leg_reports import services as leg_reports
from purchasing.models import PurchaseOrder
from purchasing.order_rows import LineInput
from sostocked.foundation.people.invitations import accept_invitation
from sostocked.foundation.people.models import User
from sostocked.foundation.people.services import invite_member
from sostocked.site.demo.clock import Clock
from workorders import services as workorders
from workorders.content import read_content
from workorders.goods.arrivals import units_coming, way_to
from workorders.goods.claims import shares_of
from workorders.leg_reports import services as facility_leg_reports
from workorders.models import WorkOrder, WorkOrderLine
from workorders.receiving.services import finish_count, receive
from workorders.receiving.writing import CountInput
from workorders.shipping.destination import destination_of
from workorders.shipping.services import DepartureInput, depart
from workorders.steps.services import StepInput, write_steps


class Desk:
    """One seller's world: whose it is, what they work with, and who acts for them."""

    def __init__(self, clock: Clock, seller, buyer, places, ways, goods):
        self.clock, self.seller, self.buyer = clock, seller, buyer
        self.places, self.ways, self.goods = places, ways, goods
        self.today = seller.today()

    def draft(
        self, day: date, supplier: str, way: str, lines, *, notes="", legs=None, by=None
    ) -> PurchaseOrder:
        """A draft of `day`; lines are (SKU, units) at the last cost, or (SKU, units, unit cost)."""
        head = purchasing.Head(self.places[supplier], self.ways[way], day, self.seller.currency, notes)
        by = by or self.buyer
        with self.clock.act(by, day):
            return purchasing.create_order(
                self.seller, by=by, head=head, lines=[self._line(*line) for line in lines], legs=legs
            )

    def placed(self, day: date, *what, **more) -> PurchaseOrder:
        """An order that was written and placed on `day`."""
        order = self.draft(day, *what, **more)
        with self.clock.act(self.buyer, day):
            return purchasing.place(order, by=self.buyer)

    def confirm(self, order: PurchaseOrder, day: date) -> None:
        with self.clock.act(self.buyer, day):
            purchasing.confirm(order)

    def close(self, order: PurchaseOrder, day: date) -> None:
        with self.clock.act(self.buyer, day):
            purchasing.close(order)

    def cancel(self, order: PurchaseOrder, day: date, reason: str) -> None:
        with self.clock.act(self.buyer, day):
            purchasing.cancel(order, reason=reason)

    def change(self, order: PurchaseOrder, day: date, lines) -> None:
        """Change the lines of a placed order."""
        order.refresh_from_db()
        with self.clock.act(self.buyer, day):
            typed = [self._line(*line) for line in lines]
            purchasing.change_placed(order, version=order.version, lines=typed, notes=order.notes)

    def instruct(self, order: PurchaseOrder, day: date, steps, note="", nth=0) -> None:
        """Write the steps of an order's work order."""
        work_order = _work_orders(order)[nth]
        with self.clock.act(self.buyer, day):
            write_steps(
                work_order,
                version=work_order.version,
                steps=[self._step(*s) for s in steps],
                instructions=note,
            )

    def acknowledge(self, order: PurchaseOrder, day: date, nth=0) -> None:
        acknowledge(self.clock, _work_orders(order)[nth], day)

    def begin(self, order: PurchaseOrder, day: date, nth=0, steps_done=1) -> None:
        begin(self.clock, _work_orders(order)[nth], day, steps_done)

    def take_in(self, order: PurchaseOrder, day: date, nth=0, by=None) -> None:
        take_in(self.clock, _work_orders(order)[nth], day, until=self.today, by=by)

    def send_off(self, order: PurchaseOrder, day: date, nth=0, cartons=None) -> None:
        send_off(self.clock, _work_orders(order)[nth], day, cartons=cartons)

    def finish(self, order: PurchaseOrder, day: date, nth=0) -> None:
        finish(self.clock, _work_orders(order)[nth], day)

    def ago(self, days: int) -> date:
        """That many days before today; negative ones lie ahead."""
        return self.today - timedelta(days=days)

    def apply_report(
        self, order: PurchaseOrder, at: int, what: ReportKind, on: date, *, day=None, why=("", "")
    ) -> None:
        """Whoever takes care of leg number `at` says on `day` (that very day) what happened to it."""
        legs = list(order.legs.select_related("facility"))
        leg_report, day = LegReport(what, on, *why), day or on
        owner = next((p.facility_id for p in divide(legs) if at in p.legs), None)
        if owner is None:
            with self.clock.act(self.buyer, day):
                speaker = Speaker(self.buyer, day)
                leg_reports.report(order, leg_id=legs[at].pk, leg_report=leg_report, speaker=speaker)
            return
        work_order = order.work_orders.filter(facility=owner).select_related("facility").earliest("pk")
        person = _worker(work_order)
        with self.clock.act(person, day):
            speaker = Speaker(person, day, work_order.facility)
            facility_leg_reports.report(
                work_order, leg_id=legs[at].pk, leg_report=leg_report, speaker=speaker
            )

    def _line(self, sku, units, cost=None):
        product = self.goods[sku]
        return LineInput(product, units, Decimal(cost) if cost else product.last_cost)

    def _step(self, kind, instruction="", sku=None, quantity=None, parts=()):
        parts = [PartInput(self.goods[part], each) for part, each in parts]
        return StepInput(kind, instruction, self._product(sku) if sku else None, quantity, parts)

    def _product(self, sku: str) -> Product:
        """One of the goods, or a bundle that is made of them."""
        return self.goods.get(sku) or Product.objects.get(organization=self.seller, sku=sku)


def _work_orders(order: PurchaseOrder) -> list[WorkOrder]:
    return list(order.work_orders.order_by("number"))


def _worker(work_order: WorkOrder) -> User:
    return work_order.facility.staff.earliest("pk")


def acknowledge(clock: Clock, work_order: WorkOrder, day: date) -> None:
    """The facility reads the work order as it is now."""
    person = _worker(work_order)
    with clock.act(person, day):
        workorders.acknowledge(work_order, by=person, revision=work_order.revision)


def begin(clock: Clock, work_order: WorkOrder, day: date, steps_done: int) -> None:
    """The facility starts, and has ticked off the first steps."""
    person = _worker(work_order)
    with clock.act(person, day):
        workorders.start(work_order, by=person)
    for step in work_order.steps.all()[:steps_done]:
        with clock.act(person, day):
            workorders.tick(work_order, step_id=step.pk, done=True, by=person)


def take_in(clock: Clock, work_order: WorkOrder, day: date, *, until: date, by: date | None = None) -> None:
    """The facility receives what is on its way to it, all at once; where nothing is, from the supplier:

    60 % on `day`, and four days later (`by` some day at the latest), if that is not after `until`, what else there
    is: of the first line 25 units are damaged, and 15 did not come.
    """
    person, lines = _worker(work_order), list(work_order.lines.select_related("product").order_by("position"))
    coming = units_coming(way_to(work_order).rows)
    if coming:
        all_of_it = [
            (line.product, "good", coming[line.product_id]) for line in lines if coming.get(line.product_id)
        ]
        _receive(clock, work_order, day, person, all_of_it)
        with clock.act(person, day):
            finish_count(work_order, by=person)
        return
    first = {line.product: line.quantity * 3 // 5 for line in lines}
    _receive(clock, work_order, day, person, [(product, "good", units) for product, units in first.items()])
    later = min(day + timedelta(days=4), by or date.max)
    if later > until:
        return
    rest = [(line.product, "good", line.quantity - first[line.product]) for line in lines]
    product, outcome, units = rest[0]
    rest[0] = (product, outcome, units - 40)
    _receive(clock, work_order, later, person, [*rest, (product, "damaged", 25)])
    with clock.act(person, later):
        finish_count(work_order, by=person)


def send_off(clock: Clock, work_order: WorkOrder, day: date, *, cartons: int | None = None) -> None:
    """All good units of the work order leave for its next stop in full cartons and one that is not; or so many

    `cartons` of its first product only.
    """
    person = _worker(work_order)
    content = read_content(work_order)
    to, own = destination_of(content), {pk: share.own for pk, share in shares_of(work_order).items()}
    rows = [row for line in content.lines for row in _packed(line, own.get(line.product_id, 0))]
    if to is None or not rows:
        return
    if cartons:
        rows = [CartonInput(min(cartons, rows[0].count), rows[0].contents, rows[0].size)]
    papers = Papers(carrier="UPS", tracking=f"1Z999AA1{work_order.pk:010d}")
    said = DepartureInput(to=to, cartons=rows, left_on=day, papers=papers, is_all=not cartons)
    with clock.act(person, day):
        depart(work_order, said, speaker=Speaker(person, day, work_order.facility), key=uuid.uuid4())


def _packed(line: WorkOrderLine, units: int) -> list[CartonInput]:
    """So many units of a line, as it says that they are packed."""
    facts, packed = line.facts, line.facts.cartons(units)
    size = CartonSize(
        (facts.carton_length_cm, facts.carton_width_cm, facts.carton_height_cm), facts.carton_weight_kg
    )
    full = CartonInput(packed.full, [CartonContent(line.product, facts.units_per_carton)], size)
    rest = CartonInput(1, [CartonContent(line.product, packed.rest)])
    return [each for each, there in ((full, packed.full), (rest, packed.rest)) if there]


def _receive(clock: Clock, work_order: WorkOrder, day: date, person: User, counted) -> None:
    counts = [
        CountInput(product=product, outcome=outcome, units=units) for product, outcome, units in counted
    ]
    with clock.act(person, day):
        speaker = Speaker(person, day, work_order.facility)
        receive(work_order, counts=counts, speaker=speaker, key=uuid.uuid4())


def finish(clock: Clock, work_order: WorkOrder, day: date) -> None:
    """The facility does what is left, and says so."""
    person = _worker(work_order)
    for step in work_order.steps.filter(done_at=None):
        with clock.act(person, day):
            workorders.tick(work_order, step_id=step.pk, done=True, by=person)
    with clock.act(person, day):
        workorders.complete(work_order, by=person, sure=True)


def join(clock: Clock, owner, person, role: str, day: date) -> None:
    """`person` is invited by the membership `owner`, and accepts."""
    with clock.act(owner.user, day):
        invitation = invite_member(owner.organization, email=person.email, role=role, by=owner)
    with clock.act(person, day):
        accept_invitation(invitation, by=person)


def hire(clock: Clock, facility: Facility, person, day: date, *, by) -> None:
    """`person` is invited onto the staff of `facility`, and accepts."""
    with clock.act(by, day):
        invitation = invite_staff(facility, email=person.email, by=by)
    with clock.act(person, day):
        accept_invitation(invitation, by=person)
