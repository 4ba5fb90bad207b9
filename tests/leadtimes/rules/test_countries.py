"""Countries and regions, however people write them."""

import pytest

from leadtimes.rules.countries import (
    country_name,
    country_names,
    read_country,
    read_region,
    region_name,
    region_names,
)
from leadtimes.rules.public_holidays import countries


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("US", "US"),
        (" us ", "US"),
        ("usa", "US"),
        ("United States", "US"),
        ("UK", "GB"),
        ("uk", "GB"),
        ("Great Britain", "GB"),
        ("england", "GB"),
        ("Hong Kong", "HK"),
        ("Cote d'Ivoire", "CI"),
        ("Georgia", "GE"),
        ("California", "US"),
        ("U.S.A.", "US"),
        ("U.K.", "GB"),
        ("PRC", "CN"),
        ("P. R. China", "CN"),
        ("Deutschland", "DE"),
        ("espana", "ES"),
        ("Türkiye", "TR"),
        ("中国", "CN"),
        ("xx", None),
        ("ZZ", None),
        ("EU", None),
        ("", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_read_by_code_and_name(written, code):
    assert read_country(written) == code


@pytest.mark.parametrize(
    ("written", "country", "place"),
    [
        ("TX", "US", ("US", "TX")),
        ("texas", "US", ("US", "TX")),
        ("US-CA", "US", ("US", "CA")),
        ("us-ca", "", ("US", "CA")),
        ("California", "", ("US", "CA")),
        ("England", "GB", ("GB", "ENG")),
        ("England", "", ("GB", "ENG")),
        ("barcelona", "ES", ("ES", "Barcelona")),
        ("BARCELONA", "", ("ES", "Barcelona")),
        ("cataluna", "ES", ("ES", "CT")),
        ("São Paulo Capital", "BR", ("BR", "São Paulo Capital")),
        ("TX", "", None),
        ("Texas", "DE", None),
        ("ZZ", "US", None),
        ("", "US", None),
    ],
)
def test_a_region_is_read_by_code_and_name(written, country, place):
    assert read_region(written, country) == place


def test_every_country_whose_holidays_are_known_has_a_name():
    assert set(countries()) <= set(country_names())


def test_every_region_is_read_by_its_own_code_and_its_own_name():
    for country in countries():
        for code, name in region_names(country).items():
            assert read_region(code, country) == (country, code)
            assert read_region(name, country) is not None
            assert read_region(f"{country}-{code}") == (country, code)


def test_names_are_told_and_a_code_that_nobody_knows_stands_for_itself():
    assert (country_name("GB"), region_name("GB", "ENG")) == ("United Kingdom", "England")
    assert (country_name("QQ"), region_name("US", "QQ"), country_name("")) == ("QQ", "QQ", "")
