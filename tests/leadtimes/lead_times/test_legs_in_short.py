"""The legs of a lead time as a row of small pictures."""

from types import SimpleNamespace

from django.template.loader import render_to_string


def test_one_day_is_a_day():
    legs = [
        SimpleNamespace(name=name, days=days, icon="truck") for name, days in (("Courier", 1), ("Prep", 4))
    ]
    drawn = render_to_string("leadtimes/lead_times/legs_in_short.html", {"legs": legs})
    assert 'title="Courier, 1 day"' in drawn
    assert 'title="Prep, 4 days"' in drawn
