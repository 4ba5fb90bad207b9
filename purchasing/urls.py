"""Addresses of the seller's desk."""

from django.urls import include, path

from purchasing.departures.check_in_views import check_in
from purchasing.departures.views import departure, ship_goods
from purchasing.ending.views import (
    cancel_order,
    close_line_short,
    close_order,
    close_short,
    expect_again,
    reopen_order,
)
from purchasing.leg_changes.views import change_legs, keep_legs
from purchasing.leg_reports.views import report_leg
from purchasing.order_form.views import edit_order, new_order
from purchasing.order_page.views import order, units
from purchasing.orders.timeline_views import timeline
from purchasing.orders.views import orders
from purchasing.status.views import confirm_order, place_order

app_name = "purchasing"
of_one_order = [
    path("", order, name="order"),
    path("edit/", edit_order, name="edit_order"),
    path("place/", place_order, name="place_order"),
    path("confirm/", confirm_order, name="confirm_order"),
    path("close/", close_order, name="close_order"),
    path("close-short/", close_short, name="close_short"),
    path("lines/<int:line>/close-short/", close_line_short, name="close_line_short"),
    path("lines/<int:line>/expect-again/", expect_again, name="expect_again"),
    path("units/<int:product>/", units, name="units"),
    path("reopen/", reopen_order, name="reopen_order"),
    path("legs/", change_legs, name="change_legs"),
    path("legs/keep/", keep_legs, name="keep_legs"),
    path("legs/<int:leg>/report/", report_leg, name="report_leg"),
    path("ship/", ship_goods, name="ship"),
    path("departures/<int:departure>/", departure, name="departure"),
    path("departures/<int:departure>/check-in/", check_in, name="check_in"),
    path("cancel/", cancel_order, name="cancel_order"),
]
urlpatterns = [
    path("o/<slug:org>/timeline/", timeline, name="timeline"),
    path("o/<slug:org>/purchase-orders/", orders, name="orders"),
    path("o/<slug:org>/purchase-orders/new/", new_order, name="new_order"),
    path("o/<slug:org>/purchase-orders/<str:number>/", include(of_one_order)),
]
