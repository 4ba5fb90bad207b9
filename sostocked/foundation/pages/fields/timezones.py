"""Which time zones a form offers: those of places where people live."""

import zoneinfo

from django import forms

from sostocked.foundation.pages.fields.choices import offer_choices

_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def places() -> list[tuple[str, str]]:
    """Continents and oceans with their cities, and UTC; neither "Factory" nor "localtime" nor "Etc/GMT+5"."""
    known = sorted(zoneinfo.available_timezones())
    return [(name, name.replace("_", " ")) for name in known if name == "UTC" or _is_place(name)]


def _is_place(name: str) -> bool:
    return name.partition("/")[0] in _REGIONS and "/" in name


def offer_places(form: forms.ModelForm) -> None:
    """Narrow the time zones of `form` to places; the one its row has may stay, whatever it is."""
    offered = places()
    has = form.instance.timezone
    stands = has and has not in dict(offered)
    offer_choices(form, "timezone", [*offered, (has, f"{has} (as it stands)")] if stands else offered)
