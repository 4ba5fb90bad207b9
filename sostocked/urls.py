"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from sostocked.site import home
from sostocked.site.how_it_works import how_it_works
from sostocked.site.outages.views import fault

urlpatterns = [
    path("", home.home, name="home"),
    path("how-it-works/", how_it_works, name="how_it_works"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("sostocked.foundation.people.urls")),
    path("", include("sostocked.foundation.documents.urls")),
    path("", include("sostocked.site.calendar_feed.urls")),
    path("", include("sostocked.site.own_data.urls")),
    path("", include("leadtimes.urls")),
    path("", include("inventory.urls")),
    path("", include("purchasing.urls")),
    path("", include("workorders.urls")),
]
handler400 = home.bad_request
handler500 = fault
if settings.DEMO:
    urlpatterns.append(path("demo/", include("sostocked.site.demo.urls")))
