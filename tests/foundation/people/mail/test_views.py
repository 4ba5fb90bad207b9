"""Mail that did not arrive, where it hurts: on the documents' pages, under People, and on a page of its own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadtimes.facilities.staff import invite_staff
from sostocked.foundation.outbox.models import Message, key_of
from sostocked.foundation.people.models import Membership
from sostocked.foundation.people.services import invite_member
from tests.factories import make_placed

REASON = "The mail server said: 550 5.1.1 No such user"
PAGE = "/o/acme/undelivered-mail/"


def give_up(**which):
    Message.objects.filter(**which).update(failed_at=timezone.now(), last_error=REASON, attempts=1)


@pytest.fixture
def order(cast):
    """Its one work order is Dana's; the mail to her bounced."""
    placed = make_placed(cast)
    give_up()
    return placed


@pytest.fixture
def work_order(order):
    return order.work_orders.get()


@pytest.fixture
def message(order):
    return Message.objects.get()


def words(response):
    return " ".join(response.content.decode().split())


def sees_it(page):
    return REASON in page and "dana@example.com" in page


def test_the_pages_of_order_and_work_order_name_whom_and_why_and_send_it_again(
    cast, order, work_order, sign_in
):
    client = sign_in(cast.bob)
    for document in (order, work_order):
        page = words(client.get(document.get_absolute_url()))
        assert "1 mail did not arrive" in page
        assert "To <bdi>Dana</bdi>, <bdi>dana@example.com</bdi>." in page
        assert REASON in page
        assert "Given up on " in page
        assert "Send again" in page


def test_who_only_looks_on_sees_it_and_has_no_button(cast, order, sign_in):
    page = words(sign_in(cast.vera).get(order.get_absolute_url()))
    assert sees_it(page)
    assert "Send again" not in page


def test_the_one_it_was_for_sees_it_and_a_colleague_at_the_facility_does_not(
    cast, order, work_order, sign_in
):
    cast.lone_star.staff.add(cast.wes)
    url = work_order.get_absolute_url()
    assert sees_it(words(sign_in(cast.dana).get(url)))
    page = words(sign_in(cast.wes).get(url))
    assert (REASON in page, "did not arrive" in page) == (False, False)


def test_a_mail_that_is_still_being_tried_says_when_next(cast, order, sign_in):
    in_an_hour = timezone.now() + timedelta(hours=1)
    Message.objects.update(
        failed_at=None, last_error="The mail server said: 451 Later", next_try_at=in_an_hour
    )
    assert "Being tried again, next on " in words(sign_in(cast.alice).get(order.get_absolute_url()))


@pytest.mark.parametrize(
    "state",
    [
        {"sent_at": timezone.now(), "failed_at": None},
        {"overtaken_at": timezone.now()},
        {"failed_at": None, "last_error": ""},
    ],
)
def test_what_arrived_was_overtaken_or_is_just_on_its_way_is_on_no_page(cast, order, sign_in, state):
    client = sign_in(cast.alice)
    assert "did not arrive" in words(client.get(order.get_absolute_url()))
    Message.objects.update(**state)
    for url in (order.get_absolute_url(), PAGE):
        assert "dana@example.com" not in words(client.get(url))


def test_the_page_of_all_names_each_and_no_other_seller_s(cast, order, message, sign_in):
    Message.objects.create(
        key="theirs",
        to=["x@example.com"],
        subject="Theirs",
        organization_id=cast.stranger.pk,
        last_error="550",
    )
    client = sign_in(cast.alice)
    page = client.get(PAGE)
    assert [(each.name, each.address, each.reason) for each in page.context["page"].rows] == [
        ("Dana", "dana@example.com", REASON)
    ]
    assert "WO-1001-1 is waiting for you · Acme Goods" in words(page)
    message.delete()
    assert "Everything arrived" in words(client.get(PAGE))


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_asks_the_same_however_many_there_are(cast, sign_in, django_assert_num_queries, rows):
    Message.objects.bulk_create(
        Message(
            key=str(n), to=[f"p{n}@example.com"], subject="N", organization_id=cast.acme.pk, last_error="5"
        )
        for n in range(rows)
    )
    client = sign_in(cast.alice)
    with django_assert_num_queries(6):
        client.get(PAGE)


def test_send_again_leads_back_and_queues_it(cast, order, message, sign_in):
    url = order.get_absolute_url()
    answer = sign_in(cast.bob).post(f"{PAGE}{message.pk}/send-again/", {"next": url}, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "is on its way again, to dana@example.com." in words(answer)
    message.refresh_from_db()
    assert (message.failed_at, message.attempts) == (None, 0)


def test_send_again_leads_nowhere_but_to_this_site(cast, message, sign_in):
    answer = sign_in(cast.bob).post(f"{PAGE}{message.pk}/send-again/", {"next": "https://evil.example/"})
    assert answer.url == "/"


def test_what_is_no_longer_true_is_not_sent_again_and_says_why(cast, work_order, message, sign_in):
    type(work_order).objects.filter(pk=work_order.pk).delete()
    client = sign_in(cast.bob)
    client.post(f"{PAGE}{message.pk}/send-again/")
    message.refresh_from_db()
    assert message.overtaken_by == "The work order is gone."
    assert "Not sent again. The work order is gone." in words(client.get("/o/acme/purchase-orders/"))


def test_a_mail_of_somebody_else_s_is_not_there(cast, message, sign_in):
    url = f"{PAGE}{message.pk}/send-again/"
    statuses = {who: sign_in(getattr(cast, who)).post(url).status_code for who in ("charlie", "wes", "vera")}
    assert statuses == {"charlie": 404, "wes": 404, "vera": 403}
    assert (
        sign_in(cast.charlie).post(f"/o/stranger/undelivered-mail/{message.pk}/send-again/").status_code
        == 404
    )
    message.refresh_from_db()
    assert message.failed_at


def test_an_invitation_is_sent_again_by_those_who_may_invite(cast, sign_in):
    me = Membership.objects.get(user=cast.alice)
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=me)
    give_up()
    url = f"{PAGE}{Message.objects.get().pk}/send-again/"
    assert sign_in(cast.bob).post(url).status_code == 403
    assert sign_in(cast.alice).post(url).status_code == 302
    assert Message.objects.get().failed_at is None


def test_people_and_staff_pages_say_which_invitation_was_not_delivered(cast, sign_in):
    me = Membership.objects.get(user=cast.alice)
    invite_member(cast.acme, email="nora@example.com", role="buyer", by=me)
    invite_staff(cast.lone_star, email="nils@example.com", by=cast.alice)
    pages = ("/o/acme/people/", f"/o/acme/facilities/{cast.lone_star.pk}/staff/")
    client = sign_in(cast.alice)
    assert [REASON in words(client.get(page)) for page in pages] == [False, False]
    give_up()
    assert [words(client.get(page)).count("Not delivered") for page in pages] == [1, 1]
    assert [REASON in words(client.get(page)) for page in pages] == [True, True]
    assert REASON not in words(sign_in(cast.bob).get(pages[0]))


def test_all_are_sent_again_at_once_and_other_sellers_are_left_alone(cast, order, sign_in):
    theirs = Message.objects.create(
        key="theirs", to=["x@example.com"], organization_id=cast.stranger.pk, failed_at=timezone.now()
    )
    answer = sign_in(cast.alice).post(f"{PAGE}send-again/", follow=True)
    assert "1 mail on the way again." in words(answer)
    assert list(Message.objects.filter(failed_at__isnull=False)) == [theirs]


def test_owners_and_admins_are_told_on_every_page_until_one_hides_it(cast, order, sign_in):
    alarm = "Mail of <bdi>Acme Goods</bdi> did not arrive."
    url = "/o/acme/products/"
    assert alarm not in words(sign_in(cast.bob).get(url))
    assert alarm not in words(sign_in(cast.dana).get("/work-orders/"))
    client = sign_in(cast.alice)
    assert alarm in words(client.get(url))
    assert client.post(f"{PAGE}noted/", {"next": url}).url == url
    assert alarm not in words(client.get(url))
    assert sees_it(words(client.get(PAGE)))


def test_what_is_given_up_after_it_was_noted_alarms_anew(cast, order, sign_in):
    client = sign_in(cast.alice)
    client.post(f"{PAGE}noted/")
    make_placed(cast)
    give_up(sent_at=None)
    assert "did not arrive." in words(client.get("/o/acme/products/"))


def test_another_seller_hears_nothing_of_it(cast, order, sign_in):
    assert "did not arrive" not in words(sign_in(cast.charlie).get("/o/stranger/products/"))


def test_superusers_find_all_mail_in_the_admin_without_its_text_and_send_it_again(cast, message, sign_in):
    Message.objects.update(text="The secret link", organization_id=None)
    client = sign_in(cast.root)
    listed = words(client.get("/admin/outbox/message/?state=undelivered"))
    assert "WO-1001-1 is waiting for you" in listed
    assert REASON in listed
    one = words(client.get(f"/admin/outbox/message/{message.pk}/change/"))
    assert (REASON in one, "The secret link" in one) == (True, False)
    chosen = {"action": "send_them_again", "_selected_action": [message.pk]}
    client.post("/admin/outbox/message/", chosen)
    message.refresh_from_db()
    assert message.failed_at is None


def test_owners_find_no_mail_in_the_admin(cast, message):
    client = Client()
    client.force_login(cast.alice)
    assert client.get("/admin/").status_code == 200
    for url in ("/admin/outbox/message/", f"/admin/outbox/message/{message.pk}/change/"):
        assert client.get(url).status_code == 403


def test_a_message_about_an_order_is_known_by_its_key(order, message):
    assert message.part_of == [key_of(order)]
