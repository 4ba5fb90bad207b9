"""The Django admin of the house: owners and admins of an organization may enter, and find their own rows there."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class HouseAdminConfig(AdminConfig):
    default_site = "sostocked.house_admin.HouseAdmin"


class HouseAdmin(AdminSite):
    site_header = site_title = "So Stocked admin"
    index_title = "Lead times, facilities, products and members"
    site_url = "/"

    def has_permission(self, request):
        """Superusers, and whoever manages an organization; rows are filtered by each model's admin."""
        user = request.user
        if not user.is_active or not user.is_authenticated:
            return False
        return user.is_superuser or user.memberships.filter(role__in=["owner", "admin"]).exists()
