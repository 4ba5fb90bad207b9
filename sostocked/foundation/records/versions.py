"""Two people at one row: whoever saves second is told who saved first, when, and what is different now.

A row's version is read from its history, so it counts whoever wrote it: a form, the Django admin, a service, a
shell. `beside` names the rows that are written on the same page, as a facility's closures: they count with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from sostocked.foundation.records.changes import Change
from sostocked.foundation.records.history import Event
from sostocked.foundation.rules.number_reading import read_id
from sostocked.foundation.words import moment_of

NOBODY_KNOWN = "somebody else"


@dataclass(frozen=True, slots=True)
class Newer:
    """What was saved after a page was opened: by whom, when in the reader's words, what is different by it.

    `version` is the one that has been overwritten if the reader chooses so.
    """

    by: str
    when: str
    version: str
    changes: list[Change] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"Changed by {self.by}{f' on {self.when}' if self.when else ''}, after you opened this page."


def version_said(post: Mapping[str, str]) -> str:
    """The version that a form was opened with, or the newer one that its reader chose to overwrite."""
    return post.get("overwrite") or post.get("version", "")


def version_of(row: Model, beside: Sequence[str] = ()) -> str:
    """The version of a saved row, as a form carries it: the last event of it and of each kind of row beside it."""
    return ".".join(str(_last(events)) for events in _histories(row, beside))


def latest_version(model: Any) -> Coalesce:
    """The version of a row without others beside it, for whoever reads the row to bring it in the same query."""
    events = model.pgh_event_model.objects.filter(pgh_obj_id=OuterRef("pk")).order_by("-pgh_id")
    return Coalesce(Subquery(events.values("pgh_id")[:1]), 0)


def newer_than(
    row: Model, version: str, *, reader: Model, timezone: str, beside: Sequence[str] = ()
) -> Newer | None:
    """What was saved since `version` was read; None if nothing was, or if the page does not say what it read.

    Locks the row until the transaction ends, so that what is answered still holds when the page is saved.
    """
    if not version:
        return None
    type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    now = version_of(row, beside)
    if version == now:
        return None
    seen = _read(version, len(beside) + 1)
    pairs = list(zip(_histories(row, beside), seen, strict=True))
    events = [each for each in (_latest(events, after) for events, after in pairs) if each]
    last = max(events, key=lambda each: each.pgh_created_at, default=None)
    return Newer(
        by=who_wrote(last, reader),
        when=moment_of(last.pgh_created_at, ZoneInfo(timezone)) if last else "",
        version=now,
        changes=[*_differences(row, seen[0]), *_beside(row, beside, pairs[1:])],
    )


def who_wrote(event: Any, reader: Model) -> str:
    """Whoever an event of history was caused by, as `reader` calls them."""
    context = event.pgh_context.metadata if event and event.pgh_context else {}
    if context.get("user") == reader.pk:
        return "you, in another window"
    return context.get("by") or NOBODY_KNOWN


def counted_version(post: Mapping[str, str]) -> int:
    """The version that a form of a document was opened with, or is to overwrite; 0 for nonsense."""
    return read_id(version_said(post)) or 0


def newer_document(
    row: Model, version: int, *, reader: Model, timezone: str, story: Iterable[Event]
) -> Newer:
    """The same of a document, which counts its versions itself and tells its own `story`."""
    events = _histories(row, ())[0]
    seen = events.filter(version=version).order_by("-pgh_id").first()
    last = _latest(events, 0)
    return Newer(
        by=who_wrote(last, reader),
        when=moment_of(last.pgh_created_at, ZoneInfo(timezone)) if last else "",
        version=str(type(row)._base_manager.values_list("version", flat=True).get(pk=row.pk)),
        changes=[
            change for each in story if seen and each.at > seen.pgh_created_at for change in each.changes
        ],
    )


def _histories(row: Any, beside: Sequence[str]) -> list[Any]:
    """The events of the row, then of each kind of row beside it."""
    found = [row.pgh_event_model.objects.filter(pgh_obj_id=row.pk)]
    for name in beside:
        relation = row._meta.get_field(name)
        events = relation.related_model.pgh_event_model.objects
        found.append(events.filter(**{relation.field.attname: row.pk}))
    return found


def _last(events: Any) -> int:
    return events.aggregate(last=Max("pgh_id"))["last"] or 0


def _latest(events: Any, after: int) -> Any:
    return events.filter(pgh_id__gt=after).select_related("pgh_context").order_by("-pgh_id").first()


def _read(version: str, parts: int) -> list[int]:
    """A version as numbers; nonsense is a version from before everything."""
    read = [read_id(part) or 0 for part in version.split(".")[:parts]]
    return [*read, *[0] * (parts - len(read))]


def _differences(row: Any, seen: int) -> list[Change]:
    """The fields of the row that read differently than at the event that was `seen`."""
    then = row.pgh_event_model.objects.filter(pgh_id=seen, pgh_obj_id=row.pk).first()
    now = row.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
    if then is None or now is None:
        return []
    told = [each for each in row._meta.concrete_fields if each.editable and hasattr(then, each.attname)]
    pairs = [(each, getattr(then, each.attname), getattr(now, each.attname)) for each in told]
    return [
        Change(_name(each), _shown(each, before), _shown(each, after))
        for each, before, after in pairs
        if before != after
    ]


def _name(column: Any) -> str:
    return (
        str(column.verbose_name).capitalize() if column.verbose_name.islower() else str(column.verbose_name)
    )


def _shown(column: Any, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if column.is_relation:
        return str(column.related_model._base_manager.filter(pk=value).first() or "–")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):  # a model that keeps one may say how people read it
        read = getattr(column.model, f"{column.name}_in_words", None)
        return (read(value) if read else ", ".join(map(str, value))) or "–"
    return str(dict(column.flatchoices).get(value, value))


def _beside(row: Any, beside: Sequence[str], pairs: Sequence[tuple[Any, int]]) -> list[Change]:
    """That rows beside it came, went or changed; what they say now is on the page."""
    moved = [name for name, (events, seen) in zip(beside, pairs, strict=True) if _last(events) != seen]
    names = [str(row._meta.get_field(name).related_model._meta.verbose_name_plural) for name in moved]
    return [Change(name.capitalize(), "", "changed") for name in names]
