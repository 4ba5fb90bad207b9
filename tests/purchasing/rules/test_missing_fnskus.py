"""Who is told that a product is to be labelled and has no FNSKU: the seller, by product."""

from types import SimpleNamespace

import pytest

from purchasing.rules.missing_fnskus import missing_fnskus, missing_in_words

GIVEN, LACKING, OTHER = (
    SimpleNamespace(pk=pk, sku=f"SKU-{pk}", fnsku="X00ABC1234" if pk == 1 else "") for pk in (1, 2, 3)
)


@pytest.mark.parametrize(
    ("labels", "skus"),
    [([], []), ([None], ["SKU-2", "SKU-3"]), ([2], ["SKU-2"]), ([1], []), ([3, None], ["SKU-2", "SKU-3"])],
)
def test_only_what_is_to_be_labelled_and_has_none_is_named(labels, skus):
    assert missing_fnskus([GIVEN, LACKING, OTHER, LACKING], labels) == skus


def test_it_is_said_in_words():
    assert missing_in_words([]) == ""
    assert missing_in_words(["A", "B"]) == (
        "No FNSKU is given for A and B, and a step says to label with it. "
        "Write the FNSKU on each product, or say in the step what to put on."
    )
