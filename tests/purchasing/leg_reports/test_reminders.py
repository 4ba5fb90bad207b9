"""The morning's question: is it over? Once a day, by each seller's own clock, and only when there is news."""

from datetime import date

import pytest

from leadtimes.rules.leg_reports import LegReport, ReportKind
from leadtimes.speaker import Speaker
from purchasing.clock import ask_what_is_over
from purchasing.leg_reports import services as leg_reports
from purchasing.leg_reports.reminders import remind
from sostocked.foundation.outbox.models import Message
from tests.factories import OrganizationFactory, make_closed, make_draft, make_placed

QUESTIONS = Message.objects.filter(key__contains="unconfirmed")


def finish(order, cast, on):
    said = LegReport(ReportKind.FINISHED, on, reason="factory")
    leg_reports.report(order, leg_id=order.legs.first().pk, leg_report=said, speaker=Speaker(cast.alice, on))


@pytest.fixture
def order(cast, time_machine):
    """Its production should end on the day it is: 11 November."""
    order = make_placed(cast)
    time_machine.move_to("2026-11-11T15:00:00Z")
    return order


def test_everybody_who_writes_is_asked_once_a_day(cast, order):
    for _hour in range(3):
        ask_what_is_over()
    question, other = QUESTIONS.order_by("pk")
    assert (question.to, other.to) == (["alice@example.com"], ["bob@example.com"])
    assert (question.subject, question.text) == (other.subject, other.text)
    assert question.subject == f"Is it over? Production of {order.number} · Acme Goods"
    assert "PO-1001, Ningbo Brightware: Production should have ended on Wed 11 Nov 2026" in question.text
    assert "/o/acme/purchase-orders/PO-1001/" in question.text
    assert "Orders that are late" not in question.text


def test_who_no_longer_has_an_account_is_not_asked(cast, order):
    cast.bob.is_active = False
    cast.bob.save()
    ask_what_is_over()
    assert [question.to for question in QUESTIONS.all()] == [["alice@example.com"]]


def test_no_news_is_no_mail(cast, order, time_machine):
    time_machine.move_to("2026-11-12T15:00:00Z")
    assert ask_what_is_over() == 0
    assert not QUESTIONS.exists()


def test_what_was_confirmed_is_not_asked_and_late_orders_are_counted(cast, order):
    slow = make_placed(cast, ordered_on=date(2026, 10, 2))
    finish(slow, cast, date(2026, 11, 10))
    ask_what_is_over()
    text = QUESTIONS.first().text
    assert "Orders that are late: 1." in text
    assert slow.number not in text
    finish(order, cast, date(2026, 11, 11))
    QUESTIONS.delete()
    assert ask_what_is_over() == 0


def test_drafts_and_closed_orders_ask_nothing(cast, order):
    make_draft(cast)
    make_closed(order)
    assert ask_what_is_over() == 0


def test_it_is_morning_where_the_seller_works(cast, order, time_machine):
    """At 12:30 UTC it is half past six in Chicago, at 13:30 half past seven."""
    time_machine.move_to("2026-11-11T12:30:00Z")
    assert ask_what_is_over() == 0
    time_machine.move_to("2026-11-11T13:30:00Z")
    assert ask_what_is_over() == 1


def test_it_can_be_turned_off_in_the_settings(cast, order, sign_in):
    client = sign_in(cast.alice)
    page = client.get("/o/acme/settings/")
    assert 'name="reminds"' in page.text
    typed = {"name": "Acme Goods", "timezone": "America/Chicago", "currency": "USD"}
    assert client.post(page.request["PATH_INFO"], typed).status_code == 302
    assert ask_what_is_over() == 0


@pytest.mark.parametrize("orders", [1, 3, 25])
def test_the_same_queries_however_many_orders(cast, orders, time_machine, django_assert_num_queries):
    for _order in range(orders):
        make_placed(cast)
    OrganizationFactory()
    time_machine.move_to("2026-11-11T15:00:00Z")
    with django_assert_num_queries(6):
        remind(cast.acme)
    assert f"and {orders - 20} more" in QUESTIONS.first().text or orders <= 20
