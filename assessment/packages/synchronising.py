"""Make the rows of one model equal to the rows of a package.

Rows are matched by natural key; where a key may repeat (two sign-ins of one person),
the n-th row of the package meets the n-th row of the database. Deletions are put off
until everything that might still point at a row has been brought up to date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from assessment.packages.journal import (
    BATCH,
    Model,
    Removal,
    Update,
    Values,
    Writer,
    attnames_of,
)

SUCCESSOR = "successor_id"
# What a kept row is about, by which a refusal names it.
_OWNERS = ("edition", "record", "inspection")


class LoadRefusedError(Exception):
    """The package cannot be loaded into this database; the message says why.

    ``needed`` are the rows that would have to go and ``by`` what still needs them, in
    words, where that is the reason.
    """

    def __init__(self, reason: str, needed: Sequence[str] = (), by: str = "") -> None:
        super().__init__(reason)
        self.needed = tuple(needed)
        self.by = by


@dataclass
class Tally:
    """Primary keys of a table's rows that a load touches."""

    created: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)

    @property
    def touched(self) -> bool:
        """Whether anything is different at all."""
        return bool(self.created or self.changed or self.removed)

    @property
    def only_changed(self) -> set[int]:
        """Changed rows that are neither new nor going."""
        return self.changed - self.created - self.removed


@dataclass(frozen=True)
class Rows:
    """What the rows of ``model`` within ``scope`` should be, in order.

    ``values`` are by attribute name (``unit_id``); ``once`` names those that are set
    on new rows only. Without ``replaces``, rows that are not mentioned stay. Rows
    with an ``owner`` are part of the row that column points at: a change of theirs
    counts as a change of the owner. ``known_as`` gives stored rows, by primary key, the
    key under which ``values`` speak of them, where it is not their own.
    """

    model: Model
    scope: Mapping[str, Any]
    key: tuple[str, ...]
    values: Sequence[Values]
    once: frozenset[str] = frozenset()
    replaces: bool = True
    owner: str | None = None
    known_as: Mapping[int, tuple[Any, ...]] = field(default_factory=dict)


class Synchroniser:
    """Applies :class:`Rows` one after the other through a writer.

    ``owned`` models live and die with the row they point at; any other row that
    points at a row to be deleted stops the load. ``kept`` says why for rows that no
    table of a package holds.
    """

    def __init__(
        self,
        writer: Writer,
        owned: frozenset[Model],
        kept: Mapping[Model, str],
    ) -> None:
        self._writer = writer
        self._owned = owned
        self._kept = kept
        self._pending: list[tuple[Model, list[Removal]]] = []
        self._removed: dict[Model, set[int]] = defaultdict(set)
        self._repointed: dict[tuple[Model, str], set[int]] = defaultdict(set)

    def apply(self, rows: Rows, tally: Tally) -> list[int]:
        """Create and update rows; their primary keys in the order of ``rows``."""
        existing = _matched_by_key(rows)
        keys: list[int | None] = []
        new: list[Values] = []
        updates: list[Update] = []
        for match, values in _with_match(rows):
            found = existing.pop(match, None)
            keys.append(None if found is None else found["pk"])
            if found is None:
                new.append(values)
                continue
            update = _difference(found, values, rows.once)
            if update is not None:
                updates.append(update)
                tally.changed.add(found[rows.owner] if rows.owner else found["pk"])
        self._update(rows.model, updates)
        created = self._writer.create(rows.model, new) if new else []
        if rows.owner is None:
            tally.created.update(created)
        else:
            tally.changed.update(values[rows.owner] for values in new)
        if rows.replaces:
            self._put_off(rows, existing.values(), tally)
        numbers = iter(created)
        return [next(numbers) if key is None else key for key in keys]

    def _put_off(
        self, rows: Rows, unwanted: Iterable[Mapping[str, Any]], tally: Tally
    ) -> None:
        removals = [_removal(row) for row in unwanted]
        self._pending.append((rows.model, removals))
        if rows.owner is None:
            tally.removed.update(removal.pk for removal in removals)
        else:
            tally.changed.update(removal.before[rows.owner] for removal in removals)

    def set_fields(
        self,
        model: Model,
        wanted: Mapping[int, Values],
        tally: Tally,
        *,
        owners: Mapping[int, int] | None = None,
    ) -> None:
        """Set fields of existing rows by primary key, where they differ.

        ``owners`` gives the rows whose part these are, as ``Rows.owner`` does.
        """
        names = sorted({name for values in wanted.values() for name in values})
        current = fetched_rows(model, wanted, names)
        updates = []
        for pk, values in wanted.items():
            before = current.get(pk, dict.fromkeys(values))
            update = _difference({**before, "pk": pk}, values, frozenset())
            if update is not None:
                updates.append(update)
        self._update(model, updates)
        tally.changed.update((owners or {}).get(u.pk, u.pk) for u in updates)

    def _update(self, model: Model, updates: list[Update]) -> None:
        if not updates:
            return
        self._writer.update(model, updates)
        for update in updates:
            for name in update.after:
                self._repointed[model, name].add(update.pk)

    def finish(self) -> None:
        """Carry out the deletions, last model first; raises
        :class:`LoadRefusedError` if something else still needs a row."""
        for model, removals in self._pending:
            self._removed[model].update(removal.pk for removal in removals)
        for model, removals in reversed(self._pending):
            self._remove(model, removals)

    def _remove(self, model: Model, removals: Sequence[Removal]) -> None:
        if not removals:
            return
        keys = [removal.pk for removal in removals]
        for child, attname in pointing_at(model):
            pointing = pointing_rows(child, attname, keys)
            gone = self._removed[child]
            left = [row for row in pointing if row["pk"] not in gone]
            if attname == SUCCESSOR:  # who stays only loses the link
                cut = {attname: None}
                self._update(
                    child, [Update(r["pk"], {attname: r[attname]}, cut) for r in left]
                )
                continue
            if child in self._owned:
                gone.update(row["pk"] for row in left)
                self._remove(child, [_removal(row) for row in left])
                continue
            moved = self._repointed[child, attname]
            left = [row for row in left if row["pk"] not in moved]
            if left:
                raise self._refusal(model, child, attname, left)
        self._writer.delete(model, removals)

    def _refusal(
        self, model: Model, child: Model, attname: str, left: list[dict[str, Any]]
    ) -> LoadRefusedError:
        called = f"包中不再有的“{model._meta.verbose_name}”"
        if child in self._kept:
            row = child._base_manager.get(pk=left[0]["pk"])
            owners = (getattr(row, name, None) for name in _OWNERS)
            owner = next(filter(None, owners), row)
            return LoadRefusedError(f"{called}“{owner}”：{self._kept[child]}")
        by = f"{len(left)}条“{child._meta.verbose_name}”"
        wanted = model._base_manager.filter(pk__in={row[attname] for row in left})
        return LoadRefusedError(
            f"{called}仍被{by}引用；请在包中一并给出后者的表",
            needed=[str(row) for row in wanted],
            by=by,
        )


def _with_match(rows: Rows) -> Iterable[tuple[tuple[Any, ...], Values]]:
    """The values with their key and how often that key came before."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for values in rows.values:
        key = tuple(values[name] for name in rows.key)
        yield (*key, seen[key]), values
        seen[key] += 1


def _matched_by_key(rows: Rows) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = attnames_of(rows.model)
    order = ("position", "pk") if "position" in names else ("pk",)
    found = rows.model._base_manager.filter(**rows.scope).order_by(*order)
    seen: Counter[tuple[Any, ...]] = Counter()
    existing = {}
    for row in found.values("pk", *names):
        own_key = tuple(row[name] for name in rows.key)
        key = rows.known_as.get(row["pk"], own_key)
        existing[*key, seen[key]] = row
        seen[key] += 1
    return existing


def _difference(
    found: Mapping[str, Any], values: Values, once: frozenset[str]
) -> Update | None:
    changed = {
        name: value
        for name, value in values.items()
        if name not in once and found[name] != value
    }
    if not changed:
        return None
    return Update(found["pk"], {name: found[name] for name in changed}, changed)


def _removal(row: Mapping[str, Any]) -> Removal:
    return Removal(row["pk"], {name: v for name, v in row.items() if name != "pk"})


def fetched_rows(
    model: Model, keys: Iterable[int], names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """Current values of rows by primary key; missing rows are left out."""
    wanted = list(keys)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        for row in model._base_manager.filter(pk__in=batch).values("pk", *names):
            found[row["pk"]] = row
    return found


def pointing_at(model: Model) -> list[tuple[Model, str]]:
    """The models and columns that hold a foreign key to ``model``."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            child = relation.related_model
            found.append((child, relation.field.attname))
    return found


def pointing_rows(
    child: Model, attname: str, keys: Sequence[int]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        found = child._base_manager.filter(**{f"{attname}__in": batch})
        rows.extend(found.values("pk", *attnames_of(child)))
    return rows
