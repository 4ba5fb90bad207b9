"""The demo's own time: its acts happened on the days the story says, not in the second they were loaded."""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from pghistory.models import Context, Event

from sostocked.foundation.records.history import acting

_BACKDATE = """
    UPDATE {table} row SET {column} = told.at
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS told(context, at) WHERE row.{key} = told.context
"""


class Clock:
    """Lets people act on days gone by. What the story plans for later happens now."""

    def __init__(self):
        self._now = timezone.now()
        self._acts_from: Counter[datetime] = Counter()
        self._moments: dict[UUID, datetime] = {}

    @contextmanager
    def act(self, person, day: date):
        """What is done inside is done by `person` on `day`, a few minutes after what was done before it."""
        moment = self._next_moment(day)
        with acting(person) as context, mock.patch.object(timezone, "now", return_value=moment):
            yield
        self._moments[context.id] = moment

    def _next_moment(self, day: date) -> datetime:
        at_one, latest = (
            datetime(day.year, day.month, day.day, 13, tzinfo=UTC),
            self._now - timedelta(hours=8),
        )
        moment = min(at_one, latest)
        self._acts_from[moment] += 1
        return moment + timedelta(minutes=self._acts_from[moment])

    def settle(self) -> None:
        """Give the history the days of the acts: the database wrote it by its own clock."""
        told: list[list[Any]] = [list(self._moments), list(self._moments.values())]
        tables: list[tuple[type[Model], str, str]] = [(Context, "created_at", "id")]
        tables += [
            (model, "pgh_created_at", "pgh_context_id")
            for model in apps.get_models()
            if issubclass(model, Event)
        ]
        for model, column, key in tables:
            sql = _BACKDATE.format(table=model._meta.db_table, column=column, key=key)
            with pgtrigger.ignore(), connection.cursor() as cursor:
                cursor.execute(sql, told)
