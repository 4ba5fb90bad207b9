"""Numbers that people read out on the telephone: short, in order, one run per organization and document."""

from typing import cast

from django.db import connection
from django.db.models import Model

_NEXT = """
    INSERT INTO people_numberrun (organization_id, document, last) VALUES (%s, %s, %s)
    ON CONFLICT (organization_id, document)
    DO UPDATE SET last = people_numberrun.last + 1 RETURNING last
"""
"""The table is that of `people.NumberRun`."""


def next_number(organization: Model, document: str, *, first: int) -> int:
    """Take the next number of a run, starting at `first`.

    The row stays locked until the transaction ends, so two at once wait for each other, and a number
    that was rolled back is given again: the run has no holes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [organization.pk, document, first])
        return cast(int, cursor.fetchone()[0])
