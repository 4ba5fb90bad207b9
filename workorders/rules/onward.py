"""Where goods go from a facility. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from leadtimes.rules.portions import STARTS_A_PORTION, PlacedLeg, Portion

AMAZON = {"fba": "Amazon FBA", "awd": "Amazon AWD"}


class Stop(Protocol):
    """A facility as goods are sent there."""

    @property
    def pk(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def address(self) -> str: ...


class LegToStop(PlacedLeg, Protocol):
    """A leg with its name and the facility where it happens."""

    @property
    def name(self) -> str: ...
    @property
    def facility(self) -> Stop | None: ...


@dataclass(frozen=True, slots=True)
class Onward:
    """Where goods go from a facility: a name to print, or nowhere (they stay)."""

    name: str = ""
    kind: str = ""
    address: str = ""
    facility_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.name)

    def is_same_stop(self, other: "Onward") -> bool:
        """Whether both are one place, whatever it is called now. Without a facility only its name tells."""
        named = self.facility_id or self.name == other.name
        return bool(named) and (self.facility_id, self.kind) == (other.facility_id, other.kind)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def onward_from(legs: Sequence[LegToStop], portion: Portion, following: Portion | None) -> Onward:
    """Where goods go after `portion`: the next facility, else Amazon, else whoever freight takes them to."""
    if following:
        return _towards(legs[following.first], "the next facility")
    after = [leg for leg in portion.of(legs) if leg.kind not in STARTS_A_PORTION]
    amazon = next((leg for leg in after if leg.kind in AMAZON), None)
    if amazon:
        return _towards(amazon, AMAZON[amazon.kind])
    return Onward(after[-1].name, after[-1].kind) if after else Onward()


def _towards(leg: LegToStop, unnamed: str) -> Onward:
    """To the leg's facility, with its address; to `unnamed` where none is given."""
    if leg.facility is None:
        return Onward(unnamed, leg.kind)
    return Onward(leg.facility.place, leg.kind, leg.facility.address, leg.facility.pk)
