"""Row changes, recorded so exactly that they can be taken back.

Two writers share one interface: :class:`DatabaseWriter` changes rows and keeps the
journal, :class:`DryWriter` only counts, so that a check and a load run the same code.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.apps import apps
from django.db import models

BATCH = 500
Values = Mapping[str, Any]
Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Update:
    """The fields of one row that change."""

    pk: int
    before: Values
    after: Values


@dataclass(frozen=True, slots=True)
class Removal:
    """A row to be deleted, with all its values."""

    pk: int
    before: Values


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: ``before`` is ``None`` for a new row, ``after`` for a deleted one."""

    model: Model
    pk: int
    before: Values | None
    after: Values | None


class Writer(Protocol):
    """Where changes go. ``pk`` of new rows are returned in order."""

    def create(self, model: Model, rows: Sequence[Values]) -> list[int]: ...

    def update(self, model: Model, updates: Sequence[Update]) -> None: ...

    def delete(self, model: Model, removals: Sequence[Removal]) -> None: ...


class DryWriter:
    """Writes nothing. New rows get negative keys, which no existing row has."""

    def __init__(self) -> None:
        self._last = 0

    def create(self, model: Model, rows: Sequence[Values]) -> list[int]:
        self._last -= len(rows)
        return list(range(self._last, self._last + len(rows)))

    def update(self, model: Model, updates: Sequence[Update]) -> None:
        return None

    def delete(self, model: Model, removals: Sequence[Removal]) -> None:
        return None


@dataclass
class DatabaseWriter:
    """Writes in batches and remembers what it wrote in ``entries``."""

    entries: list[Entry] = field(default_factory=list)

    def create(self, model: Model, rows: Sequence[Values]) -> list[int]:
        created = model._base_manager.bulk_create(
            [model(**row) for row in rows], batch_size=BATCH
        )
        keys: list[int] = [instance.pk for instance in created]
        for pk, row in zip(keys, rows, strict=True):
            self.entries.append(Entry(model, pk, None, row))
        return keys

    def update(self, model: Model, updates: Sequence[Update]) -> None:
        write_updates(model, {update.pk: update.after for update in updates})
        for update in updates:
            self.entries.append(Entry(model, update.pk, update.before, update.after))

    def delete(self, model: Model, removals: Sequence[Removal]) -> None:
        delete_rows(model, [removal.pk for removal in removals])
        for removal in removals:
            self.entries.append(Entry(model, removal.pk, removal.before, None))


def write_updates(model: Model, changes: Mapping[int, Values]) -> None:
    """Set fields of rows by primary key, rows with the same fields together."""
    groups: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for pk, values in changes.items():
        groups[tuple(sorted(values))].append(model(pk=pk, **values))
    for attnames, instances in groups.items():
        names = [model._meta.get_field(attname).name for attname in attnames]
        model._base_manager.bulk_update(instances, names, batch_size=BATCH)


def delete_rows(model: Model, keys: Sequence[int]) -> None:
    """Delete rows by primary key; the caller has dealt with what points at them."""
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = model._base_manager.filter(pk__in=batch)
        rows._raw_delete(rows.db)


def attnames_of(model: Model) -> tuple[str, ...]:
    """The columns of ``model`` except its primary key, by attribute name."""
    return tuple(f.attname for f in model._meta.concrete_fields if not f.primary_key)


def packed(entries: Iterable[Entry]) -> bytes:
    """The journal as compressed JSON."""
    rows = [[e.model._meta.label, e.pk, e.before, e.after] for e in entries]
    text = json.dumps(rows, default=_plain, ensure_ascii=False)
    return zlib.compress(text.encode())


def _plain(value: object) -> str:
    """Dates and numbers as text, to the last digit."""
    return value.isoformat() if isinstance(value, date) else str(value)


def unpacked(journal: bytes | memoryview) -> list[Entry]:
    """The entries of :func:`packed`, values as Python objects again."""
    entries = []
    for label, pk, before, after in json.loads(zlib.decompress(bytes(journal))):
        model = apps.get_model(label)
        entries.append(Entry(model, pk, _typed(model, before), _typed(model, after)))
    return entries


def _typed(model: Model, values: Values | None) -> Values | None:
    if values is None:
        return None
    return {name: _typed_value(model, name, value) for name, value in values.items()}


def _typed_value(model: Model, attname: str, value: Any) -> Any:
    found = model._meta.get_field(attname)
    if value is None or isinstance(found, models.JSONField):
        return value
    return found.to_python(value) if isinstance(found, models.Field) else value
