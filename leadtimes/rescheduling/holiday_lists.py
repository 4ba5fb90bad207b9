"""A newer list of public holidays tells other days: the facilities that have them are asked what moves."""

from importlib.metadata import version

from django.db import transaction

from leadtimes.models import Facility, HolidayList, Rescheduling
from leadtimes.rescheduling.services import calendar_changed
from leadtimes.rules.countries import country_name, region_name
from leadtimes.rules.public_holidays import fingerprint

PACKAGE = version("holidays")


def compare_holiday_lists() -> list[Rescheduling]:
    """Begin to count what moves wherever the list that open orders were dated with has changed."""
    _remember_new_lists()
    older = HolidayList.objects.exclude(package=PACKAGE).values_list("pk", flat=True)
    return [each for pk in older for each in _compare(pk)]


def _remember_new_lists() -> None:
    """Lists that a facility took up since: its orders have been dated with the one in use."""
    used = set(
        Facility.objects.exclude(holiday_country="").values_list("holiday_country", "holiday_subdivision")
    )
    new = used - set(HolidayList.objects.values_list("country", "region"))
    HolidayList.objects.bulk_create(
        [
            HolidayList(
                country=country, region=region, fingerprint=fingerprint(country, region), package=PACKAGE
            )
            for country, region in sorted(new)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _compare(pk: int) -> list[Rescheduling]:
    """Compare one list, once: whoever comes second finds it done."""
    rows = HolidayList.objects.select_for_update(skip_locked=True).exclude(package=PACKAGE)
    known = rows.filter(pk=pk).first()
    if known is None:
        return []
    was, is_now = known.fingerprint, fingerprint(known.country, known.region)
    reason = _reason(known)
    known.fingerprint, known.package = is_now, PACKAGE
    known.save(update_fields=["fingerprint", "package"])
    return [] if was == is_now else _ask_what_moves(known, reason)


def _ask_what_moves(known: HolidayList, reason: str) -> list[Rescheduling]:
    theirs = Facility.objects.filter(holiday_country=known.country, holiday_subdivision=known.region)
    asked = (calendar_changed(each, by=None, reason=reason) for each in theirs.order_by("pk"))
    return [each for each in asked if each]


def _reason(known: HolidayList) -> str:
    region = known.region and f", {region_name(known.country, known.region)}"
    where = f"{country_name(known.country)}{region}"
    return f"Newer list of the public holidays and worked weekends of {where} (holidays {PACKAGE})"
