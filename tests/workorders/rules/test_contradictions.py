"""Beside a text that names an old code or number stands what is so now, and beside no other."""

import pytest

from inventory.rules.product_facts import ProductFacts
from workorders.rules.contradictions import contradictions


def facts(fnsku="X00ZZZ9999", units=48, sku="CH-BRUSH-SET"):
    return ProductFacts(sku=sku, fnsku=fnsku, units_per_carton=units)


CODE = "The text names X00ABC1234. The FNSKU is X00ZZZ9999."
CARTON = "The text names 40 per carton. The carton holds 48."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Put FNSKU X00ABC1234 on every set.", [CODE]),
        ("put fnsku x00abc1234, then x00abc1234 again", [CODE]),
        ("Put FNSKU X00ZZZ9999 on every set.", []),
        ("Ship to Amazon FBA, 40 sets per carton.", [CARTON]),
        ("Count cartons and units: 50 cartons of 40 sets.", [CARTON]),
        ("40 per case, 40 in each carton, 40 to a box", [CARTON]),
        ("1,200 units per carton", ["The text names 1,200 per carton. The carton holds 48."]),
        ("48 sets per carton, cartons of 48", []),
        ("X00ABC1234 on 40 sets per carton", [CODE, CARTON]),
        ("2 labels per unit, 40 cartons per pallet, one set per bag", []),
        ("XENOPHOBIC boxes; order X00ABC12345; 4.5 kg per carton", []),
        ("", []),
    ],
)
def test_what_a_text_says_against_its_product(text, said):
    assert contradictions(text, [facts()]) == said


def test_of_several_products_any_is_meant():
    both = [facts(), facts("X00LMLAMP1", 10, "LM-LAMP")]
    assert contradictions("Lamps X00LMLAMP1, 10 per carton; sets X00ZZZ9999, 48 per carton", both) == []
    assert contradictions("X00OLD0000, 12 a carton", both) == [
        "The text names X00OLD0000. The FNSKU is X00ZZZ9999 and X00LMLAMP1.",
        "The text names 12 per carton. The carton holds 48 and 10.",
    ]


def test_where_no_product_has_a_code_its_own_is_all_there_is():
    assert contradictions("Put X00ABC1234 on every set", [facts(fnsku="")]) == []
    assert contradictions("Put X00ABC1234 on every set, 40 per carton", []) == []
