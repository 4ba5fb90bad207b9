"""Whose files there are. A model that has files registers who may see them; what is not registered is not seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from sostocked.foundation.people.models import User


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who may do what with the files of the rows of a model.

    `visible_to` gives the rows whose files a person sees. `require_may_add` and
    `require_may_remove` raise Refused, with a
    sentence, for whoever may not; the second is given the file.
    """

    model: type[Model]
    visible_to: Callable[[User | AnonymousUser], QuerySet[Any]]
    require_may_add: Callable[[Any, User], None]
    require_may_remove: Callable[[Any, Any, User], None]


_DOORS: dict[type[Model], Door] = {}


def register(door: Door) -> None:
    """Called once for each model that has files, in `AppConfig.ready` of its app."""
    _DOORS[door.model] = door


def doors() -> Iterable[Door]:
    """All of them."""
    return _DOORS.values()


def door_of(model: type[Model]) -> Door:
    """The door of one model; KeyError for a model without files, which is a mistake of the program."""
    return _DOORS[model]
