"""A sheet of implementation records: read, checked, filed in one go, taken back.

The sheet is the table ``implementation`` of a pilot package and is read by the same
parser. An import only adds: a row that is on file already changes nothing, so the same
sheet may be handed in again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.implementation.models import ImplementationRecord, RecordImport
from assessment.implementation.services import post_of
from assessment.implementation.sheet_rules import SheetRules
from assessment.packages.assembly import typed_rows
from assessment.packages.containers import ContainerError
from assessment.packages.grids import TableFileError, read_grid
from assessment.packages.journal import DatabaseWriter, packed, unpacked
from assessment.packages.problems import Problem, ProblemLog, Severity
from assessment.packages.references import check_references
from assessment.packages.rows import TABLES_BY_NAME, ImplementationRow
from assessment.packages.schema import bare_header
from assessment.packages.selectors import known_to_installation
from assessment.packages.tables import ParsedTable, parse_table
from assessment.packages.undoing import UndoRefusedError, take_back
from assessment.packages.unit_references import build_directory, resolve_units
from standards_catalog.models import LegalInstrument, Pilot, Standard

TABLE = TABLES_BY_NAME["implementation"]
_KEY = ("unit_id", "standard_id", "law_id", "done_on", "kind", "clause", "description")

Values = dict[str, Any]


class ImportRefusedError(Exception):
    """The sheet cannot be filed or taken back; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What a sheet would bring: its new rows, how many are on file, what is wrong.

    ``mark`` is a digest of all that, so that nobody confirms something else.
    """

    rows: tuple[Values, ...]
    known_count: int
    problems: tuple[Problem, ...]
    error_count: int
    warning_count: int
    row_count: int
    mark: str

    @property
    def may_be_applied(self) -> bool:
        """Whether there is something to file and nothing stands in the way."""
        return not self.error_count and bool(self.rows)


def check_sheet(
    *, pilot: Pilot, unit: Unit | None, file_name: str, content: bytes
) -> SheetCheck:
    """Read a sheet and hold it against the pilot; writes nothing.

    ``unit`` is whose rows alone are taken; ``None`` for the office.
    """
    log = ProblemLog()
    parsed = _parsed(pilot, file_name, content, log)
    rows: tuple[Values, ...] = ()
    known = 0
    if parsed is not None:
        SheetRules(pilot, unit).check(parsed, log)
        if not log.counts[Severity.ERROR]:
            wanted = _wanted(pilot, parsed)
            rows, known = _without_known(pilot, unit, wanted)
    said = [repr(rows), str(known), *map(str, log.problems())]
    return SheetCheck(
        rows=rows,
        known_count=known,
        problems=log.problems(),
        error_count=log.counts[Severity.ERROR],
        warning_count=log.counts[Severity.WARNING],
        row_count=len(parsed) if parsed is not None else 0,
        mark=hashlib.sha256("\n".join(said).encode()).hexdigest()[:20],
    )


def _parsed(
    pilot: Pilot, file_name: str, content: bytes, log: ProblemLog
) -> ParsedTable | None:
    headers = frozenset(bare_header(column.header) for column in TABLE.columns)
    try:
        grid = read_grid(file_name, content, headers)
    except TableFileError as error:
        log.error(file_name, error.reason, row=error.row, value=error.value)
        return None
    except ContainerError as error:
        log.error(file_name, error.reason, value=error.value)
        return None
    parsed = parse_table(TABLE, grid, log)
    if parsed is None:
        return None
    if not len(parsed):
        log.error(file_name, "没有记录：第一行是表头，请从第二行起填写")
    known, tables = known_to_installation(pilot.code), {TABLE.name: parsed}
    resolve_units(tables, build_directory(None, known.units, log), log)
    check_references(tables, known.keys, frozenset(), log)
    return parsed


def _wanted(pilot: Pilot, parsed: ParsedTable) -> Iterator[Values]:
    """The rows as values of records, by attribute name."""
    units = dict(Unit.objects.values_list("name", "pk"))
    standards = _keys_by_code(Standard, pilot)
    laws = _keys_by_code(LegalInstrument, pilot)
    for row in typed_rows(parsed):
        assert isinstance(row, ImplementationRow)  # noqa: S101 - what TABLE holds
        standard = standards.get(row.catalogue_code)
        yield {
            "unit_id": units[row.unit],
            "standard_id": standard,
            "law_id": None if standard else laws.get(row.catalogue_code),
            "done_on": row.done_on,
            "kind": row.kind,
            "clause": row.clause,
            "description": row.description,
            "verified_on": row.verified_on,
            "extra": dict(row.extra),
        }


def _keys_by_code(
    model: type[Standard] | type[LegalInstrument], pilot: Pilot
) -> dict[str, int]:
    found: Any = model._default_manager.filter(pilot=pilot)
    return dict(found.values_list("code", "pk"))


def _without_known(
    pilot: Pilot, unit: Unit | None, wanted: Iterator[Values]
) -> tuple[tuple[Values, ...], int]:
    """The rows that are not on file, and how many are: the n-th of several alike
    meets the n-th on file. An office does not learn of drafts this way."""
    on_file = ImplementationRecord.objects.filter(pilot=pilot)
    on_file = on_file.filter(unit=unit) if unit is not None else on_file.filed()
    left = Counter(on_file.values_list(*_KEY))
    rows, known = [], 0
    for values in wanted:
        key = tuple(values[name] for name in _KEY)
        if left[key] > 0:
            left[key] -= 1
            known += 1
        else:
            rows.append(values)
    return tuple(rows), known


def check_import(found: RecordImport) -> SheetCheck:
    """What a waiting import would bring now."""
    return check_sheet(
        pilot=found.pilot,
        unit=found.unit,
        file_name=found.source_name,
        content=bytes(found.content),
    )


@transaction.atomic
def keep_sheet(
    *, pilot: Pilot, file_name: str, content: bytes, actor: User
) -> RecordImport:
    """Keep a sheet to be looked at; an earlier one that still waits gives way."""
    waiting = RecordImport.objects.filter(
        pilot=pilot, uploaded_by=actor, applied_at=None
    )
    waiting.delete()
    return RecordImport.objects.create(
        pilot=pilot,
        unit=actor.unit if actor.is_unit_bound else None,
        source_name=file_name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_at=timezone.now(),
        uploaded_by=actor,
        journal=b"",
    )


@transaction.atomic
def apply_import(
    *, record: RecordImport, mark: str, actor: User, address: str
) -> RecordImport:
    """File all rows of a waiting import, or none of them.

    :class:`ImportRefusedError` if it is not what the person saw (``mark``).
    """
    imports = RecordImport.objects.select_for_update(of=("self",))
    found = imports.select_related("pilot", "unit").get(pk=record.pk)
    if found.applied_at is not None:
        raise ImportRefusedError("这份表已经导入过。")
    check = check_import(found)
    if check.mark != mark:
        raise ImportRefusedError("检查之后数据有了变化，没有导入；请核对后再确认。")
    if not check.may_be_applied:
        raise ImportRefusedError("检查没有通过，没有导入。")
    found.journal = packed(_filed(found.pilot, check, actor).entries)
    found.applied_at = timezone.now()
    found.new_count, found.known_count = len(check.rows), check.known_count
    found.content = b""
    found.save()
    found.pilot.mark_changed()
    _record(found, "导入实施记录", actor, address)
    return found


def _filed(pilot: Pilot, check: SheetCheck, actor: User) -> DatabaseWriter:
    """Write the new rows as filed records, after those that are there."""
    writer, today, post = DatabaseWriter(), timezone.localdate(), post_of(actor)
    last = ImplementationRecord.objects.filter(pilot=pilot).aggregate(n=Max("position"))
    first = (last["n"] or 0) + 1
    writer.create(
        ImplementationRecord,
        [
            {
                **values,
                "pilot_id": pilot.pk,
                "position": position,
                "is_filed": True,
                "filed_on": today,
                "filer_post": post,
                "verifier_post": post if values["verified_on"] else "",
            }
            for position, values in enumerate(check.rows, start=first)
        ],
    )
    return writer


@transaction.atomic
def undo_record_import(*, record: RecordImport, actor: User, address: str) -> None:
    """Take the records of an import away again.

    :class:`ImportRefusedError` once one of them was changed, returned, verified or
    given evidence.
    """
    imports = RecordImport.objects.select_for_update(of=("self",))
    found = imports.select_related("pilot").get(pk=record.pk)
    if found.applied_at is None or found.undone_at is not None:
        raise ImportRefusedError("这次导入没有可以撤销的内容。")
    try:
        take_back(unpacked(found.journal))
    except UndoRefusedError as error:
        raise ImportRefusedError(f"没有撤销，未作任何更改：{error}。") from error
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    found.pilot.mark_changed()
    _record(found, "撤销实施记录导入", actor, address)


def _record(found: RecordImport, action: str, actor: User, address: str) -> None:
    record_event(
        actor=actor,
        action=action,
        object_label=f"{found.pilot.name} {found.source_name}",
        detail={
            "新增": found.new_count,
            "已有": found.known_count,
            "摘要": found.digest,
        },
        address=address,
    )
