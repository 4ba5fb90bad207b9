"""Beat's visits to the outbox."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from sostocked.foundation.outbox.delivery import deliver_all, overtaken
from sostocked.foundation.outbox.kinds import why_overtaken
from sostocked.foundation.outbox.models import Message

AT_ONCE = 200
"""How many messages one visit looks at."""

LOOKS_BACK = timedelta(days=30)
"""So long a message that was given up is looked at again: whether anybody still misses it."""


@shared_task(name="sostocked.outbox.clock.sweep")  # as the queue has known it from the beginning
def sweep() -> int:
    """Deliver whatever is due: to be tried again, posted while the queue was down, left by a worker that died."""
    due = Message.objects.due(timezone.now()).order_by("next_try_at", "pk")
    return deliver_all(list(due.values_list("pk", flat=True)[:AT_ONCE]))


@shared_task(name="sostocked.outbox.clock.forget_old_news")
def forget_old_news() -> int:
    """Take messages off the pages that were given up and that nobody needs any more; how many."""
    since = timezone.now() - LOOKS_BACK
    given_up = Message.objects.undelivered().filter(failed_at__gte=since).exclude(kind="")
    found = [(each.pk, why_overtaken(each)) for each in given_up.order_by("-failed_at")[:AT_ONCE]]
    return sum(
        Message.objects.filter(pk=pk, sent_at=None, overtaken_at=None).update(**overtaken(why))
        for pk, why in found
        if why
    )
