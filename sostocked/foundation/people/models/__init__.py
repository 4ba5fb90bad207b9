"""Users, the organizations they sell for, and what they may do there."""

from sostocked.foundation.people.models.accounts import User, UserManager
from sostocked.foundation.people.models.calendar_feeds import CalendarFeed, CalendarFeedQuerySet
from sostocked.foundation.people.models.invitations import (
    Invitation,
    Letter,
    MemberInvitation,
    OpenInvitations,
)
from sostocked.foundation.people.models.organizations import (
    Membership,
    NumberRun,
    Organization,
    OrganizationQuerySet,
    Role,
    currency_choices,
    managed_by,
    timezone_choices,
)
from sostocked.foundation.people.models.secrets import in_two_weeks, new_token
from sostocked.foundation.people.models.security_events import SecurityEvent, SecurityKind

__all__ = [
    "CalendarFeed",
    "CalendarFeedQuerySet",
    "Invitation",
    "Letter",
    "MemberInvitation",
    "Membership",
    "NumberRun",
    "OpenInvitations",
    "Organization",
    "OrganizationQuerySet",
    "Role",
    "SecurityEvent",
    "SecurityKind",
    "User",
    "UserManager",
    "currency_choices",
    "in_two_weeks",
    "managed_by",
    "new_token",
    "timezone_choices",
]
