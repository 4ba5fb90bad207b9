"""What a work order says, as plain data: kept when it is acknowledged, and compared with what it says later.

Acknowledgements are kept for good, and older ones say less. Two snapshots are compared by what both of them say.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from inventory.rules.product_facts import LABELS, ProductFacts
from inventory.rules.product_facts import differences as differing_facts
from sostocked.foundation.records.changes import Change
from sostocked.foundation.rules.text import tidy_lines
from sostocked.foundation.words import count_of
from workorders.content import StepText, WorkOrderContent
from workorders.models import WorkOrderLine


def snapshot_of(content: WorkOrderContent) -> dict[str, Any]:
    """What the work order says, as plain data."""
    work_order = content.work_order
    return {
        "facts": {
            "Goods expected": _iso(work_order.expected_on),
            "Must leave": _iso(work_order.leave_on),
            "Goes on to": content.onward.name,
            "Address it goes on to": content.onward.address,
            "Note": tidy_lines(work_order.instructions),
            "Cancelled because": tidy_lines(work_order.cancel_reason),
        },
        "lines": [_line(line) for line in content.lines],
        "steps": [tidy_lines(step_line(each)) for each in content.steps],
    }


def _line(line: WorkOrderLine) -> dict[str, Any]:
    facts = line.facts
    return {
        "product_id": line.product_id,
        "units": count_of(line.quantity, "unit"),
        "cartons": facts.cartons(line.quantity).words,
        "said": facts.as_json(),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def step_line(each: StepText) -> str:
    """A step in one line of text."""
    step = each.step
    what = [f"{step.quantity:,} ×" if step.quantity else "", step.facts.sku if step.product_id else ""]
    parts = ", ".join(f"{part.quantity} × {part.sku}" for part in each.parts)
    return " ".join(filter(None, [f"{step.label}:", *what, f"from {parts}." if parts else "", each.text]))


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────────────────


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What a reader of `before` must know about `after`: facts, lines and steps that differ."""
    facts = [name for name in before["facts"] if name in after["facts"]]
    found = [Change(name, before["facts"][name], after["facts"][name]) for name in facts]
    found += _lines(_lines_of(before["lines"]), _lines_of(after["lines"]))
    steps_before, steps_after = (dict(enumerate(each["steps"], start=1)) for each in (before, after))
    found += [
        Change(f"Step {n}", steps_before.get(n, ""), steps_after.get(n, ""))
        for n in dict.fromkeys([*steps_before, *steps_after])
    ]
    return [change for change in found if not _reads_the_same(change)]


def _reads_the_same(change: Change) -> bool:
    """Older snapshots keep texts as a browser sent them, with other line ends and signs that nobody sees."""
    return tidy_lines(change.before) == tidy_lines(change.after)


def says_less(kept: Mapping[str, Any]) -> bool:
    """Whether a snapshot is one of the first, which knew nothing of products but their units."""
    return isinstance(kept["lines"], Mapping)


def _lines_of(kept: Any) -> list[dict[str, Any]]:
    """The lines of a snapshot. The first ones said only the units of each SKU."""
    if isinstance(kept, Mapping):
        return [{"said": {"sku": sku}, "units": units} for sku, units in kept.items()]
    return kept


def _lines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    """Lines that are about one product on both sides, then those that are on one side only."""
    left = list(after)
    for old in before:
        new = next((each for each in left if _is_same_product(old, each)), None)
        if new is None:
            yield Change(old["said"]["sku"], old["units"], "")
            continue
        left.remove(new)
        yield from _line_changes(old, new)
    for new in left:
        yield Change(new["said"]["sku"], "", new["units"])


def _is_same_product(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if "product_id" in old and "product_id" in new:
        return old["product_id"] == new["product_id"]
    return old["said"]["sku"] == new["said"]["sku"]


def _line_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    sku = new["said"]["sku"]
    yield Change(sku, _agreeing(old["units"]), _agreeing(new["units"]))
    if "cartons" in old and "cartons" in new:
        yield Change(f"{sku} cartons", old["cartons"], new["cartons"])
    facts_before, facts_after = _both(old["said"], new["said"])
    for change in differing_facts(facts_before, facts_after):
        yield change._replace(name=f"{sku} {_lower(change.name)}")


def _agreeing(units: str) -> str:
    """The units of a line. The first snapshots said "1 units"."""
    return "1 unit" if units == "1 units" else units


def _both(*said: Mapping[str, Any]) -> Iterable[ProductFacts]:
    """The facts that all of these tell."""
    names = [name for name in LABELS if all(name in each for each in said)]
    return [ProductFacts.from_json({name: each[name] for name in names}) for each in said]


def _lower(label: str) -> str:
    return label if label.isupper() else label[0].lower() + label[1:]
