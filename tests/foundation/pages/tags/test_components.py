"""Tags and filters of the kit."""

import pytest
from django import forms
from django.template import Context, Template


def drawn(source, **values):
    return " ".join(Template(source).render(Context(values)).split())


def test_a_banner_says_what_stands_between_its_tags_in_one_line():
    page = drawn(
        '{% banner tone="info" title="Archived" %}\n  It is not offered.\n  Orders keep it.\n{% endbanner %}'
    )
    assert '<p class="banner__title">Archived</p> <p>It is not offered. Orders keep it.</p>' in page


def test_what_somebody_typed_is_escaped_in_a_banner_and_what_we_wrote_is_not_escaped_twice():
    page = drawn('{% banner tone="info" title=name %}{{ name }}’s & others{% endbanner %}', name="<b>Q&A</b>")
    assert "<p>&lt;b&gt;Q&amp;A&lt;/b&gt;’s & others</p>" in page
    assert '<p class="banner__title">&lt;b&gt;Q&amp;A&lt;/b&gt;</p>' in page


def test_an_empty_state_offers_the_next_step():
    page = drawn(
        '{% empty_state icon="search" title="None" url="/all/" action="Show all" %}Try.{% endempty_state %}'
    )
    assert (
        '<p class="empty-state__text">Try.</p> <a class="button button--primary" href="/all/">Show all</a>'
        in page
    )


def test_templates_count_as_sentences_do():
    source = '{% load words %}{{ n|count:"unit" }}, {{ n|plural:"address" }}, {{ n|late }}'
    assert drawn(source, n=1) == "1 unit, address, 1 day late"
    assert drawn(source, n=2000) == "2,000 units, addresses, 2,000 days late"


ANSWERS = [("a", "A"), ("b", "B")]


@pytest.mark.parametrize(
    ("field", "may"),
    [
        (forms.CharField(required=False), True),
        (forms.CharField(), False),
        (forms.BooleanField(required=False), False),
        (forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, required=False), False),
        (forms.ChoiceField(choices=ANSWERS, required=False), False),
        (forms.ChoiceField(choices=[("", "Choose…"), *ANSWERS], required=False), True),
        (forms.MultipleChoiceField(choices=ANSWERS, required=False), True),
    ],
)
def test_optional_is_what_can_be_left_out_and_no_choice_of_which_one_is_always_made(field, may):
    form = type("Form", (forms.Form,), {"it": field})()
    source = '{% include "components/field.html" with field=field only %}'
    assert ("optional" in drawn(source, field=form["it"])) is may
