"""What steps say by themselves."""

import pytest

from workorders.rules.onward import Onward
from workorders.rules.step_kinds import STEP_KINDS, saying


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("receive", "", "Count the cartons and units, and note anything damaged."),
        ("receive", "Weigh them, too.", "Weigh them, too."),
        ("other", "", ""),
        ("ship", "", "Ship to Amazon FBA."),
        ("ship", "By air.", "By air."),
    ],
)
def test_a_step_says_what_the_seller_wrote_or_what_the_house_does(kind, said, words):
    assert saying(kind, said, Onward("Amazon FBA", "fba")) == words


def test_goods_that_go_nowhere_are_shipped_as_agreed():
    assert saying("ship", "", Onward()) == "Ship as agreed with the seller."


@pytest.mark.parametrize("kind", sorted(set(STEP_KINDS) - {"other"}))
def test_every_kind_of_step_but_other_says_something_by_itself(kind):
    assert saying(kind, "", Onward()).endswith(".")
