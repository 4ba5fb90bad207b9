"""Sizes and weights are kept exactly."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sostocked.foundation.rules.measures import (
    CM_DECIMALS,
    IMPERIAL,
    KG_DECIMALS,
    METRIC,
    kept,
    length_unit,
    shown,
    weight_unit,
)

typed = st.decimals(min_value=0, max_value=99_999, places=3)


def test_what_is_typed_in_inches_and_pounds_is_kept_in_centimeters_and_kilograms():
    assert kept(Decimal("12.25"), length_unit(IMPERIAL)) == Decimal("31.115")
    assert kept(Decimal("27.5"), weight_unit(IMPERIAL)) == Decimal("12.473790175")
    assert shown(Decimal("31.115"), length_unit(METRIC)) == "31.115"
    assert shown(Decimal("12.473790175"), weight_unit(METRIC)) == "12.474"
    assert shown(Decimal("60.5"), length_unit(IMPERIAL)) == "23.819"
    assert shown(Decimal("40.00000"), length_unit(METRIC)) == "40"
    assert shown(Decimal("0"), length_unit(METRIC)) == "0"
    assert [length_unit(IMPERIAL).symbol, weight_unit(IMPERIAL).symbol] == ["in", "lb"]


@given(typed, st.sampled_from([METRIC, IMPERIAL]))
def test_it_reads_for_good_as_it_was_typed(number, system):
    for unit, places in ((length_unit(system), CM_DECIMALS), (weight_unit(system), KG_DECIMALS)):
        value = kept(number, unit)
        assert -value.normalize().as_tuple().exponent <= places
        assert Decimal(shown(value, unit)) == number
