"""Units of a package: the directory they make up, and the cells that name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.packages.cells import DEPARTMENT, UNIT, UNITS, join_values, split_values
from assessment.packages.problems import ProblemLog
from assessment.packages.schema import Column
from assessment.packages.tables import ParsedTable
from assessment.packages.units import KnownUnits, UnitDirectory

Tables = Mapping[str, ParsedTable]


def build_directory(
    units: ParsedTable | None, known: KnownUnits, log: ProblemLog
) -> UnitDirectory:
    """All names of all units a package may refer to.

    With a ``units`` table those are its units, under every name the installation
    knows them by; without one, the units the installation knows.
    """
    directory = UnitDirectory()
    if units is None:
        for name, full_name in known.names.items():
            directory.add(name, full_name)
        for member in known.members or tuple(known.kinds):
            directory.add_member(member, known.kinds[member])
        return directory
    installed = UnitDirectory()
    for name, full_name in known.names.items():
        installed.add(name, full_name)
    _adopt_full_names(units, installed, known, log)
    for index in range(len(units)):
        _add_names(units, index, directory, installed, log)
    own = {name for name in units.values("name") if name is not None}
    for name, full_name in known.names.items():
        if full_name in own:
            directory.add(name, full_name)
    return directory


def _adopt_full_names(
    units: ParsedTable, installed: UnitDirectory, known: KnownUnits, log: ProblemLog
) -> None:
    """A row lands on the installed unit whichever of its names the row uses."""
    names, kinds = units.values("name"), units.values("kind")
    for index, name in enumerate(names):
        full_name = None if name is None else installed.full_name(name)
        if full_name is None:
            continue
        names[index] = full_name
        installed_kind = known.kinds.get(full_name)
        if kinds[index] is not None and kinds[index] != installed_kind:
            log.error(
                units.files[index],
                f"单位“{full_name}”已登记为“{installed_kind}”，类别不能更改",
                row=units.rows[index],
                column="类别",
                value=kinds[index],
            )


def _add_names(
    units: ParsedTable,
    index: int,
    directory: UnitDirectory,
    installed: UnitDirectory,
    log: ProblemLog,
) -> None:
    full_name = units.values("name")[index]
    if full_name is None:
        return
    directory.add_member(full_name, units.values("kind")[index])
    named = [("单位名称", full_name), ("简称", units.values("short_name")[index])]
    named += [("别名", alias) for alias in units.values("aliases")[index] or ()]
    for header, name in named:
        if not name:
            continue
        meant = installed.full_name(name)
        other = meant if meant not in (None, full_name) else None
        other = directory.add(name, full_name) or other
        if other is not None:
            log.error(
                units.files[index],
                f"已是单位“{other}”的名称",
                row=units.rows[index],
                column=header,
                value=name,
            )


def resolve_units(tables: Tables, directory: UnitDirectory, log: ProblemLog) -> None:
    """Replace every unit's name by its full name; unknown names are errors."""
    for parsed in tables.values():
        for column in parsed.table.columns:
            if column.kind is DEPARTMENT:
                _resolve_departments(parsed, column, directory)
            elif column.kind is UNIT or column.kind is UNITS:
                _resolve_column(parsed, column, directory, log)


def _resolve_departments(
    parsed: ParsedTable, column: Column, directory: UnitDirectory
) -> None:
    values = parsed.values(column.field)
    full = {
        text: join_values(
            tuple(directory.full_name(name) or name for name in split_values(text))
        )
        for text in set(values) - {None}
    }
    values[:] = [full.get(text) for text in values]


def _resolve_column(
    parsed: ParsedTable, column: Column, directory: UnitDirectory, log: ProblemLog
) -> None:
    values = parsed.values(column.field)
    resolved: dict[Any, Any] = {None: None, "": "", (): ()}
    unknown: dict[Any, tuple[str, ...]] = {}
    for value in dict.fromkeys(values):
        if not value:
            continue
        if column.kind is UNITS:
            resolved[value], unknown[value] = directory.expand(value)
        else:
            resolved[value] = directory.full_name(value)
            unknown[value] = () if resolved[value] else (value,)
    if any(unknown.values()):
        for value, file, row in zip(values, parsed.files, parsed.rows, strict=True):
            for name in unknown.get(value, ()):
                log.error(file, "单位不存在", row=row, column=column.header, value=name)
    values[:] = [resolved[value] for value in values]
