"""Which list of public holidays open orders were last dated with."""

from django.db import models


class HolidayList(models.Model):
    """The public holidays of a country or region, as the package in use told them when they were last compared.

    The lists come with the `holidays` package. When a newer one tells other days, the facilities that have them
    get a rescheduling (leadtimes/rescheduling/holiday_lists.py).
    """

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    package = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "region"], name="one_holiday_list_per_region")
        ]

    def __str__(self):
        return f"{self.country} {self.region}".strip()
