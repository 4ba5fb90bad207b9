"""Addresses of the seller's desk."""

from django.http import HttpResponse
from django.urls import path

app_name = "purchasing"
urlpatterns = [
    path("o/<slug:org>/purchase-orders/<str:number>/", lambda r, org, number: HttpResponse(), name="order"),
]
