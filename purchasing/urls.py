"""Addresses of the seller's desk."""

from django.urls import include, path

from purchasing.views import desk, listing, moves, reading, reports, route, timeline

app_name = "purchasing"
of_one_order = [
    path("", reading.order, name="order"),
    path("edit/", desk.edit_order, name="edit_order"),
    path("place/", moves.place_order, name="place_order"),
    path("confirm/", moves.confirm_order, name="confirm_order"),
    path("close/", moves.close_order, name="close_order"),
    path("legs/", route.change_legs, name="change_legs"),
    path("legs/keep/", route.keep_legs, name="keep_legs"),
    path("legs/<int:leg>/report/", reports.report_leg, name="report_leg"),
    path("cancel/", moves.cancel_order, name="cancel_order"),
]
urlpatterns = [
    path("o/<slug:org>/timeline/", timeline.timeline, name="timeline"),
    path("o/<slug:org>/purchase-orders/", listing.orders, name="orders"),
    path("o/<slug:org>/purchase-orders/new/", desk.new_order, name="new_order"),
    path("o/<slug:org>/purchase-orders/<str:number>/", include(of_one_order)),
]
