"""The map in the Django admin: facilities with their closures, lead times with their legs."""

from leadtimes.admin.facilities import FacilityAdmin
from leadtimes.admin.lead_times import LeadTimeAdmin

__all__ = ["FacilityAdmin", "LeadTimeAdmin"]
