"""Who handles goods, when they work, and the chains of legs that goods travel."""

from leadtimes.models.facilities import (
    Closure,
    ExtraDay,
    Facility,
    StaffInvitation,
    monday_to_friday,
    staff_emails,
)
from leadtimes.models.lead_times import LEG_FIELDS, MAX_LEG_DAYS, AbstractLeg, DatedLeg, LeadTime, Leg

__all__ = [
    "LEG_FIELDS",
    "MAX_LEG_DAYS",
    "AbstractLeg",
    "Closure",
    "DatedLeg",
    "ExtraDay",
    "Facility",
    "LeadTime",
    "Leg",
    "StaffInvitation",
    "monday_to_friday",
    "staff_emails",
]
