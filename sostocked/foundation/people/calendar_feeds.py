"""Whose calendar is read at which secret address. What is in it, the roof knows."""

from django.utils import timezone

from sostocked.foundation.people.models import CalendarFeed, User, new_token


def feed_of(user: User) -> CalendarFeed | None:
    """The feed of `user`; nobody has one before they ask for it."""
    return CalendarFeed.objects.filter(user=user).first()


def open_feed(user: User) -> CalendarFeed:
    """Give `user` an address; asking again (a double click) gives the same one."""
    return CalendarFeed.objects.get_or_create(user=user)[0]


def renew_feed(user: User) -> CalendarFeed:
    """Give `user` another address; the one before leads nowhere from now on."""
    new = {"secret": new_token(), "renewed_at": timezone.now()}
    return CalendarFeed.objects.update_or_create(user=user, defaults=new)[0]


def owner_of(secret: str) -> User | None:
    """Whose calendar is read at `secret`; nobody's when it was renewed or its owner was let go."""
    feed = CalendarFeed.objects.live().select_related("user").filter(secret=secret).first()
    return feed and feed.user


def remember_said(feed: CalendarFeed, says: dict[str, list]) -> bool:
    """Keep what the feed says now instead of what it said; False if it has said something else meanwhile."""
    rows = CalendarFeed.objects.filter(pk=feed.pk, said=feed.said)
    return bool(rows.update(said=says))
