"""A person's page about what is kept of them: take it along, or leave for good."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from sostocked.foundation.pages.dialogs import posted
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import listed
from sostocked.site.own_data import services
from sostocked.site.own_data.file import write
from sostocked.site.own_data.forms import LeaveForm


@never_cache
@sensitive_post_parameters("password")
def own_data(request):
    """What is kept, and the question before leaving; POST leaves."""
    form = LeaveForm(posted(request), user=request.user)
    if request.method == "POST" and not ratelimit.consume(
        request, action="reauthenticate", user=request.user
    ):
        return render(request, "429.html", status=429)
    if request.method == "POST" and form.is_valid():
        return _leave(request, form)
    return _page(request, form, status=422 if form.errors else 200)


def _leave(request, form):
    try:
        services.leave(request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=refusal.http_status)
    logout(request)
    messages.success(request, "Your account is deleted. Thank you for having been here.")
    return redirect("account_login")


def _page(request, form, *, status=200):
    try:
        services.require_may_leave(request.user)
        refusal = ""
    except Refused as why:
        refusal = str(why)
    emptied = services.emptied_by(request.user)
    context = {"form": form, "refusal": refusal, "emptied": listed([str(each) for each in emptied])}
    return render(request, "own_data/own_data.html", context, status=status)


@never_cache
@require_safe
def download(request):
    """Everything about the person as one file."""
    response = StreamingHttpResponse(write(request.user), content_type="application/json; charset=utf-8")
    name = f"so-stocked-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
