"""Who says something about a document: that a leg is over, that the truck is late."""

from dataclasses import dataclass
from datetime import date

from leadtimes.models import Facility
from sostocked.foundation.people.models import User


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person, and the facility that they speak for: None where it is the seller who speaks.

    `today` is the day where the speaker is. What a facility says of itself it need not be told again.
    """

    user: User
    today: date
    facility: Facility | None = None

    @property
    def facility_id(self) -> int | None:
        return self.facility.pk if self.facility else None
