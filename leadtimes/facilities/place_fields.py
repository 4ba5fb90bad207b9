"""Fields of a form for a country, a region and the week that is usual there."""

import calendar
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from leadtimes.models import monday_to_friday
from leadtimes.rules.countries import country_name, country_names, read_country, region_names
from leadtimes.rules.public_holidays import countries

NOT_CHOSEN = ("", "–")


def country_choices() -> list:
    return [NOT_CHOSEN, *country_names().items()]


def region_choices() -> list:
    """Regions under the name of their country; each is known by the codes of both."""
    named = ((code, name) for code, name in country_names().items() if countries().get(code))
    return [NOT_CHOSEN, *((name, _regions_of(code)) for code, name in named)]


def _regions_of(country: str) -> list:
    return [(f"{country}-{code}", name) for code, name in region_names(country).items()]


class CountryField(forms.ChoiceField):
    """A country, chosen by name. What is posted may be its code or any name it has; kept is the code."""

    def __init__(self, **more):
        sentence = "%(value)s is no country that we know. Choose one from the list."
        more = {"error_messages": {"invalid_choice": sentence}, **more}
        super().__init__(choices=country_choices, required=False, **more)

    def to_python(self, value):
        text = str(super().to_python(value)).strip()
        return text if self._stands(text) else read_country(text) or text

    def keep(self, code: str) -> None:
        """Let what already stands be saved again, although nobody could choose it."""
        if code and code not in country_names():
            self.choices = [*country_choices(), (code, f"{code} (not known)")]

    def _stands(self, text: str) -> bool:
        known = cast(Iterable[tuple[str, str]], self.choices)
        return any(text == key for key, _ in known)


class RegionField(forms.ChoiceField):
    """A region with holidays of its own, chosen by name under its country; read together with the country."""

    def __init__(self, **more):
        super().__init__(choices=region_choices, required=False, **more)

    def validate(self, value):
        """What was written is understood by the form, which knows the country."""

    def keep(self, country: str, code: str) -> None:
        """Let what already stands be saved again, although nobody could choose it."""
        if code and code not in region_names(country):
            self.choices = [*region_choices(), (f"{country}-{code}", f"{code} (not known)")]


class _Proposing(forms.Field):
    """Shows what the form proposes instead of what was sent."""

    proposed: Any = None

    def bound_data(self, data, initial):
        return super().bound_data(data, initial) if self.proposed is None else self.proposed


class WeekdaysField(_Proposing, forms.TypedMultipleChoiceField):
    """Seven boxes. Left empty on a new facility, they mean the week that is usual in its country."""

    def __init__(self, **more):
        super().__init__(
            coerce=int,
            required=False,
            initial=monday_to_friday,
            choices=list(enumerate(calendar.day_name)),
            widget=forms.CheckboxSelectMultiple,
            **more,
        )


class AskedField(_Proposing, forms.CharField):
    """Hidden: of which country the usual week was proposed already."""

    def __init__(self, **more):
        super().__init__(required=False, widget=forms.HiddenInput, **more)


def week_in_words(country: str, weekdays: list[int]) -> str:
    """ "In Israel most people work on Monday, … and Sunday." """
    days = [calendar.day_name[n] for n in weekdays]
    return f"In {country_name(country)} most people work on {', '.join(days[:-1])} and {days[-1]}."
