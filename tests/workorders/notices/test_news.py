"""Whether a facility's mail is still true when it gets round to going."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from purchasing import services as purchasing
from sostocked.foundation.outbox.clock import forget_old_news, sweep
from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.outbox.services import send_again
from tests.factories import make_placed
from workorders import services
from workorders.models import WorkOrder
from workorders.notices.services import announce_moves
from workorders.revisions import revise


@pytest.fixture
def order(cast):
    return make_placed(cast)


@pytest.fixture
def work_order(order):
    return order.work_orders.select_related("facility", "organization").get()


def notices(work_order):
    return Message.objects.filter(about=[key_of(work_order)]).order_by("pk")


def fates():
    return [(each.subject, each.overtaken_by or "sent") for each in Message.objects.order_by("pk")]


def test_a_notice_knows_its_documents_and_whose_it_is(cast, order, work_order):
    message = notices(work_order).get()
    assert (message.organization_id, message.part_of, message.whom) == (
        cast.acme.pk,
        [key_of(order)],
        "Lone Star Prep",
    )
    assert list(Message.objects.seen_at([key_of(order)])) == [message]


def test_is_waiting_for_you_does_not_arrive_after_was_cancelled(cast, order, work_order):
    purchasing.cancel(order, reason="Wrong supplier")
    assert sweep() == 1
    assert [each.subject for each in mail.outbox] == ["WO-1001-1 was cancelled · Acme Goods"]
    assert notices(work_order).first().overtaken_by == "WO-1001-1 was cancelled meanwhile."


def test_what_a_later_mail_tells_anew_stays_at_home(cast, work_order):
    revise([work_order])
    assert sweep() == 1
    assert notices(work_order).first().overtaken_by == "A later mail tells what is new of WO-1001-1."
    assert notices(work_order).last().sent_at


def test_where_the_later_mail_went_to_somebody_else_the_earlier_still_goes(cast, work_order):
    revise([work_order])
    notices(work_order).last().delete()
    assert sweep() == 1
    assert mail.outbox[0].subject == "WO-1001-1 is waiting for you · Acme Goods"


def test_who_has_acknowledged_need_not_hear_that_work_is_waiting(cast, work_order):
    services.acknowledge(work_order, by=cast.dana, revision=1)
    assert sweep() == 0
    assert notices(work_order).get().overtaken_by == "WO-1001-1 was acknowledged meanwhile."


def test_who_left_the_staff_hears_nothing_more(cast, work_order):
    cast.lone_star.staff.remove(cast.dana)
    assert sweep() == 0
    assert notices(work_order).get().overtaken_by == "Such news no longer goes to this address."


def test_a_contact_address_that_is_corrected_gets_the_mail_that_bounced(cast, work_order):
    bounced = notices(work_order).get()
    Message.objects.filter(pk=bounced.pk).update(
        to=["dnaa@example.com"], key=bounced.key.replace("dana", "dnaa"), failed_at=timezone.now()
    )
    assert send_again(notices(work_order).get()) == ["dana@example.com"]
    assert sweep() == 1
    assert mail.outbox[0].to == ["dana@example.com"]


def test_a_mail_about_many_goes_while_one_of_them_is_news(cast, order, work_order):
    other = make_placed(cast, ordered_on=date(2026, 10, 13)).work_orders.get()
    both = list(WorkOrder.objects.filter(pk__in=[work_order.pk, other.pk]).order_by("pk"))
    Message.objects.all().delete()
    announce_moves(both * 2)  # four times news: one mail that lists them
    message = Message.objects.get()
    assert message.kind == "work-orders-moved"
    assert set(message.part_of) == {key_of(order), key_of(other.order)}
    services.acknowledge(work_order, by=cast.dana, revision=1)
    Message.objects.update(failed_at=timezone.now())
    assert forget_old_news() == 0
    services.acknowledge(other, by=cast.dana, revision=1)
    assert forget_old_news() == 1
