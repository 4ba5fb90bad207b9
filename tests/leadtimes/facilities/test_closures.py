"""Closures that come again by hand-picked dates: typed once, counted every time."""

from datetime import date

import pytest

from leadtimes.facilities.forms import ClosureForm
from leadtimes.models import Closure
from tests.factories import ClosureFactory, make_draft
from tests.leadtimes.admin.test_facilities import FACILITIES, typed

NEW_YEAR = {"starts_on": "2027-01-25", "ends_on": "2027-02-20", "reason": "Chinese New Year"}


def closure_of(cast, **more):
    days = {"starts_on": date(2027, 1, 25), "ends_on": date(2027, 2, 20), "reason": "Chinese New Year"}
    return ClosureFactory(facility=cast.ningbo, **days | more)


def test_typed_once_in_the_admin_it_dates_the_orders_of_both_years(cast, sign_in):
    url = f"{FACILITIES}{cast.ningbo.pk}/change/"
    data = typed(closures=[tuple(NEW_YEAR.values())], name="Ningbo Brightware", kind="supplier")
    answer = sign_in(cast.alice).post(url, data | {"closures-0-repeats_on": "2028-01-17"})
    assert answer.status_code == 302
    assert cast.ningbo.closures.get().repeats_on == [date(2028, 1, 17)]
    in_2027 = make_draft(cast, ordered_on=date(2027, 1, 4))
    assert in_2027.legs.last().expected_ends_on == date(2027, 4, 21)
    in_2028 = make_draft(cast, ordered_on=date(2028, 1, 3))  # 14 days of work before it, 16 after
    assert in_2028.legs.first().expected_ends_on == date(2028, 2, 29)


def test_the_form_of_an_order_names_the_closure_every_time(cast, sign_in):
    closure_of(cast, repeats_on=[date(2028, 1, 17)])
    for ordered_on in (date(2027, 1, 4), date(2028, 1, 3)):
        order = make_draft(cast, ordered_on=ordered_on)
        page = sign_in(cast.bob).get(f"{order.get_absolute_url()}edit/")
        assert "27 days closed: Chinese New Year" in page.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2028-02-30", "2028-02-30 does not exist."),
        ("2028-01-26, soon", "“soon” is no date. Write dates like 2028-01-26."),
        ("26.01.2028", "“26.01.2028” is no date. Write dates like 2028-01-26."),
        (
            "2027-02-01",
            "Again from 2027-02-01, it would overlap the days from 2027-01-25 to 2027-02-20.",
        ),
        (
            "2027-01-01",
            "Again from 2027-01-01, it would overlap the days from 2027-01-25 to 2027-02-20.",
        ),
        (
            "2029-01-20 2029-01-10",
            "Again from 2029-01-20, it would overlap the days from 2029-01-10 to 2029-02-05.",
        ),
        ("9999-12-20", "This would last beyond the year 9999."),
        (" ".join(f"{year}-01-25" for year in range(2028, 2059)), "Enter at most 30 dates."),
        ("\u0662\u0660\u0662\u0668-01-01", "is no date"),
    ],
)
def test_what_is_no_date_or_no_new_time_is_named(db, text, sentence):
    form = ClosureForm(NEW_YEAR | {"repeats_on": text})
    assert not form.is_valid()
    assert sentence in form.errors["repeats_on"][0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", []),
        (" , ;", []),
        ("2029-2-13,2028-01-26", [date(2028, 1, 26), date(2029, 2, 13)]),
        ("2028-01-26\n2028-01-26; 2027-01-25", [date(2028, 1, 26)]),
        (
            " ".join(f"{year}-01-25" for year in range(2028, 2058)),
            [date(y, 1, 25) for y in range(2028, 2058)],
        ),
    ],
)
def test_dates_are_kept_once_and_in_order(cast, text, kept):
    form = ClosureForm(NEW_YEAR | {"repeats_on": text}, instance=Closure(facility=cast.ningbo))
    assert form.is_valid(), form.errors
    assert form.save().repeats_on == kept


def test_the_form_shows_what_was_saved_and_knows_that_nothing_changed(cast):
    closure = closure_of(cast, repeats_on=[date(2028, 1, 26), date(2029, 2, 13)])
    form = ClosureForm(instance=closure)
    shown = {name: form[name].value() for name in form.fields}
    assert shown["repeats_on"] == "2028-01-26, 2029-02-13"
    assert not ClosureForm(shown, instance=closure).has_changed()


def test_a_wrong_length_is_told_before_the_repeats_are_looked_at(db):
    form = ClosureForm(NEW_YEAR | {"ends_on": "2027-01-01", "repeats_on": "2028-01-26"})
    assert form.errors == {"ends_on": ["The last day is before the first."]}


def test_the_pages_show_the_next_time_and_those_after_it(cast, sign_in, time_machine):
    closure_of(cast, repeats_on=[date(2028, 1, 26), date(2029, 2, 13)])
    time_machine.move_to(date(2027, 3, 1))  # the first time is over
    page = sign_in(cast.vera).get(cast.ningbo.get_absolute_url())
    (times,) = page.context["closures"]
    assert [each.starts_on for each in times] == [date(2028, 1, 26), date(2029, 2, 13)]
    calendar = page.text.split("When it works")[1].split("</section>")[0]
    assert "26 Jan 2028" in calendar
    assert "21 Feb 2028" in calendar
    assert "13 Feb 2029" in calendar
    assert "25 Jan 2027" not in calendar
    row = sign_in(cast.vera).get("/o/acme/facilities/?kind=supplier").text
    assert "26 Jan 2028 – 21 Feb 2028" in row


def test_from_how_many_days_on_a_facility_is_told(cast, sign_in):
    client = sign_in(cast.alice)
    url = f"{FACILITIES}{cast.lone_star.pk}/change/"
    data = typed(name="Lone Star Prep")
    assert client.post(url, data | {"notice_days": "5"}).status_code == 302
    cast.lone_star.refresh_from_db()
    assert cast.lone_star.notice_days == 5
    assert "5 days" in client.get(cast.lone_star.get_absolute_url()).text.split("Told of delays from")[1][:60]
    for wrong in ("0", "61"):
        page = client.post(url, data | {"notice_days": wrong})
        assert page.context["adminform"].form.errors == {"notice_days": ["Choose between 1 and 60 days."]}


def test_a_supplier_gets_no_work_orders_and_is_told_of_no_delays(cast, sign_in):
    client = sign_in(cast.alice)
    assert "notice_days" not in client.get(f"{FACILITIES}{cast.ningbo.pk}/change/").text
    assert "Told of delays" not in client.get(cast.ningbo.get_absolute_url()).text
