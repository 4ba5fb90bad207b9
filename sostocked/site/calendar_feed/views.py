"""The page with a person's address, and what calendar programs read there."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from leadtimes.models import Facility
from sostocked.foundation.pages.dialogs import ask, go
from sostocked.foundation.people.access import memberships_of
from sostocked.foundation.people.calendar_feeds import feed_of, open_feed, owner_of, remember_said, renew_feed
from sostocked.site.calendar_feed.contents import MOST, contents_of
from sostocked.site.calendar_feed.ical import write
from sostocked.site.calendar_feed.revisions import number_entries


@never_cache
def calendar(request):
    """The address and how to use it; POST makes one."""
    if request.method == "POST":
        open_feed(request.user)
        return redirect("calendar_feed:calendar")
    feed = feed_of(request.user)
    address = feed and settings.SITE_URL + reverse("calendar_feed:feed", args=[feed.secret])
    context = {
        "feed": feed,
        "address": address,
        "webcal": address and f"webcal://{address.partition('://')[2]}",
        "sellers": [each.organization for each in memberships_of(request)],
        "facilities": Facility.objects.staffed_by(request.user).select_related("organization"),
        "most": MOST,
    }
    return render(request, "calendar_feed/calendar.html", context)


def renew(request):
    """Another address instead of one that fell into the wrong hands."""
    back = reverse("calendar_feed:calendar")
    if request.method != "POST":
        return ask(
            request,
            title="Renew the address?",
            text="The old address stops working at once: every calendar that reads it stays as it is, "
            "until you add the new address there.",
            submit="Renew address",
            danger=True,
            cancel_url=back,
        )
    renew_feed(request.user)
    messages.success(request, "Here is your new address. The old one stopped working.")
    return go(request, back)


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def feed(request, secret):
    """The calendar of whoever keeps this secret; anybody else's, or nobody's, is not there."""
    owner = owner_of(secret)
    if owner is None:
        raise Http404("No such calendar.")
    body = write(_numbered(owner))
    answer = HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="so-stocked.ics"',
            "ETag": f'"{sha256(body).hexdigest()[:32]}"',
            "X-Robots-Tag": "noindex",
        },
    )
    return get_conditional_response(request, etag=answer["ETag"], response=answer)


def _numbered(owner):
    """The entries of the calendar of `owner`. What they say is remembered, unless another reader was quicker."""
    feed, entries, now = owner.calendar_feed, contents_of(owner), timezone.now()
    while True:
        numbered, says = number_entries(entries, feed.said, now)
        if says == feed.said or remember_said(feed, says):
            return numbered
        feed.refresh_from_db(fields=["said"])
