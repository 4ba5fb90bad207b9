"""The people of the demo: who they are, and the one click that signs in as them."""

from typing import NamedTuple

from django.urls import reverse

PASSWORD = "look-around"  # noqa: S105 (public by purpose: it is in the README)


class Person(NamedTuple):
    """Somebody made up. `role` and `organization` are the words on the sign-in page."""

    key: str
    name: str
    email: str
    role: str
    organization: str


OLIVIA = Person("olivia", "Olivia Hart", "olivia@brightwater.example", "Owner", "Brightwater Goods")
AMIR = Person("amir", "Amir Haddad", "amir@brightwater.example", "Admin", "Brightwater Goods")
BEN = Person("ben", "Ben Ortiz", "ben@brightwater.example", "Buyer", "Brightwater Goods and Kite & Pine")
VERA = Person("vera", "Vera Lindqvist", "vera@brightwater.example", "Viewer", "Brightwater Goods")
CHARLOTTE = Person("charlotte", "Charlotte Nguyen", "charlotte@kiteandpine.example", "Owner", "Kite & Pine")
DANA = Person("dana", "Dana Whitfield", "dana@lonestarprep.example", "Prep center staff", "Lone Star Prep")
WES = Person("wes", "Wes Okafor", "wes@harborlogistics.example", "Warehouse staff", "Harbor Logistics")
SANA = Person("sana", "Sana Rahimi", "sana@shipright.example", "Warehouse staff", "ShipRight")
PAOLO = Person("paolo", "Paolo Reyes", "paolo@pacific3pl.example", "Warehouse staff", "Pacific 3PL")

PEOPLE = [OLIVIA, AMIR, BEN, VERA, CHARLOTTE, DANA, WES, SANA, PAOLO]


def offered() -> list[dict]:
    """The demo people as the sign-in page shows them; templates/account/login.html has the contract."""
    return [person._asdict() | {"url": reverse("demo:sign_in", args=[person.key])} for person in PEOPLE]
