"""Read a whole pilot package: every problem in one run, or typed rows.

Meaning and format: the pilot-package page. Pure: no database, no clock, no settings;
what the installation already holds is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar, cast

import pyarrow as pa

from assessment.packages.assembly import case_columns, typed_rows
from assessment.packages.checks import check_rows
from assessment.packages.clause_mentions import check_mentions
from assessment.packages.containers import (
    CASES_FOLDER,
    MANIFEST,
    TEXTS_FOLDER,
    Container,
    ContainerError,
    digest_of,
    opened,
)
from assessment.packages.grids import TableFileError, read_grid
from assessment.packages.keys import check_keys
from assessment.packages.manifest import Manifest, read_manifest
from assessment.packages.problems import Problem, ProblemLog, Severity
from assessment.packages.references import KnownKeys, check_references
from assessment.packages.rows import TABLES, TABLES_BY_NAME
from assessment.packages.schema import PackageRow, Table, bare_header
from assessment.packages.step_periods import check_step_periods
from assessment.packages.supervision_checks import check_supervision
from assessment.packages.tables import ParsedTable, parse_table
from assessment.packages.text_files import is_documentation, is_text
from assessment.packages.texts import PackagedText, check_editions, read_texts
from assessment.packages.unit_references import build_directory, resolve_units
from assessment.packages.units import KnownUnits

R = TypeVar("R", bound=PackageRow)

TABLE_SUFFIXES = (".csv", ".xlsx")
LEDGER_SUFFIXES = (*TABLE_SUFFIXES, ".parquet")
_DOCUMENTATION = ("readme",)


@dataclass(frozen=True)
class Known:
    """What the installation holds already: all units, and this pilot's keys."""

    units: KnownUnits = field(default_factory=KnownUnits)
    keys: KnownKeys = field(default_factory=KnownKeys)


@dataclass(frozen=True)
class PilotPackage:
    """A package without errors: rows in file order, by table.

    ``tables`` holds the tables that are present, other than the ledger; ``cases``
    is the ledger as columns named like the fields of ``CaseRow`` plus ``extra``
    (JSON), or ``None`` if the package has none; ``texts`` are those of editions and
    drafts by file name.
    """

    manifest: Manifest
    tables: Mapping[str, tuple[PackageRow, ...]]
    cases: pa.Table | None
    digest: str
    texts: tuple[PackagedText, ...] = ()

    def rows(self, row_type: type[R]) -> tuple[R, ...]:
        """The rows of one type; empty if the table is absent."""
        for table in TABLES:
            if table.row_type is row_type:
                return cast(tuple[R, ...], self.tables.get(table.name, ()))
        raise KeyError(row_type)


@dataclass(frozen=True)
class PackageReading:
    """The outcome: a package, or the errors that prevent one, and the warnings.

    ``problems`` keeps a sensible number per file and column; the counts are of all.
    ``row_counts`` are the rows read per table that is present, and the ``texts``.
    """

    package: PilotPackage | None
    problems: tuple[Problem, ...]
    error_count: int
    warning_count: int
    row_counts: Mapping[str, int]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)


def nothing_known(code: str) -> Known:
    """An installation without any unit or pilot."""
    return Known()


def read_package(
    path: Path, *, known: Callable[[str], Known] = nothing_known
) -> PackageReading:
    """Read and check the folder or zip at ``path``.

    ``known`` is asked with the pilot's code for what the installation holds. Never
    raises for what the package contains: everything wrong is a problem.
    """
    log = ProblemLog()
    try:
        with opened(path) as container:
            return _read_container(container, known, log)
    except ContainerError as error:
        log.error(error.file or path.name, error.reason, value=error.value)
    return _reading(None, {}, log)


def _read_container(
    container: Container, known: Callable[[str], Known], log: ProblemLog
) -> PackageReading:
    manifest = None
    if MANIFEST in container.names:
        manifest = read_manifest(container.read(MANIFEST), log)
    else:
        log.error(MANIFEST, "包中没有这个文件")
    installed = known(manifest.code) if manifest is not None else Known()
    tables, broken = _read_tables(container, log)
    directory = build_directory(tables.get("units"), installed.units, log)
    if "units" not in broken:
        resolve_units(tables, directory, log)
    check_keys(tables, log)
    check_references(tables, installed.keys, broken, log)
    check_rows(tables, log)
    check_supervision(tables, directory, log)
    check_step_periods(tables, log)
    check_editions(tables, log)
    texts = read_texts(container, tables, broken, log)
    check_mentions(tables, texts, log)
    package = None
    if manifest is not None and not log.counts[Severity.ERROR]:
        rows = {name: typed_rows(t) for name, t in tables.items() if name != "cases"}
        cases = case_columns(tables["cases"]) if "cases" in tables else None
        digest = digest_of(container)
        package = PilotPackage(manifest, rows, cases, digest, texts)
    count = sum(map(is_text, container.names))
    return _reading(package, tables, log, text_count=count)


def _reading(
    package: PilotPackage | None,
    tables: Mapping[str, ParsedTable],
    log: ProblemLog,
    *,
    text_count: int = 0,
) -> PackageReading:
    counts = {name: len(parsed) for name, parsed in tables.items()}
    if text_count:
        counts[TEXTS_FOLDER] = text_count
    return PackageReading(
        package=package,
        problems=log.problems(),
        error_count=log.counts[Severity.ERROR],
        warning_count=log.counts[Severity.WARNING],
        row_counts=counts,
    )


def _read_tables(
    container: Container, log: ProblemLog
) -> tuple[dict[str, ParsedTable], set[str]]:
    """The tables in order of dependence, and the names of those that cannot be read."""
    files = _files_by_table(container, log)
    tables: dict[str, ParsedTable] = {}
    broken: set[str] = set()
    for table in TABLES:
        for file in files.get(table.name, ()):
            parsed = _read_part(container, table, file, log)
            if parsed is None:
                broken.add(table.name)
            elif table.name in tables:
                tables[table.name].extend(parsed)
            else:
                tables[table.name] = parsed
    return tables, broken


def _files_by_table(container: Container, log: ProblemLog) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    parts: list[str] = []
    texts: list[str] = []
    for name in container.names:
        path = PurePosixPath(name)
        stem, suffix = path.stem.lower(), path.suffix.lower()
        is_ledger = path.parts[0] == CASES_FOLDER or stem == CASES_FOLDER
        suffixes = LEDGER_SUFFIXES if is_ledger else TABLE_SUFFIXES
        if path.parts[:-1] == (CASES_FOLDER,) and suffix in suffixes:
            parts.append(name)
        elif len(path.parts) == 1 and stem in TABLES_BY_NAME:
            if suffix in suffixes:
                found.setdefault(stem, []).append(name)
            else:
                log.error(name, f"不支持的文件格式，应为{'、'.join(suffixes)}")
        elif is_text(name) or is_documentation(name):
            texts.append(name)
        elif name != MANIFEST and stem not in _DOCUMENTATION:
            log.warning(name, "未知的文件，未读取")
    for stem, names in found.items():
        others = names[1:] + (parts[:1] if stem == CASES_FOLDER else [])
        for other in others:
            log.error(other, f"与 {names[0]} 是同一张表，只能有一个")
        del names[1:]
    if parts and CASES_FOLDER not in found:
        found[CASES_FOLDER] = parts
    for table in TABLES:
        log.order_files(found.get(table.name, ()))
    log.order_files(texts)
    return found


def _read_part(
    container: Container, table: Table, file: str, log: ProblemLog
) -> ParsedTable | None:
    headers = frozenset(bare_header(column.header) for column in table.columns)
    try:
        grid = read_grid(file, container.read(file), headers)
    except TableFileError as error:
        log.error(file, error.reason, row=error.row, value=error.value)
        return None
    except ContainerError as error:
        log.error(error.file or file, error.reason, value=error.value)
        return None
    return parse_table(table, grid, log)
