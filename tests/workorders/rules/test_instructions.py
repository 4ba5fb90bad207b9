"""A work order without a word of what is to be done is none."""

import pytest

from sostocked.foundation.records.errors import Refused
from workorders.rules.instructions import is_empty, require_instructions


@pytest.mark.parametrize(
    ("steps", "note", "empty"),
    [
        ([], "", True),
        ([], "  \n", True),
        ([], "Store only", False),
        (["receive"], "", False),
        (["receive"], "Handle with care", False),
    ],
)
def test_a_step_or_a_note_says_what_is_to_be_done(steps, note, empty):
    assert is_empty(steps, note) is empty
    if not empty:
        require_instructions("WO-1001-1", steps, note)
        return
    with pytest.raises(
        Refused, match=r"^WO-1001-1 says nothing of what is to be done\. It needs a step, or "
    ):
        require_instructions("WO-1001-1", steps, note)
