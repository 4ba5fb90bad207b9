"""What the demo's sellers buy: products with the cartons they come in."""

from decimal import Decimal

from inventory.models import Product

# SKU, title, supplier, cost, units per carton, the carton in cm and kg, FNSKU and ASIN where there are any.
BRIGHTWATER = [
    (
        "BW-SHAKER-28-BLK", "Shaker bottle 28 oz, black",
        "ningbo", "3.85", 24, (52, 36, 27), "7.20", "X00BWSH2BK", "B0BWSHKBLK",
    ),
    (
        "BW-SHAKER-28-PNK", "Shaker bottle 28 oz, pink",
        "ningbo", "3.85", 24, (52, 36, 27), "7.20", "X00BWSH2PK", "B0BWSHKPNK",
    ),
    (
        "CH-BRUSH-SET", "Kitchen cleaning brush set of 5",
        "yangzhou", "2.10", 40, (60, 40, 40), "12.50", "X00ABC1234", "B0CHBRUSH5",
    ),
    (
        "YG-MAT-6MM", "Yoga mat 6 mm, non-slip, with strap",
        "foshan", "7.25", 12, (64, 42, 32), "14.80", "", "",
    ),
    (
        "LM-LAMP-DESK", "LED desk lamp, dimmable, USB-C",
        "shenzhen", "11.40", 10, (48, 40, 36), "11.00", "X00LMLAMP1", "B0LMLAMPDK",
    ),
    (
        "LM-STRIP-5M", "LED light strip 5 m, warm white",
        "shenzhen", "4.60", 50, (45, 35, 30), "9.40", "X00LMSTRIP", "B0LMSTRIP5",
    ),
    (
        "BW-LUNCH-3", "Lunch box, 3 compartments, leak-proof",
        "ningbo", "2.95", 36, (58, 38, 40), "10.10", "X00BWLNCH3", "B0BWLUNCH3",
    ),
    (
        "KT-BOARD-L", "Bamboo cutting board, large",
        "dongguan", "5.30", 15, (46, 34, 30), "16.20", "X00KTBRDLG", "B0KTBOARDL",
    ),
    (
        "KT-SPAT-4", "Silicone spatulas 🥄 set of 4, heat-safe to 230 °C",
        "dongguan", "1.85", 60, (50, 40, 30), "9.80", "X00KTSPAT4", "B0KTSPATL4",
    ),
    (
        "KT-CUP-2", "كوب قهوة مزدوج الجدار 350 مل, double-wall coffee cup",
        "dongguan", "3.15", 24, (44, 34, 28), "8.60", "", "",
    ),
    (
        "KT-ORGANIZER-DRAWER-EXPANDABLE-BAMBOO-7-COMPARTMENTS-XL",
        "Expandable bamboo drawer organizer with 7 to 9 compartments for cutlery, utensils, gadgets, "
        "stationery and make-up, fits drawers from 33 to 50 cm, with non-slip feet, natural finish, XL",
        "dongguan", "8.95", 6, (55, 42, 38), "13.30", "X00KTORGXL", "B0KTORGNXL",
    ),
    (
        "CH-CLOTH-12", "Microfiber cloths, pack of 12",
        "chenhui", "2.40", 48, (56, 44, 40), "11.70", "X00CHCLTH1", "B0CHCLTH12",
    ),
    (
        "CH-HOOK-20", "Self-adhesive hooks, pack of 20",
        "chenhui", "0.95", 120, (40, 30, 30), "12.00", "X00CHHOOK2", "B0CHHOOK20",
    ),
    (
        "JP-TOWEL-BLU", "Block-print tea towel, indigo",
        "jaipur", "1.60", 100, (60, 40, 35), "15.50", "X00JPTWLBL", "B0JPTOWELB",
    ),
    (
        "BW-TABS-30", "Electrolyte tablets, lemon, tube of 30",
        "ningbo", "2.05", 72, (44, 33, 24), "8.20", "X00BWTABS3", "B0BWTABS30",
    ),
]  # fmt: skip
EXPIRES = {"BW-TABS-30"}
"""What is counted by lot and day of expiry."""
KITE = [
    (
        "KP-HAMMOCK-2", "Hammock for two, hemp, with straps 🌲",
        "portland", "14.20", 8, (60, 40, 40), "13.60", "X00KPHMCK2", "B0KPHAMMO2",
    ),
    (
        "KP-TARP-3X3", "Rain tarp 3 × 3 m",
        "portland", "9.75", 14, (50, 40, 35), "12.10", "X00KPTARP3", "B0KPTARP33",
    ),
    (
        "KP-STOOL-BMB", "Folding camp stool, bamboo",
        "hanoi", "6.40", 10, (62, 42, 36), "15.00", "X00KPSTOOL", "B0KPSTOOLB",
    ),
    (
        "KP-MUG-ENAMEL", "Enamel mug, forest green",
        "hanoi", "2.20", 48, (50, 38, 34), "12.90", "X00KPMUGEN", "B0KPMUGENM",
    ),
]  # fmt: skip
_COLORS = {
    "OAT": "oat",
    "SAGE": "sage",
    "CLAY": "clay",
    "NAVY": "navy",
    "RUST": "rust",
    "SAND": "sand",
    "FERN": "fern",
    "PLUM": "plum",
}
_TABLE_LINEN = [
    ("NAPKIN", "Cotton napkins, set of 4", "2.80", 50),
    ("RUNNER", "Table runner 40 × 180 cm", "3.90", 40),
    ("APRON", "Apron with pocket", "4.35", 30),
    ("POTHOLD", "Pot holders, pair", "1.45", 80),
    ("TOWEL", "Kitchen towel, waffle weave", "1.95", 60),
]
TABLE_LINEN = [f"TL-{sku}-{color}" for sku, *_ in _TABLE_LINEN for color in _COLORS]
"""Forty products of one supplier: what a long order is made of."""


def products(seller, places, rows) -> dict[str, Product]:
    """The products, by SKU."""
    made = [
        Product(
            organization=seller,
            sku=sku,
            title=title,
            supplier=places[supplier],
            last_cost=Decimal(cost),
            last_cost_currency=seller.currency,
            units_per_carton=per_carton,
            carton_length_cm=size[0],
            carton_width_cm=size[1],
            carton_height_cm=size[2],
            carton_weight_kg=Decimal(weight),
            fnsku=fnsku,
            asin=asin,
            tracks_expiry=sku in EXPIRES,
        )
        for sku, title, supplier, cost, per_carton, size, weight, fnsku, asin in rows
    ]
    return {product.sku: product for product in Product.objects.bulk_create(made)}


def table_linen(seller, places) -> dict[str, Product]:
    """Forty products that differ in form and color."""
    rows = [
        (f"TL-{sku}-{color}", f"{title}, {word}", "jaipur", cost, per_carton, (58, 40, 36), "13.40", "", "")
        for sku, title, cost, per_carton in _TABLE_LINEN
        for color, word in _COLORS.items()
    ]
    return products(seller, places, rows)
