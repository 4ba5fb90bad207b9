"""Whose documents follow the legs of a lead time. The map does not know them: they come and register."""

from collections.abc import Callable

from leadtimes.models import LeadTime

Follower = Callable[[LeadTime], None]
_followers: list[Follower] = []


def register(follow: Follower) -> None:
    """Let an app hear of changed legs; called once, when it is ready."""
    if follow not in _followers:
        _followers.append(follow)


def let_follow(lead_time: LeadTime) -> None:
    """Let the documents follow the legs of `lead_time`, after they were saved and in the same transaction."""
    for follow in _followers:
        follow(lead_time)
