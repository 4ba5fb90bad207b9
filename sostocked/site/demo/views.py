"""Signing in as a demo person by one click."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sostocked.foundation.people.models import User
from sostocked.site.demo.people import PEOPLE


@login_not_required
@require_POST
def sign_in(request, key):
    """Become one of the demo people. Refused outside demo mode, even where somebody routed it."""
    email = next((person.email for person in PEOPLE if person.key == key), None)
    if not settings.DEMO or email is None:
        raise Http404("No such person.")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        messages.error(request, "The demo world is not loaded: run `manage.py load_demo`.")
        return redirect("account_login")
    login(request, user)
    return redirect("home")
