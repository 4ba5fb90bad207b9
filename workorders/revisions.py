"""The one way to make a revision: raise the number, note the dates it tells, save, and let the facility know.

A revision is something new for a facility to read. Whatever changes a work order ends here, be it one or
thousands, in a constant number of queries. Whoever calls has locked the work orders, and changed them unsaved.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from purchasing.change_context import ChangeContext
from sostocked.foundation.records.bulk_update import write_columns
from workorders.models import WorkOrder
from workorders.notices.services import announce, announce_moves
from workorders.rules.own_portion import WorkDates
from workorders.told_dates import is_news, move_dates, note_as_told, would_move
from workorders.workflow import Status

DATES = ("revision", "version", "expected_on", "leave_on", "told_expected_on", "told_leave_on")
"""The columns that are written with every change."""


@dataclass(slots=True, kw_only=True)
class Changes:
    """Work orders that change in one go, each in one of the lists, by what there is to read for its facility.

    `revised`: something new, so the number is raised; one that is still planned has nobody to hear of it, and its
    number counts from sending on.
    `sent`: all of it, for the first time. `unheard`: nothing, as where dates drift by less than it wants to know.
    """

    revised: list[WorkOrder] = field(default_factory=list)
    sent: list[WorkOrder] = field(default_factory=list)
    unheard: list[WorkOrder] = field(default_factory=list)

    @property
    def all(self) -> list[WorkOrder]:
        return [*self.revised, *self.sent, *self.unheard]

    @property
    def heard(self) -> list[WorkOrder]:
        """Those that a facility must hear of."""
        return [each for each in (*self.revised, *self.sent) if each.sent_at]


def revise(work_orders: Iterable[WorkOrder], *fields: str) -> None:
    """Make a new revision of each of these, and save `fields` with it."""
    publish(Changes(revised=list(work_orders)), *fields)


def publish(changes: Changes, *fields: str, announcing: Callable[[list[WorkOrder]], None] = announce) -> None:
    """Save what changed, `fields` among it, and let facilities know of what is new to them."""
    record(changes, *fields)
    announcing(changes.heard)


def record(changes: Changes, *fields: str) -> None:
    """The first half of `publish`, for whoever has more to write before anything is announced."""
    for work_order in changes.revised:
        if work_order.sent_at:
            work_order.revision += 1
    for work_order in changes.all:
        work_order.version += 1
    # A cancellation tells no dates: its notice says why, not when.
    note_as_told(each for each in changes.heard if each.status != Status.CANCELLED)
    write_columns(changes.all, [*DATES, *fields])


def revise_where_dates_move(dates: Mapping[WorkOrder, WorkDates], context: ChangeContext) -> None:
    """Give work orders these dates where theirs differ; a revision of those to whose facility that is news."""
    moved = [work_order for work_order, new in dates.items() if would_move(work_order, new)]
    changes = Changes()
    for work_order in moved:
        move_dates(work_order, dates[work_order], context)
        is_heard = work_order.sent_at and is_news(work_order, context)
        (changes.revised if is_heard else changes.unheard).append(work_order)
    publish(changes, announcing=announce_moves)
