"""Addresses of the facility's desk."""

from django.http import HttpResponse
from django.urls import path

app_name = "workorders"
urlpatterns = [
    path("o/<slug:org>/work-orders/<str:number>/", lambda r, org, number: HttpResponse(), name="work_order"),
]
