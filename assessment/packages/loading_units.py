"""Units: shared by all pilots, so they are added to and never taken away."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from accounts.models import Unit, UnitAlias
from assessment.packages.cells import UNIT, UNITS, narrow
from assessment.packages.loading import LoadState
from assessment.packages.reading import PilotPackage
from assessment.packages.rows import UnitRow
from assessment.packages.schema import columns_of
from assessment.packages.synchronising import Rows, Tally
from standards_catalog.models import PilotMembership


def load_units(state: LoadState) -> None:
    """Create or complete units, add names, and replace the pilot's memberships."""
    rows = state.package.rows(UnitRow)
    existing = {unit.name: unit for unit in Unit.objects.all()}
    last = Unit.objects.aggregate(last=Max("position"))["last"] or 0
    values = []
    for position, row in enumerate(rows, start=last + 1):
        unit = existing.get(row.name)
        stated = {
            "short_name": row.short_name,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        if unit is not None:
            # What this package leaves empty another pilot may have stated.
            stated = {n: value or getattr(unit, n) for n, value in stated.items()}
        values.append(
            {"name": row.name, "kind": row.kind, "position": position, **stated}
        )
    tally = Tally()
    once = frozenset({"position"})
    ids = state.sync.apply(
        Rows(Unit, {}, ("name",), values, once=once, replaces=False), tally
    )
    state.ids("units").update({r.name: pk for r, pk in zip(rows, ids, strict=True)})
    _load_successors(state, rows, tally)
    _load_aliases(state, rows, existing, tally)
    _load_memberships(state, rows, tally)


def _load_successors(state: LoadState, rows: tuple[UnitRow, ...], tally: Tally) -> None:
    successors = {
        state.unit_id(row.name): {"successor_id": state.unit_id(row.successor)}
        for row in rows
        if row.successor
    }
    state.sync.set_fields(Unit, successors, tally)


def _load_aliases(
    state: LoadState,
    rows: tuple[UnitRow, ...],
    existing: dict[str, Unit],
    tally: Tally,
) -> None:
    """Add the names a unit does not have yet; a replaced short name stays an alias."""
    taken = {narrow(name) for name in UnitAlias.objects.values_list("name", flat=True)}
    counts: dict[int, int] = {}
    for unit_id in UnitAlias.objects.values_list("unit_id", flat=True):
        counts[unit_id] = counts.get(unit_id, 0) + 1
    values: list[dict[str, Any]] = []
    for row in rows:
        unit_id = state.unit_id(row.name)
        before = existing.get(row.name)
        names = list(row.aliases)
        if before is not None and before.short_name and row.short_name:
            names.append(before.short_name)
        taken |= {narrow(row.name)} | ({narrow(row.short_name)} - {""})
        for name in names:
            if narrow(name) in taken:
                continue
            taken.add(narrow(name))
            counts[unit_id] = counts.get(unit_id, 0) + 1
            values.append(
                {"unit_id": unit_id, "name": name, "position": counts[unit_id]}
            )
    rows_ = Rows(UnitAlias, {}, ("name",), values, replaces=False, owner="unit_id")
    state.sync.apply(rows_, tally)


def _load_memberships(
    state: LoadState, rows: tuple[UnitRow, ...], units: Tally
) -> None:
    values = [
        {
            "pilot_id": state.pilot_id,
            "position": position,
            "extra": dict(row.extra),
            "unit_id": state.unit_id(row.name),
            "role": row.role,
        }
        for position, row in enumerate(rows, start=1)
    ]
    members = Rows(PilotMembership, state.in_pilot(), ("unit_id",), values)
    tally = state.tallies["units"]
    ids = state.sync.apply(members, tally)
    by_unit = {v["unit_id"]: pk for v, pk in zip(values, ids, strict=True)}
    touched = units.changed | units.created
    tally.changed.update(by_unit[unit_id] for unit_id in touched)


def load_missing_memberships(state: LoadState, named: set[str]) -> None:
    """Make the units that a package without a units table names members."""
    members = PilotMembership.objects.filter(pilot_id=state.pilot_id)
    known = set(members.values_list("unit__name", flat=True))
    last = members.aggregate(last=Max("position"))["last"] or 0
    ids = state.ids("units")
    missing = sorted(named - known, key=lambda name: ids[name])
    values = [
        {
            "pilot_id": state.pilot_id,
            "position": position,
            "extra": {},
            "unit_id": ids[name],
            "role": "",
        }
        for position, name in enumerate(missing, start=last + 1)
    ]
    rows = Rows(PilotMembership, state.in_pilot(), ("unit_id",), values, replaces=False)
    state.sync.apply(rows, state.tallies["units"])


def units_named_in(package: PilotPackage) -> set[str]:
    """Full names of all units that rows of the package refer to."""
    named: set[str] = set()
    for rows in package.tables.values():
        for column in columns_of(type(rows[0])) if rows else ():
            if column.kind is UNIT:
                named.update(getattr(row, column.field) for row in rows)
            elif column.kind is UNITS:
                named.update(n for row in rows for n in getattr(row, column.field))
    if package.cases is not None:
        named.update(package.cases.column("unit").unique().to_pylist())
    return named - {""}
