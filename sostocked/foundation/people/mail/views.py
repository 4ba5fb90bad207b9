"""The page of mail that did not arrive, and sending it again, from there or from a document's page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sostocked.foundation.outbox.models import Message
from sostocked.foundation.outbox.services import note, send_again
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.paging import NEWEST_FIRST, page_of
from sostocked.foundation.people.access import enter_to_manage
from sostocked.foundation.people.mail.undelivered import as_undelivered, message_to_send_again
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of, listed

MOST_AT_ONCE = 200
"""How many mails one press of "Send all again" takes up."""


@require_safe
def undelivered_mail(request, org):
    """All mail of the organization that was tried and did not go, newest first."""
    organization = enter_to_manage(request, org).organization
    page = page_of(_undelivered(organization), request, NEWEST_FIRST)
    context = {
        "crumbs": crumbs(("People", reverse("people:members", args=[org])), "Undelivered mail"),
        "organization": organization,
        "page": page._replace(rows=as_undelivered(page.rows, organization, may_send=True)),
    }
    return render(request, "people/undelivered_mail.html", context)


@require_POST
def note_undelivered_mail(request, org):
    """Somebody who manages has heard of it: the banner goes, the page stays."""
    organization = enter_to_manage(request, org).organization
    alarming = Message.objects.alarming(timezone.now()).filter(organization_id=organization.pk)
    note(alarming.values_list("pk", flat=True))
    return redirect(_back(request, reverse("people:undelivered_mail", args=[org])))


@require_POST
def send_mail_again(request, org, pk):
    """Try one mail again, at once."""
    message = message_to_send_again(request, org, pk)
    try:
        addresses = send_again(message)
    except Refused as refusal:
        messages.info(request, f"Not sent again. {refusal}")
    else:
        _say(request, message, addresses)
    return redirect(_back(request, reverse("home")))


def _say(request, message, addresses):
    if addresses:
        messages.success(request, f"“{message.subject}” is on its way again, to {listed(addresses)}.")
    else:
        messages.warning(
            request, f"“{message.subject}” was to go to {message.address}. Nobody hears of it now."
        )


@require_POST
def send_all_mail_again(request, org):
    """Try all of it again: after the mail server, or an address, was mended."""
    organization = enter_to_manage(request, org).organization
    found = list(_undelivered(organization)[:MOST_AT_ONCE])
    sent = sum(_is_sent_again(message) for message in found)
    kept = f"{count_of(len(found) - sent, 'mail')} stayed here." if sent < len(found) else ""
    messages.success(request, f"{count_of(sent, 'mail')} on the way again. {kept}".strip())
    return redirect("people:undelivered_mail", org)


def _is_sent_again(message) -> bool:
    try:
        return bool(send_again(message))
    except Refused:
        return False


def _undelivered(organization):
    return Message.objects.undelivered().filter(organization_id=organization.pk).order_by("-pk")


def _back(request, otherwise) -> str:
    """The page where the button was pressed."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted.startswith("/") and is_ours else otherwise
