"""The map of the demo: facilities with their staff, closures, and the lead times between them."""

from datetime import UTC, date, datetime
from typing import Any

from leadtimes.models import Closure, Facility, LeadTime, Leg
from sostocked.site.demo.people import DANA, PAOLO, SANA, WES

LONE_STAR = {
    "name": "Lone Star Prep",
    "kind": "prep_center",
    "address": "2200 Irving Blvd, Dallas, TX 75207",
    "city": "Dallas",
    "country": "US",
    "timezone": "America/Chicago",
    "contact_email": "dock@lonestarprep.example",
}
HARBOR = {
    "name": "Harbor Logistics",
    "kind": "warehouse",
    "capabilities": ["stores", "preps"],
    "address": "1501 W Anaheim St, Long Beach, CA 90813",
    "city": "Long Beach",
    "country": "US",
    "timezone": "America/Los_Angeles",
    "contact_email": "receiving@harborlogistics.example",
}
SHIPRIGHT = {
    "name": "ShipRight",
    "kind": "warehouse",
    "address": "88 Raritan Center Pkwy, Edison, NJ 08837",
    "city": "Edison",
    "country": "US",
    "timezone": "America/New_York",
    "contact_email": "inbound@shipright.example",
}
PACIFIC = {
    "name": "Pacific 3PL",
    "kind": "warehouse",
    "address": "4100 Industry Ave, Reno, NV 89502",
    "city": "Reno",
    "country": "US",
    "timezone": "America/Los_Angeles",
    "contact_email": "hello@pacific3pl.example",
}
OLD_SHED = {"name": "Carson Storage", "kind": "warehouse", "city": "Carson", "country": "US"}
FORWARDER = {
    "name": "Blue Lane Forwarding",
    "kind": "freight_forwarder",
    "city": "Shenzhen",
    "country": "CN",
    "timezone": "Asia/Shanghai",
    "contact_email": "ops@bluelane.example",
}
SUPPLIERS = {
    "ningbo": ("Ningbo Brightware", "Ningbo", "CN"),
    "yangzhou": ("Yangzhou Brushworks", "Yangzhou", "CN"),
    "foshan": ("Foshan Greenmat", "Foshan", "CN"),
    "shenzhen": ("Shenzhen Lumen Electric", "Shenzhen", "CN"),
    "dongguan": ("Dongguan Kitchenline", "Dongguan", "CN"),
    "chenhui": ("Yiwu Chenhui Daily Goods and Household Articles Import & Export Co., Ltd.", "Yiwu", "CN"),
    "jaipur": ("Jaipur Block Print House", "Jaipur", "IN"),
}
STAFF = {"lone_star": DANA, "harbor": WES, "shipright": SANA, "pacific": PAOLO}


def brightwater_places(seller) -> dict[str, Facility]:
    """The facilities that Brightwater Goods works with, by key."""
    businesses: dict[str, dict[str, Any]] = {
        "lone_star": LONE_STAR,
        "harbor": HARBOR,
        "shipright": SHIPRIGHT,
        "pacific": PACIFIC,
        "old_shed": OLD_SHED,
        "forwarder": FORWARDER,
    }
    places = {key: _facility(seller, **fields) for key, fields in businesses.items()}
    places |= {key: _supplier(seller, *fields) for key, fields in SUPPLIERS.items()}
    Closure.objects.create(
        facility=places["dongguan"],
        starts_on=date(2027, 1, 25),
        ends_on=date(2027, 2, 20),
        reason="Chinese New Year",
    )
    Closure.objects.create(
        facility=places["pacific"],
        starts_on=date(2026, 12, 24),
        ends_on=date(2027, 1, 1),
        reason="Stocktaking",
    )
    return places


def kite_places(seller) -> dict[str, Facility]:
    """The facilities of Kite & Pine: Lone Star works for them too, with the same people."""
    return {
        "lone_star": _facility(seller, **LONE_STAR),
        "harbor": _facility(seller, **HARBOR),
        "portland": _supplier(seller, "Portland Hemp Mills", "Portland", "US"),
        "hanoi": _supplier(seller, "Hà Nội Bamboo Craft", "Hanoi", "VN"),
    }


def _facility(seller, **fields) -> Facility:
    return Facility.objects.create(organization=seller, **fields)


def _supplier(seller, name, city, country) -> Facility:
    zones = {
        "CN": "Asia/Shanghai",
        "IN": "Asia/Kolkata",
        "VN": "Asia/Ho_Chi_Minh",
        "US": "America/Los_Angeles",
    }
    fields = {"city": city, "country": country, "timezone": zones[country]}
    return Facility.objects.create(organization=seller, name=name, kind="supplier", **fields)


# Legs in short: what, days and an own label; after a / the mode, after an @ the facility, * for working days.
BRIGHTWATER_WAYS = {
    "direct": (
        "China → FBA, by sea",
        [("supplier", 15), ("freight/ocean", 25), ("freight/ground", 5), ("fba", 5)],
    ),
    "lone_star": (
        "China → Lone Star → FBA",
        [
            ("supplier", 30),
            ("freight/ocean", 28),
            ("freight/ground", 4, "Drayage"),
            ("prep@lone_star", 5),
            ("freight/ground", 6, "Ground to FBA"),
            ("fba", 7),
        ],
    ),
    "shipright": (
        "China → ShipRight, own shop",
        [
            ("supplier", 20),
            ("freight/air", 8),
            ("freight/parcel", 2, "Courier"),
            ("warehouse@shipright", 3, "ShipRight receiving"),
        ],
    ),
    "harbor": (
        "China → Harbor, stored and prepped → FBA",
        [
            ("supplier", 25),
            ("freight/ocean", 30),
            ("freight/ground", 3, "Drayage"),
            ("warehouse@harbor", 14, "Harbor storage"),
            ("prep@harbor", 4, "Harbor prep"),
            ("freight/ground", 6, "LTL"),
            ("fba", 8),
        ],
    ),
    "awd": (
        "China → AWD → FBA",
        [
            ("supplier", 25),
            ("freight/ocean", 30),
            ("freight/ground", 5, "Drayage"),
            ("awd", 7, "AWD receiving"),
            ("fba", 14, "AWD to FBA"),
        ],
    ),
    "chain": (
        "China → Harbor → Lone Star → ShipRight",
        [
            ("supplier", 25),
            ("freight/ocean", 30),
            ("freight/ground", 3, "Drayage"),
            ("warehouse@harbor", 10),
            ("freight/ground", 4, "LTL"),
            ("prep@lone_star", 6),
            ("freight/ground", 5, "LTL"),
            ("warehouse@shipright", 3),
        ],
    ),
    "air": (
        "Air, urgent → Lone Star → FBA",
        [
            ("supplier", 12),
            ("freight@forwarder", 3, "Consolidation"),
            ("freight/air", 8),
            ("freight/parcel", 2, "Courier"),
            ("prep@lone_star", 4),
            ("freight/ground", 6, "Ground to FBA"),
            ("fba", 5),
        ],
    ),
    "india": (
        "India → FBA, working days",
        [("supplier*", 20), ("freight/ocean", 32), ("freight/ground", 5), ("fba", 7)],
    ),
    "retired": (
        "China → Carson → FBA (until 2025)",
        [("supplier", 30), ("freight/ocean", 30), ("warehouse@old_shed", 10), ("fba", 7)],
    ),
}
KITE_WAYS = {
    "lone_star": (
        "Oregon → Lone Star → FBA",
        [("supplier", 10), ("freight/ground", 5), ("prep@lone_star", 3), ("freight/ground", 4), ("fba", 5)],
    ),
    "harbor": (
        "Vietnam → Harbor → Lone Star → FBA",
        [
            ("supplier", 28),
            ("freight/ocean", 22),
            ("warehouse@harbor", 7),
            ("freight/ground", 4, "LTL"),
            ("prep@lone_star", 4),
            ("freight/ground", 5),
            ("fba", 6),
        ],
    ),
}
DEFAULTS = {
    "ningbo": "direct",
    "yangzhou": "lone_star",
    "foshan": "shipright",
    "shenzhen": "harbor",
    "dongguan": "lone_star",
    "chenhui": "harbor",
    "jaipur": "india",
    "portland": "lone_star",
    "hanoi": "harbor",
}


def lead_times(seller, places, ways) -> dict[str, LeadTime]:
    """The lead times, each with its legs; the default of the suppliers that have one."""
    made = {}
    for key, (name, legs) in ways.items():
        made[key] = LeadTime.objects.create(organization=seller, name=name)
        Leg.objects.bulk_create(_leg(made[key], n, places, *leg) for n, leg in enumerate(legs, start=1))
    for supplier, key in DEFAULTS.items():
        if supplier in places:
            places[supplier].default_lead_time = made[key]
            places[supplier].save(update_fields=["default_lead_time"])
    return made


def _leg(lead_time, position, places, what, days, label="") -> Leg:
    what, _, place = what.partition("@")
    kind, _, mode = what.rstrip("*").partition("/")
    basis = "working" if what.endswith("*") else "calendar"
    facility = places[place] if place else None
    return Leg(
        lead_time=lead_time,
        position=position,
        kind=kind,
        mode=mode,
        label=label,
        facility=facility,
        days=days,
        day_basis=basis,
    )


def retire(clock, admin, places, ways) -> None:
    """Carson Storage closed down; its lead time is only history."""
    then = datetime(2025, 12, 31, 12, tzinfo=UTC)
    with clock.act(admin, then.date()):
        for row in (places["old_shed"], ways["retired"]):
            row.archived_at = then
            row.save(update_fields=["archived_at"])
