"""The daily business around today: orders in every state, for lists, filters and lateness to show."""

from datetime import date, timedelta

from leadtimes.rules.leg_reports import ReportKind
from purchasing.models import OrderLeg, PurchaseOrder
from sostocked.site.demo.acts import Desk
from sostocked.site.demo.goods import TABLE_LINEN

# Days ago, supplier, lead time, lines, and what became of it. "goes on" lives by its dates.
BEFORE = [
    (190, "ningbo", "direct", [("BW-SHAKER-28-BLK", 2400), ("BW-LUNCH-3", 1800)], "over"),
    (176, "yangzhou", "lone_star", [("CH-BRUSH-SET", 1600)], "over"),
    (168, "shenzhen", "harbor", [("LM-LAMP-DESK", 600)], "over"),
    (160, "ningbo", "awd", [("BW-SHAKER-28-PNK", 3600)], "over"),
    (151, "dongguan", "lone_star", [("KT-BOARD-L", 900), ("KT-SPAT-4", 2400)], "over"),
    (140, "jaipur", "india", [("JP-TOWEL-BLU", 5000)], "over"),
    (128, "foshan", "shipright", [("YG-MAT-6MM", 480)], "over"),
    (121, "chenhui", "harbor", [("CH-CLOTH-12", 2400), ("CH-HOOK-20", 6000)], "goes on"),
    (112, "dongguan", "chain", [("KT-CUP-2", 1200), ("KT-BOARD-L", 450)], "over"),
    (104, "yangzhou", "lone_star", [("CH-BRUSH-SET", 2400)], "called off"),
    (96, "shenzhen", "harbor", [("LM-STRIP-5M", 5000)], "goes on"),
    (90, "ningbo", "awd", [("BW-LUNCH-3", 7200)], "goes on"),
    (81, "dongguan", "chain", [("KT-ORGANIZER-DRAWER-EXPANDABLE-BAMBOO-7-COMPARTMENTS-XL", 600)], "silent"),
    (73, "shenzhen", "harbor", [("LM-LAMP-DESK", 1000), ("LM-STRIP-5M", 1500)], "goes on"),
    (69, "yangzhou", "lone_star", [("CH-BRUSH-SET", 3200)], "slips"),
    (65, "dongguan", "lone_star", [("KT-SPAT-4", 3600), ("KT-CUP-2", 960)], "goes on"),
    (62, "dongguan", "chain", [("KT-CUP-2", 2400)], "slips"),
    (58, "chenhui", "harbor", [("CH-HOOK-20", 12000)], "grew"),
    (44, "dongguan", "lone_star", [("KT-BOARD-L", 1500)], "silent"),
]
AFTER = [
    (33, "foshan", "shipright", [("YG-MAT-6MM", 600)], "goes on"),
    (29, "chenhui", "air", [("CH-CLOTH-12", 960)], "goes on"),
    (26, "ningbo", "air", [("BW-SHAKER-28-PNK", 1200)], "grew"),
    (21, "yangzhou", "lone_star", [("CH-BRUSH-SET", 800)], "taken back"),
    (18, "jaipur", "india", [(sku, 200 + 40 * n) for n, sku in enumerate(TABLE_LINEN)], "confirmed"),
    (14, "shenzhen", "chain", [("LM-LAMP-DESK", 500)], "unread"),
    (
        11,
        "dongguan",
        "lone_star",
        [("KT-ORGANIZER-DRAWER-EXPANDABLE-BAMBOO-7-COMPARTMENTS-XL", 300)],
        "unread",
    ),
    (9, "ningbo", "direct", [("BW-LUNCH-3", 2160)], "confirmed"),
    (6, "ningbo", "awd", [("BW-SHAKER-28-BLK", 6000)], "confirmed"),
    (4, "foshan", "shipright", [("YG-MAT-6MM", 360)], "unread"),
    (2, "chenhui", "harbor", [("CH-CLOTH-12", 4800), ("CH-HOOK-20", 2400)], "unread"),
    (1, "yangzhou", "lone_star", [("CH-BRUSH-SET", 2000)], "unread"),
    (5, "dongguan", "lone_star", [("KT-CUP-2", 480)], "thought better"),
    (1, "dongguan", "lone_star", [("KT-BOARD-L", 600), ("KT-SPAT-4", 1200)], "draft"),
    (0, "shenzhen", "harbor", [("LM-LAMP-DESK", 700)], "draft"),
    (-7, "dongguan", "chain", [("KT-CUP-2", 1440)], "draft"),
    (-30, "jaipur", "india", [("JP-TOWEL-BLU", 8000)], "draft"),
]
KITE = [
    (70, "hanoi", "harbor", [("KP-STOOL-BMB", 800), ("KP-MUG-ENAMEL", 2400)], "slips"),
    (40, "portland", "lone_star", [("KP-HAMMOCK-2", 320)], "over"),
    (17, "portland", "lone_star", [("KP-HAMMOCK-2", 480), ("KP-TARP-3X3", 420)], "goes on"),
    (12, "hanoi", "harbor", [("KP-MUG-ENAMEL", 4800)], "goes on"),
    (3, "portland", "lone_star", [("KP-TARP-3X3", 700)], "unread"),
    (0, "hanoi", "harbor", [("KP-STOOL-BMB", 600)], "draft"),
]


def run(desk: Desk, rows) -> None:
    """Let each order of `rows` happen."""
    for ago, supplier, way, lines, fate in rows:
        day = desk.ago(ago)
        if fate == "draft":
            desk.draft(day, supplier, way, lines)
            continue
        order = desk.placed(day, supplier, way, lines) if fate != "thought better" else None
        _FATES[fate](desk, order or desk.draft(day, supplier, way, lines))


def own_way(desk: Desk) -> None:
    """A draft whose legs were adjusted: the goods are picked up faster, and Harbor only passes them on."""
    legs = [
        OrderLeg(kind="supplier", days=18),
        OrderLeg(kind="freight", mode="air", days=9),
        OrderLeg(kind="warehouse", facility=desk.places["harbor"], label="Cross-dock", days=0),
        OrderLeg(kind="freight", mode="ground", label="LTL", days=4),
        OrderLeg(kind="fba", days=7),
    ]
    notes = "Needed before the holidays. Ask Shenzhen for two shifts 🙏"
    desk.draft(desk.ago(2), "shenzhen", "harbor", [("LM-LAMP-DESK", 300)], notes=notes, legs=legs)


def _confirmed(desk: Desk, order: PurchaseOrder) -> None:
    desk.confirm(order, _soon(desk, order, 2))


def _unread(desk: Desk, order: PurchaseOrder) -> None:
    """Nobody has read it yet."""


def _silent(desk: Desk, order: PurchaseOrder, *, counts: bool = False) -> None:
    """Everybody does what they should, but nobody says what happened to the legs: all is assumed.

    Who `counts` what is at work now has seen it come, and says so by that.
    """
    _confirmed(desk, order)
    for nth, work_order in enumerate(order.work_orders.order_by("number")):
        desk.acknowledge(order, _soon(desk, order, 3 + nth), nth)
        comes, goes = work_order.expected_on, work_order.leave_on
        is_done = bool(goes and goes <= desk.today)
        if comes and comes <= desk.today:
            desk.take_in(order, comes, nth, goes if is_done else None) if counts else desk.begin(
                order, comes, nth
            )
        if is_done:
            desk.send_off(order, goes, nth)
            desk.finish(order, goes, nth)
        elif counts and comes and comes <= desk.ago(5):
            desk.send_off(order, desk.ago(1), nth, cartons=10)


def _goes_on(desk: Desk, order: PurchaseOrder) -> None:
    """Everybody does what they should up to today, and says so."""
    _silent(desk, order, counts=True)
    _report(desk, order)


def _slips(desk: Desk, order: PurchaseOrder) -> None:
    """The factory is six days late; then a ship waits for its berth, or customs want to look."""
    _confirmed(desk, order)
    count = order.work_orders.count()
    for nth in range(count):
        desk.acknowledge(order, _soon(desk, order, 3 + nth), nth)
    done = _ends_on(order.legs.first()) + timedelta(days=6)
    why = ("factory", "The bristles came late.")
    desk.apply_report(order, 0, ReportKind.FINISHED, done, why=why)
    for nth in range(count):
        desk.acknowledge(order, done + timedelta(days=1), nth)
    _report(desk, order)
    at = next(n for n, leg in enumerate(order.legs.all()) if not leg.actual_ends_on)
    leg = order.legs.all()[at]
    due = _ends_on(leg) + timedelta(days=4)
    why = _WHY.get(leg.mode or leg.kind, ("facility", "Two people are ill."))
    desk.apply_report(order, at, ReportKind.NOT_YET, due, day=desk.ago(1), why=why)


def _ends_on(leg: OrderLeg | None) -> date:
    """When a leg of a placed order should end: all of them are dated."""
    assert leg is not None
    assert leg.expected_ends_on is not None
    return leg.expected_ends_on


def _report(desk: Desk, order: PurchaseOrder) -> None:
    """Whoever takes care of a leg says on its last day that it is over."""
    for at, leg in enumerate(order.legs.all()):
        if _ends_on(leg) < desk.today and not leg.actual_ends_on:
            desk.apply_report(order, at, ReportKind.FINISHED, _ends_on(leg))


def _over(desk: Desk, order: PurchaseOrder) -> None:
    _goes_on(desk, order)
    desk.close(order, min(_ends_on(order.legs.last()), desk.today))


def _grew(desk: Desk, order: PurchaseOrder) -> None:
    """Acknowledged, and then the quantity went up: to be acknowledged again."""
    desk.acknowledge(order, _soon(desk, order, 3))
    lines = [(line.product.sku, line.quantity * 3 // 2) for line in order.lines.select_related("product")]
    desk.change(order, desk.ago(1), lines)


def _called_off(desk: Desk, order: PurchaseOrder) -> None:
    """Cancelled after the facility had acknowledged; it has read that, too."""
    desk.acknowledge(order, _soon(desk, order, 2))
    desk.cancel(order, _soon(desk, order, 9), "The supplier cannot get the bristles before spring.")
    desk.acknowledge(order, _soon(desk, order, 10))


def _taken_back(desk: Desk, order: PurchaseOrder) -> None:
    """Cancelled after the facility had acknowledged; it has yet to read that."""
    desk.acknowledge(order, _soon(desk, order, 2))
    desk.cancel(order, desk.ago(1), "Sold too slowly this month; we order again in January.")


def _thought_better(desk: Desk, order: PurchaseOrder) -> None:
    desk.cancel(order, desk.ago(3), "Entered twice.")


def _soon(desk: Desk, order: PurchaseOrder, days: int):
    return min(order.ordered_on + timedelta(days=days), desk.today)


_WHY = {
    "ocean": ("port", "The ship waits for a berth."),
    "ground": ("customs", "Picked for an exam."),
}
_FATES = {
    "confirmed": _confirmed,
    "unread": _unread,
    "silent": _silent,
    "goes on": _goes_on,
    "slips": _slips,
    "over": _over,
    "grew": _grew,
    "called off": _called_off,
    "taken back": _taken_back,
    "thought better": _thought_better,
}
