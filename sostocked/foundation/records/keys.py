"""Keys that a row keeps of its own text, so that two texts a reader takes for the same are found and refused.

A key is computed in Python (`folded`), whichever way a row is written. A row that stood before its kind of
code was proved or unique stays as it is, marked by a `ToMendField` and outside the constraint, until mended.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from sostocked.foundation.rules.text import folded


class FoldedKeyField(models.TextField):  # type: ignore[type-arg]  # only the stubs know arguments
    """The key of what stands in the field `of`."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any):
        self.of = of
        settings: dict[str, Any] = {"editable": False, "default": "", **kwargs}
        super().__init__(*args, **settings)

    def deconstruct(self) -> Any:
        """To the database it is plain text; migrations need not know this class."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value: Any, model_instance: Any) -> str:
        """Called by Django before it checks the constraints of a row."""
        return folded(getattr(model_instance, self.of))

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = folded(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key


class ToMendField(models.BooleanField):  # type: ignore[type-arg]  # likewise
    """That what stands in the field `of` was there before it had to be unique, or to prove itself."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any):
        self.of = of
        settings: dict[str, Any] = {"editable": False, "default": False, **kwargs}
        super().__init__(*args, **settings)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BooleanField", args, kwargs


def checked_with(model: type[models.Model], left_out: set[str]) -> set[str]:
    """Names of the fields that no form shows but that are checked with the code they are about."""
    about = (field for field in model._meta.fields if isinstance(field, FoldedKeyField | ToMendField))
    return {field.name for field in about if field.of not in left_out}


def marks_of(model: type[models.Model]) -> list[ToMendField]:
    return [field for field in model._meta.fields if isinstance(field, ToMendField)]


def forget_mended(model: type[models.Model], organization_id: int, *, key: str, mark: str) -> None:
    """Take `mark` off the rows of an organization whose `key` no other row of it has any more."""
    rows = model._default_manager.filter(organization=organization_id)
    twins = rows.filter(**{key: OuterRef(key)}).exclude(pk=OuterRef("pk"))
    rows.filter(~Exists(twins), **{mark: True}).update(**{mark: False})


def _keys_of(model: type[models.Model]) -> list[FoldedKeyField]:
    return [field for field in model._meta.fields if isinstance(field, FoldedKeyField)]


Kept = TypeVar("Kept", bound=models.Model)


class KeyedQuerySet(models.QuerySet[Kept]):
    """Rows whose keys follow their texts, also when many are written at once."""

    def update(self, **values: Any) -> int:
        keys = {
            key.name: folded(values[key.of])
            for key in _keys_of(self.model)
            if isinstance(values.get(key.of), str)
        }
        return super().update(**(keys | values))

    def bulk_update(self, objs: Iterable[Kept], fields: Iterable[str], batch_size: int | None = None) -> int:
        objs, fields = list(objs), list(fields)
        for key in _keys_of(self.model):
            if key.of in fields:
                fields.append(key.name)
                for row in objs:
                    key.pre_save(row, add=False)
        return super().bulk_update(objs, fields, batch_size=batch_size)


class Keyed(models.Model):
    """A row whose keys follow its texts when only some of its fields are saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            keys = {key.name for key in _keys_of(type(self)) if key.of in update_fields}
            update_fields = {*update_fields, *keys}
        super().save(*args, update_fields=update_fields, **kwargs)
