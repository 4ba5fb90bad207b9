"""Addresses of the facility's desk."""

from django.urls import include, path

from workorders.views import desk, listing, reports, steps, timeline, transfers

app_name = "workorders"
of_one_work_order = [
    path("", desk.work_order, name="work_order"),
    path("acknowledge/", desk.acknowledge, name="acknowledge"),
    path("start/", desk.start, name="start"),
    path("steps/<int:step>/tick/", desk.tick, name="tick"),
    path("legs/<int:leg>/report/", reports.report_leg, name="report_leg"),
    path("complete/", desk.complete, name="complete"),
    path("steps/", steps.edit_steps, name="edit_steps"),
    path("edit/", transfers.edit_work_order, name="edit_work_order"),
    path("send/", transfers.send_work_order, name="send_work_order"),
    path("cancel/", transfers.cancel_work_order, name="cancel_work_order"),
]
urlpatterns = [
    path("work-orders/", desk.worklist, name="worklist"),
    path("work-orders/timeline/", timeline.timeline, name="timeline"),
    path("o/<slug:org>/work-orders/", listing.work_orders, name="work_orders"),
    path("o/<slug:org>/work-orders/new/", transfers.new_work_order, name="new_work_order"),
    path("o/<slug:org>/work-orders/<str:number>/", include(of_one_work_order)),
]
