"""Where a person lands, and what the sidebar offers."""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from leadtimes.models import Facility
from sostocked.foundation.people.access import current_membership, memberships_of
from sostocked.site.demo.people import offered


def home(request):
    """Sellers go to their orders, facility staff to their worklist, somebody new is told what to do."""
    membership = current_membership(request)
    if membership:
        return redirect("purchasing:orders", membership.organization.slug)
    if _is_staff(request):
        return redirect("workorders:worklist")
    if request.user.is_superuser:
        return redirect("admin:index")
    return redirect("people:welcome")


def bad_request(request, exception):
    """The page for a request that made no sense; drawn without looking at the request again."""
    return HttpResponseBadRequest(render_to_string("400.html"))


def navigation(request):
    """The `nav` of every page; templates/components/sidebar.html has its contract."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    memberships = memberships_of(request)
    last = current_membership(request)
    organization = getattr(request, "organization", None) or (last.organization if last else None)
    mine = next(
        (each for each in memberships if organization and each.organization_id == organization.pk), None
    )
    return {
        "nav": {
            "home_url": reverse("home"),
            "how_url": reverse("how_it_works"),
            "calendar_url": reverse("calendar_feed:calendar"),
            "email": request.user.address,
            "organization": organization and {"name": organization.name, "url": _orders_url(organization)},
            "organizations": [_choice(each, organization) for each in memberships],
            "items": _marked(request.path, _items(request, organization, mine)),
            "user_menu": _user_menu(request, memberships),
            "mail_alarm": _mail_alarm(mine),
        }
    }


def _mail_alarm(membership):
    """The notice of templates/components/mail_alarm.html, for those who manage; None while there is no need."""
    if not (membership and membership.may_manage and getattr(membership, "mail_alarm", False)):
        return None
    args = [membership.organization.slug]
    return {
        "organization": membership.organization.name,
        "url": reverse("people:undelivered_mail", args=args),
        "note_url": reverse("people:note_undelivered_mail", args=args),
    }


def _orders_url(organization):
    return reverse("purchasing:orders", args=[organization.slug])


def _choice(membership, current):
    return {
        "name": membership.organization.name,
        "slug": membership.organization.slug,
        "url": _orders_url(membership.organization),
        "current": membership.organization == current,
        "role": membership.get_role_display(),
    }


def _items(request, organization, membership):
    """Label, address and icon of what this person may open here, and addresses of what belongs to it."""
    items = []
    if organization and membership:
        items = [
            (
                "Purchase orders",
                reverse("purchasing:orders", args=[organization.slug]),
                "file-text",
                reverse("purchasing:timeline", args=[organization.slug]),
            ),
            ("Work orders", reverse("workorders:work_orders", args=[organization.slug]), "clipboard-list"),
            ("Stock", reverse("inventory:stock", args=[organization.slug]), "boxes"),
            ("Products", reverse("inventory:products", args=[organization.slug]), "package"),
            ("Lead times", reverse("leadtimes:lead_times", args=[organization.slug]), "route"),
            ("Facilities", reverse("leadtimes:facilities", args=[organization.slug]), "warehouse"),
            ("People", reverse("people:members", args=[organization.slug]), "users"),
        ]
    if _is_staff(request):
        items.append(
            ("Worklist" if items else "Work orders", reverse("workorders:worklist"), "clipboard-check")
        )
        items.append(
            ("Stock with us" if items[1:] else "Stock", reverse("inventory:my_stock"), "package-open")
        )
    return items


def _marked(path, items):
    return [
        {"label": label, "url": url, "icon": icon, "count": None, "current": path.startswith((url, *also))}
        for label, url, icon, *also in items
    ]


def _is_staff(request):
    if not hasattr(request, "_is_facility_staff"):
        request._is_facility_staff = Facility.objects.staffed_by(request.user).exists()
    return request._is_facility_staff


def _user_menu(request, memberships):
    menu = [
        {"label": "Calendar feed", "url": reverse("calendar_feed:calendar"), "icon": "calendar-sync"},
        {"label": "How it works", "url": reverse("how_it_works"), "icon": "circle-question-mark"},
        {"label": "Security", "url": reverse("mfa_index"), "icon": "shield"},
        {"label": "Your data", "url": reverse("own_data:own_data"), "icon": "user"},
        {"label": "Sign out", "url": reverse("account_logout"), "icon": "log-out", "post": True},
    ]
    if request.user.is_superuser or any(each.may_manage for each in memberships):
        menu.insert(0, {"label": "Admin", "url": reverse("admin:index"), "icon": "settings"})
    return menu


def demo_people(request):
    """Who the sign-in page offers by one click: nobody outside demo mode."""
    user = getattr(request, "user", None)  # none yet where a request was refused at the gate
    if not settings.DEMO or user is None or user.is_authenticated:
        return {"demo_people": []}
    return {"demo_people": offered()}
