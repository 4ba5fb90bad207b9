"""Asking for the code in the middle of an act, and going on with that act once it is right.

What somebody was about to do comes along in the form that asks, and is sent to the same address again: nothing
that they typed is lost, and there is no way around to find back from.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import reswap, retarget

from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.people.access import Request
from sostocked.foundation.people.models import User
from sostocked.foundation.people.proof.forms import AGAIN, CODE, CodeForm
from sostocked.foundation.people.proof.services import ProofNeeded, prove

ADDRESSES = "account_email"
"""allauth's page of one's addresses: it is for proved accounts."""

_TOO_OLD = "That code is too old. Here is a new mail with another one."
_TOO_OFTEN = "That was wrong too often. Here is a new mail with another code."
_WAIT = "Codes have gone there already. Use the newest one, or wait a little before you ask for another."
_DIALOG = "dialog-body"
_ONLY_OURS = {"csrfmiddlewaretoken", CODE, AGAIN}


class AsksForProof:
    """Middleware: turns ProofNeeded into the question for the code, and reads the answer."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before the view: a right code lets it go on as if nothing had been."""
        if not request.user.is_authenticated or request.user.is_proved:
            return None
        on_addresses = request.resolver_match is not None and request.resolver_match.view_name == ADDRESSES
        if request.method == "POST":
            answer = _read(request)
            is_still_open = on_addresses and not _who(request).is_proved
            return answer or (_first_ask(request) if is_still_open else None)
        return _unproved_page(request) if on_addresses else None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """After the view said that it needs proof, and everything it did was taken back."""
        return _first_ask(request) if isinstance(exception, ProofNeeded) else None


def _unproved_page(request: Request) -> HttpResponse:
    return render(request, "account/unproved_email.html", {"email": _who(request).address})


def _read(request: Request) -> HttpResponse | None:
    """What somebody answers to the question, if this is an answer to it."""
    if AGAIN in request.POST:
        return _ask(request, *_send(request))
    return _read_answer(request) if CODE in request.POST else None


def _who(request: Request) -> User:
    """Whoever is asked: nobody is, who is not signed in."""
    return cast(User, request.user)


def _first_ask(request: Request) -> HttpResponse:
    """Ask for the code that is under way for this person, or for one sent now."""
    return _ask(request) if _under_way(request) else _ask(request, *_send(request))


def _under_way(request: Request) -> EmailVerificationProcess | None:
    """The code that was sent to this person's own address from this session, while it is good."""
    process = EmailVerificationProcess.resume(request)
    mine = process and process.email == _who(request).address and process.user == request.user
    return process if mine else None


def _send(request: Request) -> tuple[int, str]:
    """Mail another code; the status of the answer, and what is to be said about it."""
    try:
        EmailVerificationProcess.initiate(request=request, user=request.user, email=_who(request).address)
    except ImmediateHttpResponse:
        return 422, _WAIT
    return 409, ""


def _read_answer(request: Request) -> HttpResponse | None:
    process = _under_way(request)
    if process is None:
        return _ask(request, 422, _send(request)[1] or _TOO_OLD)
    form = CodeForm(request.POST, expected=process.code)
    if form.is_valid():
        process.abort()  # it has done its work
        return _go_on(request)
    if process.record_invalid_attempt():
        return _ask(request, 422, str(form.errors[CODE][0]))
    return _ask(request, 422, _send(request)[1] or _TOO_OFTEN)


def _go_on(request: Request) -> HttpResponse | None:
    """Back to what they were about to do; None lets the view do it."""
    owner = prove(_who(request), keeps_password=True)
    if owner.pk == request.user.pk:
        update_session_auth_hash(request, owner)
        request.user = cast(Any, owner)
        return None
    logout(request)
    messages.info(
        request,
        f"There is an account for {owner.email} already, and what you made just now is in it. "
        "Sign in to go on; if you have forgotten the password, let us mail you a code.",
    )
    return go(request, f"{reverse('account_login')}?{urlencode({'next': '/'})}")


def _ask(request: Request, status: int = 409, error: str = "") -> HttpResponse:
    form = CodeForm({CODE: ""} if error else None)
    if error:
        form.errors[CODE] = form.error_class([error])
    values = [(name, each) for name, many in request.POST.lists() if name not in _ONLY_OURS for each in many]
    context = {
        "form": form,
        "email": _who(request).address,
        "action": request.get_full_path(),
        "hidden": SimpleNamespace(pairs=values),
        "in_dialog": bool(request.htmx) and request.htmx.target == _DIALOG,
        "minutes": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60,
    }
    if not request.htmx:
        return render(request, "people/prove.html", context, status=status)
    answer = render(request, "people/prove.html#question", context, status=status)
    return reswap(retarget(answer, f"#{_DIALOG}"), "innerHTML")
