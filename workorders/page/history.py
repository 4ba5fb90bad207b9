"""The story of a work order: the same for the seller and the facility, since both are in it."""

from collections.abc import Iterable
from datetime import date

from inventory.as_said import said_otherwise
from leadtimes.leg_reports.date_change_history import DateChangeRecord, with_date_changes
from sostocked.foundation.records.history import Event, Teller, events_about, history_of
from sostocked.foundation.words import day_of
from workorders.models import Acknowledgement, Step, WorkOrder, WorkOrderLine
from workorders.rules.step_kinds import STEP_KINDS

_MOVES = {
    "sent": ("send", "sent it to the facility"),
    "in_progress": ("play", "started the work"),
    "completed": ("circle-check-big", "completed the work"),
    "cancelled": ("ban", "cancelled it"),
}


def story_of(
    work_order: WorkOrder,
    *,
    lines: Iterable[WorkOrderLine],
    acknowledgements: Iterable[Acknowledgement],
    date_changes: Iterable[DateChangeRecord] = (),
    elsewhere: Iterable[DateChangeRecord] = (),
    removals: Iterable[Event] = (),
) -> list[Event]:
    """What happened to `work_order`, its lines and steps since it was sent or planned, newest first.

    `date_changes` are those of its own legs; of the ones `elsewhere` on the way a facility reads the reason only.
    `removals` tell of photos that are there no more.
    """
    events = list(events_about(work_order, WorkOrder, WorkOrderLine, Step))
    skus = {line.product_id: line.facts.sku for line in lines}
    written = history_of(events, _tellers(skus))
    return with_date_changes(
        [*written, *map(_acknowledged, acknowledgements), *removals], date_changes, elsewhere
    )


def since_sent(story: list[Event]) -> list[Event]:
    """The part of the story that the facility was in: nothing from before it was told."""
    sent = next((n for n, event in enumerate(story) if event.icon == "send"), len(story))
    return story[: sent + 1]


def _acknowledged(each: Acknowledgement) -> Event:
    return Event(each.at, str(each.by), f"acknowledged revision {each.revision}", "check")


def _tellers(skus: dict[int, str]) -> dict[str, Teller]:
    return {
        "workorders.WorkOrder": Teller(
            {
                "expected_on": "Goods expected",
                "leave_on": "Must leave",
                "instructions": "Note",
                "cancel_reason": "Reason",
            },
            headline=_headline,
            show=_fact,
        ),
        "workorders.WorkOrderLine": Teller(
            {"quantity": "units"},
            subject=lambda data: skus.get(data["product_id"], "A product no longer listed:"),
            show=lambda _column, value: "" if value is None else f"{value:,}",
            spread={"as_said": said_otherwise},
        ),
        "workorders.Step": Teller(
            {"kind": "", "instruction": "", "quantity": "units", "short_reason": "no more built"},
            subject=lambda data: f"Step {data['position']}",
            headline=_ticked,
            show=_step_value,
        ),
    }


def _fact(column: str, value) -> str:
    is_day = value and column in ("expected_on", "leave_on")
    return day_of(date.fromisoformat(value)) if is_day else value or ""


def _headline(event) -> tuple[str, str] | None:
    if event.pgh_label == "insert":
        return ("file-plus", "wrote the work order")
    before, after = (event.pgh_diff or {}).get("status", (None, None))
    if before == "completed":
        return ("lock-open", f"reopened it: {event.pgh_data['reopen_reason']}")
    return _MOVES.get(after)


def _ticked(event) -> tuple[str, str] | None:
    done = (event.pgh_diff or {}).get("done_at")
    if not done:
        return None
    step = f"step {event.pgh_data['position']}, {STEP_KINDS[event.pgh_data['kind']].label.lower()}"
    return ("check", f"did {step}") if done[1] else ("rotate-ccw", f"opened {step} again")


def _step_value(column: str, value) -> str:
    if column == "kind":
        return STEP_KINDS[value].label if value else ""
    return f"{value:,}" if isinstance(value, int) else value or ""
