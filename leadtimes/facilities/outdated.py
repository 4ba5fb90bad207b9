"""The documents that still say what a facility was called, or where it was, when they were sent."""

from leadtimes.models import Facility
from sostocked.foundation.records.outdated import Registry

FACILITY_SPEAKERS: Registry[Facility] = Registry()
"""Work orders whose goods go on there, which come and register."""
