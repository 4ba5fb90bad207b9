"""Who handles goods, when they work, and the chains of legs that goods travel."""

from leadtimes.models.closures import Closure, ExtraDay, calendar_columns
from leadtimes.models.date_changes import AbstractDateChange
from leadtimes.models.facilities import Facility, StaffInvitation, monday_to_friday, staff_emails
from leadtimes.models.holiday_lists import HolidayList
from leadtimes.models.lead_times import LEG_FIELDS, MAX_LEG_DAYS, AbstractLeg, DatedLeg, LeadTime, Leg
from leadtimes.models.reschedulings import Rescheduling

__all__ = [
    "LEG_FIELDS",
    "MAX_LEG_DAYS",
    "AbstractDateChange",
    "AbstractLeg",
    "Closure",
    "DatedLeg",
    "ExtraDay",
    "Facility",
    "HolidayList",
    "LeadTime",
    "Leg",
    "Rescheduling",
    "StaffInvitation",
    "calendar_columns",
    "monday_to_friday",
    "staff_emails",
]
