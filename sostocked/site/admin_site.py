"""The Django admin of the house: owners and admins of an organization find their own rows there."""

from functools import update_wrapper
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from sostocked.foundation.rules.number_reading import read_id


class HouseAdminConfig(AdminConfig):
    default_site = "sostocked.site.admin_site.HouseAdmin"


class HouseAdmin(AdminSite):
    """Who may enter. What they find in here is decided by each model's admin (`people/tenant_admin.py`)."""

    site_header = site_title = "So Stocked admin"
    index_title = "Set up your organization"
    site_url = "/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only models whose admin says whose rows they are; what libraries would bring stays outside."""
        if hasattr(admin_class, "organization_path"):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        """Superusers, and whoever manages an organization."""
        user = request.user
        if not user.is_active or not user.is_authenticated:
            return False
        if not hasattr(request, "_may_enter_admin"):
            request._may_enter_admin = user.is_superuser or user.manages_any()
        return request._may_enter_admin

    def admin_view(self, view, cacheable=False):
        """Django's, but who is signed in and may not enter is told so, not asked to sign in again."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if any("\0" in value for value in request.GET.values()):
                raise BadRequest("No text in the database holds a zero byte.")
            if not _selects_rows(request.POST):
                raise BadRequest("These are no rows of a list.")
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("The admin is for owners and admins of an organization.")
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def get_urls(self):
        """Without Django's "view on site": it would tell anybody the address of any row of anybody's."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """There is one place to sign in; it leads back here."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if request.user.is_authenticated:
            return HttpResponseRedirect(wanted)
        leading_back = urlencode({REDIRECT_FIELD_NAME: wanted}, safe="/")
        return redirect(f"{reverse('account_login')}?{leading_back}")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")


def _selects_rows(sent):
    """Whether a list's rows and its button, where they are sent, can be ones: Django would fail on others."""
    rows, button = sent.getlist("_selected_action"), sent.get("index", "0")
    return all(map(read_id, rows)) and button.isascii() and button.isdigit() and len(button) < 4
