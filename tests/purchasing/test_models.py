"""An order that is saved says why, to whoever reacts, and only while it is saved."""

import pytest
from django.db.models.signals import post_save

from purchasing.change_context import INSTRUCTED, ChangeContext
from purchasing.models import PurchaseOrder
from sostocked.foundation.records.errors import Refused
from tests.factories import make_draft, make_placed


@pytest.fixture
def heard():
    """The contexts that receivers of the save find on the order."""
    found = []

    def listen(instance, **kwargs):
        found.append(instance.change_context)

    post_save.connect(listen, sender=PurchaseOrder)
    yield found
    post_save.disconnect(listen, sender=PurchaseOrder)


def test_a_save_is_explained_by_its_own_context_and_not_by_the_one_before(cast, heard):
    order = make_placed(cast)
    heard.clear()
    drift = ChangeContext(is_drift=True, said_by=cast.lone_star.pk)
    order.save(update_fields=["version"], context=drift)
    order.save()
    assert heard == [drift, INSTRUCTED]
    assert not hasattr(order, "change_context")


@pytest.mark.django_db(transaction=True)
def test_a_save_that_is_refused_is_undone_and_leaves_no_context_behind(cast):
    """Nobody opened a transaction around it, as in a shell."""
    order = make_draft(cast)

    def refuse(instance, **kwargs):
        raise Refused("Work has begun.")

    post_save.connect(refuse, sender=PurchaseOrder)
    try:
        order.notes = "Changed"
        with pytest.raises(Refused):
            order.save(context=ChangeContext(reason="No demand"))
    finally:
        post_save.disconnect(refuse, sender=PurchaseOrder)
    assert not hasattr(order, "change_context")
    assert PurchaseOrder.objects.get(pk=order.pk).notes == ""
