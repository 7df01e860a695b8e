"""The state of one load, and what the loading of every table has in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Unit
from assessment.packages.journal import DatabaseWriter, Model, Values, Writer
from assessment.packages.reading import PilotPackage
from assessment.packages.schema import PackageRow, columns_of
from assessment.packages.synchronising import Rows, Synchroniser, Tally
from assessment.rectification.models import Finding
from assessment.satisfaction.models import SatisfactionSurvey
from assessment.supervision.models import Draw
from assessment.training.models import StaffMember, Training
from standards_catalog.authoring.loading import LoadedDraft
from standards_catalog.models import LegalInstrument, Section, Standard

_KEYED: Mapping[str, tuple[Model, str]] = {
    "units": (Unit, "name"),
    "sections": (Section, "code"),
    "standards": (Standard, "code"),
    "laws": (LegalInstrument, "code"),
    "trainings": (Training, "code"),
    "staff": (StaffMember, "number"),
    "surveys": (SatisfactionSurvey, "code"),
    "draws": (Draw, "code"),
    "findings": (Finding, "code"),
}


@dataclass
class LoadState:
    """What a load needs to know: the package, where rows go, and the primary keys
    that the keys of the package stand for."""

    package: PilotPackage
    pilot_id: int
    writer: Writer
    sync: Synchroniser
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    case_changes: tuple[int, int, int] = (0, 0, 0)
    """Cases created, changed and removed."""
    edition_ids: dict[tuple[str, str], int] = field(default_factory=dict)
    """Primary keys of the editions the package states, by 体系编号 and number."""
    drafts: list[LoadedDraft] = field(default_factory=list)
    _ids: dict[str, dict[Any, int]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether this is a load, not a check."""
        return isinstance(self.writer, DatabaseWriter)

    def ids(self, name: str) -> dict[Any, int]:
        """Primary keys by natural key: of the rows loaded, or those held already."""
        if name not in self._ids:
            model, key = _KEYED[name]
            # Units are shared by all pilots.
            scope = {} if model is Unit else self.in_pilot()
            found = model._base_manager.filter(**scope).values_list(key, "pk")
            self._ids[name] = dict(found)
        return self._ids[name]

    def remember(self, name: str, keys: Iterable[Any], ids: Iterable[int]) -> None:
        """Let later tables point at these rows, and at no others of this table."""
        self._ids[name] = dict(zip(keys, ids, strict=True))

    def in_pilot(self, path: str = "") -> dict[str, Any]:
        """The filter for rows of this pilot, ``path`` leading to their owner."""
        return {f"{path}pilot_id": self.pilot_id}

    def unit_id(self, name: str) -> int:
        """The primary key of the unit with this full name."""
        return self.ids("units")[name]

    def unit_ids(self, names: Iterable[str]) -> list[int]:
        """The primary keys of units by full name."""
        return [self.ids("units")[name] for name in names]

    def citation(self, code: str) -> Values:
        """The standard or the law with this 体系编号, or neither for no code."""
        standard = self.ids("standards").get(code)
        law = None if standard else self.ids("laws").get(code)
        return {"standard_id": standard, "law_id": law}


def record_values(
    state: LoadState,
    row: PackageRow,
    position: int,
    *,
    without: Iterable[str] = (),
    **overrides: Any,
) -> dict[str, Any]:
    """The columns of a row as values of its model, which names them alike.

    ``without`` leaves out what the model does not hold as a column of its own.
    """
    values: dict[str, Any] = {
        column.field: getattr(row, column.field) for column in columns_of(type(row))
    }
    for name in without:
        del values[name]
    own = {"pilot_id": state.pilot_id, "position": position, "extra": dict(row.extra)}
    return own | values | overrides


def load_links(
    state: LoadState,
    table: str,
    model: Model,
    name: str,
    links: Mapping[int, Sequence[int]],
) -> None:
    """Make the many-to-many field ``name`` of rows point at exactly these rows."""
    relation: Any = model._meta.get_field(name)
    through = relation.remote_field.through
    owner = relation.m2m_field_name()
    target = relation.m2m_reverse_field_name()
    values = [
        {f"{owner}_id": owner_id, f"{target}_id": target_id}
        for owner_id, target_ids in links.items()
        for target_id in target_ids
    ]
    rows = Rows(
        through,
        state.in_pilot(f"{owner}__"),
        (f"{owner}_id", f"{target}_id"),
        values,
        owner=f"{owner}_id",
    )
    state.sync.apply(rows, state.tallies[table])
