"""The filters of `{% load words %}`: what `sostocked.foundation.words` says, for templates."""

from datetime import date
from typing import Protocol

from django import template

from sostocked.foundation import words
from sostocked.foundation.rules import text as texts

register = template.Library()


class SaysDay(Protocol):
    """What a day that is told offers: its sentence, empty where the day itself says it all."""

    @property
    def sentence(self) -> str: ...


@register.filter
def count(number: int, thing: str) -> str:
    """`{{ 2000|count:"unit" }}` is "2,000 units"."""
    return words.count_of(number, thing)


@register.filter
def plural(number: int, thing: str) -> str:
    """`{{ 2|plural:"address" }}` is "addresses", for where the number stands elsewhere."""
    return words.plural_of(number, thing)


@register.filter
def ended(text: object) -> str:
    """`{{ name|ended }}` ends a sentence with a name, which may have a full stop of its own."""
    return words.ended(str(text))


@register.filter
def unlinked(name: object) -> str:
    """`{{ name|unlinked }}` is a name that a stranger chose, for a mail: no mail program makes a link of it."""
    return texts.unlinked(str(name))


@register.filter
def late(days: int) -> str:
    """`{{ 3|late }}` is "3 days late", `{{ -1|late }}` "1 day early"."""
    return words.late_by(days)


@register.filter
def moved_from(day: date | None, former: date | None) -> str:
    """`{{ day|moved_from:former }}` is "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"."""
    return words.moved_from(day, former)


@register.simple_tag
def told_day(told: SaysDay | None, day: date | None, former: date | None = None) -> str:
    """`{% told_day arrival day former %}`: what is told of a day on which nobody is there, else the day itself."""
    if told is None or not told.sentence:
        return words.moved_from(day, former)
    return f"{told.sentence}{words.was(day, former)}"
