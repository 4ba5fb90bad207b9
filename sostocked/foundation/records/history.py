"""Who did what, before and after. Written by database triggers, told here in the words of each desk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.db.models import Model
from pghistory.middleware import HistoryMiddleware
from pghistory.models import Events

from sostocked.foundation.records.changes import Change


def tracked(model: Any = None, *, without: Sequence[str] = ()) -> Any:
    """Decorate a model whose rows are remembered whenever they are created, changed or removed.

    `without` are fields that history must not keep: secrets.
    """
    if model is None:
        return partial(tracked, without=without)
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, exclude=list(without), meta={"triggers": append_only()})(model)


def tracked_pairs(model: Any) -> Any:
    """Decorate the proxy of a many-to-many table: its rows come and go, and never change."""
    events = (pghistory.InsertEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, obj_field=None, meta={"triggers": append_only()})(model)


NEVER_EMPTIED = "never_emptied"


def append_only() -> list[pgtrigger.Trigger]:
    """Rows that were written stay as they are. `append_only_tables` finds a model by these triggers."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=NEVER_EMPTIED,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
        ),
    ]


ONLY_BY_TRIGGER = "only_by_trigger"


def kept_by_trigger() -> list[pgtrigger.Trigger]:
    """Rows that the trigger of another table writes, and nobody else. `tables_kept_by_triggers` finds them."""
    return [
        pgtrigger.Trigger(
            name=ONLY_BY_TRIGGER,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
            func="""
                IF PG_TRIGGER_DEPTH() < 2 THEN
                    RAISE EXCEPTION 'pgtrigger: Cannot write rows of % table', TG_TABLE_NAME;
                END IF;
                RETURN NULL;
            """,
        )
    ]


def append_only_tables() -> list[str]:
    """The tables that nobody may change, by name."""
    return _tables_with(NEVER_EMPTIED)


def tables_kept_by_triggers() -> list[str]:
    """The tables that only a trigger writes, by name."""
    return _tables_with(ONLY_BY_TRIGGER)


def _tables_with(name: str) -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == name for trigger in getattr(model._meta, "triggers", []))
    )


def acting(person: Any) -> Any:
    """A context in which what happens to tracked rows is remembered as done by `person`."""
    return pghistory.context(user=person.pk, by=str(person))


class RememberWho(HistoryMiddleware):
    """Remembers with every change who asked for it, by the name they had then."""

    def get_context(self, request: Any) -> dict[str, Any]:
        return super().get_context(request) | {
            "by": str(request.user) if request.user.is_authenticated else ""
        }


MADE_CHANGES = "made changes"


@dataclass(frozen=True)
class Event:
    """What one person did in one go."""

    at: datetime
    actor: str
    what: str
    icon: str = "pencil"
    note: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether only its changes tell what it was."""
        return self.what == MADE_CHANGES


def events_about(row: Model, *models: Any) -> Any:
    """What is remembered of `row` and of all that points to it, as far as it is a row of these models."""
    return Events.objects.references(row).across(*(model.pgh_event_model for model in models))


@dataclass(frozen=True)
class Teller:
    """How a desk tells of rows of one table.

    `headline` gives (icon, what) for an event that deserves one, or None. `fields` are the columns worth
    telling, with their names; `subject` names the row in front of them, given the row's data. `spread` are columns
    that hold several facts: what differs between two values of one.
    """

    fields: Mapping[str, str]
    subject: Callable[[dict[str, Any]], str] = lambda data: ""
    headline: Callable[[Any], tuple[str, str] | None] = lambda event: None
    show: Callable[[str, Any], str] = lambda column, value: "" if value is None else str(value)
    spread: Mapping[str, Callable[[Any, Any], list[Change]]] = field(default_factory=dict)


def history_of(
    events: Iterable[Events], tellers: Mapping[str, Teller], *, newest_first: bool = True
) -> list[Event]:
    """Tell the rows of pghistory's `events`, one entry for all that was done in one go.

    `tellers` are keyed by the model of the rows ("purchasing.OrderLine"). Entries with nothing to tell are
    left out.
    """
    rows = sorted(events, key=lambda row: (row.pgh_created_at, str(row.pgh_context_id or ""), row.pgh_id))
    groups = (list(group) for _key, group in groupby(rows, key=_in_one_go))
    told = [event for group in groups if (event := _told(group, tellers))]
    return told[::-1] if newest_first else told


def _in_one_go(row: Any) -> tuple[Any, ...]:
    """Rows of one transaction share their instant, whoever caused them."""
    return (row.pgh_created_at, row.pgh_context_id)


def _told(rows: list[Any], tellers: Mapping[str, Teller]) -> Event | None:
    order = list(tellers)  # the document speaks first, then its rows
    rows = sorted(rows, key=lambda row: (order.index(row.pgh_obj_model), row.pgh_id))
    headlines = [found for row in rows if (found := tellers[row.pgh_obj_model].headline(row))]
    changes = [change for row in rows for change in _changes(row, tellers[row.pgh_obj_model])]
    changes += [change for row in rows for change in _spread(row, tellers[row.pgh_obj_model])]
    if not headlines and not changes:
        return None
    if any(row.pgh_label == "insert" and tellers[row.pgh_obj_model].headline(row) for row in rows):
        changes = []  # a document's first words are on its page; only what came later is a change
    icon, what = headlines[0] if headlines else ("pencil", MADE_CHANGES)
    actor = (rows[0].pgh_context or {}).get("by", "")
    return Event(rows[0].pgh_created_at, actor, what, icon, changes=changes)


def _spread(row: Any, teller: Teller) -> list[Change]:
    """The facts that differ in columns that hold several."""
    diff = (row.pgh_diff or {}) if row.pgh_label == "update" and teller.spread else {}
    found = [change for name, tell in teller.spread.items() if name in diff for change in tell(*diff[name])]
    subject = teller.subject(row.pgh_data) if found else ""
    return [change._replace(name=" ".join(filter(None, [subject, change.name]))) for change in found]


def _changes(row: Any, teller: Teller) -> list[Change]:
    subject = teller.subject(row.pgh_data)
    if row.pgh_label == "update":
        sides = {name: pair for name, pair in (row.pgh_diff or {}).items() if name in teller.fields}
    elif not subject:
        return []
    else:
        born = row.pgh_label == "insert"
        values = {
            name: row.pgh_data.get(name) for name in teller.fields if row.pgh_data.get(name) not in (None, "")
        }
        sides = {name: (None, value) if born else (value, None) for name, value in values.items()}
    return [
        Change(
            " ".join(filter(None, [subject, teller.fields[name]])),
            teller.show(name, before),
            teller.show(name, after),
        )
        for name, (before, after) in sorted(
            sides.items(), key=lambda item: list(teller.fields).index(item[0])
        )
    ]
