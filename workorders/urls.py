"""Addresses of work orders: the facility's worklist, the seller's list, and the pages of one."""

from django.urls import include, path

from workorders.bundling.views import build, built
from workorders.completing.views import complete, start
from workorders.leg_reports.views import report_leg
from workorders.page.views import acknowledge, tick, units, work_order
from workorders.photos.views import photos, remove_photo
from workorders.receiving.views import end_count, open_count, receipt, receive_goods
from workorders.reopening.views import reopen_work_order
from workorders.shipping.check_in_views import check_in
from workorders.shipping.views import departure, ship_goods
from workorders.steps.views import edit_steps
from workorders.transfers.views import cancel_work_order, edit_work_order, new_work_order, send_work_order
from workorders.unannounced.truck_views import (
    assign_truck,
    keep_truck,
    name_unknown,
    take_truck_back,
    unannounced,
)
from workorders.unannounced.views import (
    my_unannounced,
    sellers_unannounced,
    unannounced_at,
    write_down_truck,
)
from workorders.worklist.seller_views import work_orders
from workorders.worklist.timeline_views import timeline
from workorders.worklist.views import worklist

app_name = "workorders"
of_one_work_order = [
    path("", work_order, name="work_order"),
    path("acknowledge/", acknowledge, name="acknowledge"),
    path("start/", start, name="start"),
    path("steps/<int:step>/tick/", tick, name="tick"),
    path("legs/<int:leg>/report/", report_leg, name="report_leg"),
    path("receive/", receive_goods, name="receive"),
    path("receive/final/", end_count, name="end_count"),
    path("receive/again/", open_count, name="open_count"),
    path("receipts/<int:receipt>/", receipt, name="receipt"),
    path("units/<int:product>/", units, name="units"),
    path("photos/", photos, name="photos"),
    path("photos/<uuid:key>/remove/", remove_photo, name="remove_photo"),
    path("ship/", ship_goods, name="ship"),
    path("departures/<int:departure>/", departure, name="departure"),
    path("bundling/<int:step>/", build, name="build"),
    path("builds/<int:build>/", built, name="built"),
    path("departures/<int:departure>/check-in/", check_in, name="check_in"),
    path("complete/", complete, name="complete"),
    path("steps/", edit_steps, name="edit_steps"),
    path("edit/", edit_work_order, name="edit_work_order"),
    path("send/", send_work_order, name="send_work_order"),
    path("reopen/", reopen_work_order, name="reopen_work_order"),
    path("cancel/", cancel_work_order, name="cancel_work_order"),
]
of_one_truck = [
    path("", unannounced, name="unannounced"),
    path("assign/", assign_truck, name="assign_truck"),
    path("lines/<int:line>/", name_unknown, name="name_unknown"),
    path("keep/", keep_truck, name="keep_truck"),
    path("take-back/", take_truck_back, name="take_truck_back"),
]
urlpatterns = [
    path("work-orders/", worklist, name="worklist"),
    path("work-orders/timeline/", timeline, name="timeline"),
    path("work-orders/unannounced/", my_unannounced, name="my_unannounced"),
    path("o/<slug:org>/unannounced/", sellers_unannounced, name="sellers_unannounced"),
    path("o/<slug:org>/unannounced/<int:truck>/", include(of_one_truck)),
    path("o/<slug:org>/stock/facilities/<int:pk>/unannounced/", unannounced_at, name="unannounced_at"),
    path(
        "o/<slug:org>/stock/facilities/<int:pk>/unannounced/new/", write_down_truck, name="write_down_truck"
    ),
    path("o/<slug:org>/work-orders/", work_orders, name="work_orders"),
    path("o/<slug:org>/work-orders/new/", new_work_order, name="new_work_order"),
    path("o/<slug:org>/work-orders/<str:number>/", include(of_one_work_order)),
]
