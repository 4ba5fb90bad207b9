"""The words of days and counts, in templates."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.template import Context, Template

EVE, BEFORE = date(2026, 12, 13), date(2026, 12, 4)


@dataclass
class Told:
    sentence: str = ""


def shown(source, **context):
    return Template("{% load words %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{{ 2000|count:"unit" }}', "2,000 units"),
        ('{{ 1|count:"address" }}', "1 address"),
        ('{{ 2|plural:"address" }}', "addresses"),
        ('{{ 1|plural:"facility" }}', "facility"),
        ("{{ 3|late }}", "3 days late"),
        ("{{ 0|late }}", "on time"),
        ("{{ ahead|late }}", "1 day early"),
        ("{{ day|moved_from:former }}", "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"),
        ("{{ day|moved_from:day }}", "Sun 13 Dec 2026"),
        ("{{ none|moved_from:none }}", "not dated"),
    ],
)
def test_a_template_says_what_a_sentence_would(source, words):
    assert shown(source, day=EVE, former=BEFORE, none=None, ahead=-1) == words


@pytest.mark.parametrize(
    ("told", "former", "words"),
    [
        (None, None, "Sun 13 Dec 2026"),
        (None, BEFORE, "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"),
        (Told(), BEFORE, "Sun 13 Dec 2026 (was Fri 4 Dec 2026)"),
        (Told("Sun 13 Dec, closed"), None, "Sun 13 Dec, closed"),
        (Told("Sun 13 Dec, closed"), BEFORE, "Sun 13 Dec, closed (was Fri 4 Dec 2026)"),
        (Told("Sun 13 Dec, closed"), EVE, "Sun 13 Dec, closed"),
    ],
)
def test_a_day_on_which_nobody_is_there_is_told_instead_of_the_day(told, former, words):
    assert shown("{% told_day told day former %}", told=told, day=EVE, former=former) == words


def test_what_is_told_is_escaped():
    assert shown("{% told_day told day %}", told=Told("<b>"), day=EVE) == "&lt;b&gt;"
