"""The sister pages of one facility's stock. The stock does not know what else happens there: others register."""

from django.urls import reverse

from leadtimes.models import Facility


class FacilityTabs:
    """Pages about one facility, by their labels; each address takes the organization's slug and the facility."""

    def __init__(self) -> None:
        self._pages = {
            "On hand": "inventory:facility_stock",
            "Expected": "inventory:facility_ahead",
            "Movements": "inventory:facility_movements",
        }

    def register(self, label: str, name: str) -> None:
        """Add a page; called once, when its app is ready."""
        self._pages[label] = name

    def at(self, facility: Facility) -> list[tuple[str, str]]:
        """Labels with their addresses."""
        where = [facility.organization.slug, facility.pk]
        return [(label, reverse(name, args=where)) for label, name in self._pages.items()]


FACILITY_TABS = FacilityTabs()
