"""The addresses of demo mode, which are there only when the settings say so at the start."""

from django.urls import include, path

from sostocked.urls import urlpatterns as of_the_house

urlpatterns = [*of_the_house, path("demo/", include("sostocked.site.demo.urls"))]
