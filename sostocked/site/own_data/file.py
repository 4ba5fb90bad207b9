"""The file that a person takes along: JSON, written while it is sent, so that thousands of rows take no memory."""

import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder

from sostocked.foundation.people.models import User
from sostocked.site.own_data.contents import CONTENTS, Rows


def write(user: User) -> Iterator[str]:
    """The file in pieces: an object with a list for each kind."""
    yield "{"
    for at, (name, rows_of) in enumerate(CONTENTS.items()):
        yield f'{"," if at else ""}\n"{name}": ['
        yield from _rows(rows_of(user))
        yield "]"
    yield "\n}\n"


def _rows(rows: Rows) -> Iterator[str]:
    for at, row in enumerate(rows):
        yield f"{',' if at else ''}\n  {json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)}"
