"""Who adds photos to a work order, and who takes them off, and until when."""

import uuid

import pytest

from sostocked.foundation.documents.services import add_photo, remove
from sostocked.foundation.people.models import Membership
from sostocked.foundation.records.errors import NotYours, Refused
from tests.factories import UserFactory
from tests.foundation.documents.pictures import jpeg, sent
from workorders.receiving.services import correct
from workorders.workflow import Status


@pytest.mark.parametrize("name", ["alice", "bob", "dana", "root"])
def test_the_facilitys_people_and_who_writes_orders_add_photos(cast, sent_out, name):
    person = getattr(cast, name)
    assert add_photo(sent_out, sent(), by=person).by == person


@pytest.mark.parametrize("name", ["vera", "wes", "charlie"])
def test_nobody_else_does(cast, sent_out, name):
    with pytest.raises(NotYours, match="Only staff of Lone Star Prep"):
        add_photo(sent_out, sent(), by=getattr(cast, name))


@pytest.fixture
def sent_out(truck):
    return truck.work_order()


def test_photos_are_taken_of_work_that_was_sent(cast, planned):
    with pytest.raises(Refused, match="is planned: photos are taken of work that was sent"):
        add_photo(planned, sent(), by=cast.alice)


def test_a_photo_that_comes_late_is_taken_after_the_work_is_completed(cast, truck):
    work_order = truck.work_order()
    work_order.status = Status.COMPLETED
    assert add_photo(work_order, sent(), by=cast.dana)


@pytest.fixture
def colleague(cast):
    person = UserFactory(name="Kim")
    cast.lone_star.staff.add(person)
    return person


def test_who_took_it_or_manages_the_seller_takes_it_off(cast, sent_out, colleague):
    for person in (cast.dana, cast.alice, cast.root):
        photo = add_photo(sent_out, sent(), by=cast.dana)
        assert remove(photo, sent_out, by=person).removed_by == person
    photo = add_photo(sent_out, sent(), by=cast.dana)
    for person in (colleague, cast.bob, cast.vera, cast.wes, cast.charlie):
        with pytest.raises(NotYours, match=r"Only Dana and the seller's admins"):
            remove(photo, sent_out, by=person)
    Membership.objects.filter(user=cast.bob).update(role="admin")
    assert remove(photo, sent_out, by=cast.bob).removed_by == cast.bob


def test_photos_of_a_corrected_receipt_stay(cast, truck):
    key = uuid.uuid4()
    receipt = truck.receive(good=40, key=key)
    line = receipt.lines.get()
    photo = add_photo(truck.work_order(), sent(), by=cast.dana, album=key)
    other = add_photo(truck.work_order(), sent(jpeg(50, 40)), by=cast.dana)
    correct(receipt, take_back={line.pk: 1}, reason="Miscounted", by=cast.dana, key=uuid.uuid4())
    with pytest.raises(Refused, match="Receipt 1 was corrected: its photos stay"):
        remove(photo, truck.work_order(), by=cast.dana)
    assert remove(other, truck.work_order(), by=cast.dana).removed_at


def test_photos_of_work_that_is_over_stay(cast, truck):
    photo = add_photo(truck.work_order(), sent(), by=cast.dana)
    work_order = truck.work_order()
    work_order.status = Status.COMPLETED
    with pytest.raises(Refused, match="is completed: its photos stay"):
        remove(photo, work_order, by=cast.dana)
