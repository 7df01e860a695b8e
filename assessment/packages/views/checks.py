"""Check an upload, keep what was found, and load exactly what was checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, UnitAlias, User
from assessment.packages.ledger import LedgerFileError, remove_parts
from assessment.packages.models import PackageImport
from assessment.packages.problems import Problem, Severity
from assessment.packages.reading import Known, PilotPackage
from assessment.packages.rows import WorkStepRow
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import (
    ImportReport,
    TableChanges,
    load_package,
    preview_package,
)
from assessment.packages.step_acceptance import acceptance_problems
from assessment.packages.step_changes import StepRowChange, step_row_changes
from assessment.packages.stored_catalogue import work_step_rows
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.views.guarded import (
    GuardedReading,
    ReaderError,
    read_guarded,
)
from assessment.packages.views.uploads import Upload, reading_turn
from standards_catalog.authoring.models import StandardPage
from standards_catalog.models import Pilot

_NAMED = 3
_MOST_STEPS = 1000


class OutdatedCheckError(Exception):
    """The file or the database is not what was checked any more."""


@dataclass(frozen=True)
class Check:
    """What one check found. ``tables`` count the rows of the package and, without
    errors, what loading them changes; ``state`` stands for the database it was checked
    against; ``row_counts`` are the rows read, also of a package with errors."""

    checked_at: datetime
    pilot_code: str
    pilot_name: str
    is_demonstration: bool
    is_new_pilot: bool
    pilot_changed: bool
    digest: str
    state: str
    tables: tuple[TableChanges, ...]
    absent: tuple[str, ...]
    row_counts: dict[str, int]
    problems: tuple[Problem, ...]
    error_count: int
    warning_count: int
    steps: tuple[StepRowChange, ...] = ()
    """What a 工作事项表 changes, row by row; none of a whole package."""

    @property
    def changes_anything(self) -> bool:
        """Whether loading would change the database."""
        return self.pilot_changed or any(
            table.created or table.changed or table.removed for table in self.tables
        )

    @property
    def may_be_applied(self) -> bool:
        """Whether there is something to load and nothing against it."""
        return not self.error_count and self.changes_anything

    @property
    def is_unreadable(self) -> bool:
        """Whether the package could not be opened or read to its end at all."""
        return bool(self.error_count) and not self.row_counts and not self.pilot_code

    @property
    def removed(self) -> int:
        """How many rows loading would remove."""
        return sum(table.removed for table in self.tables)

    @property
    def mark(self) -> str:
        """What a confirmation must name, so that it confirms this check only."""
        seen = f"{self.checked_at.isoformat()} {self.digest} {self.state}"
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def check_upload(upload: Upload) -> Check:
    """Read the package, compare it with the database, and keep the result."""
    states: list[str] = []
    try:
        found = _read(upload, states.append)
    except ReaderError as error:
        check = _unreadable(upload, str(error))
    else:
        check = _checked(upload, found, "".join(states))
    upload.keep_check(_plain(check))
    return check


def kept_check(upload: Upload) -> Check | None:
    """The newest check of an upload; ``None`` if checking it was cut off."""
    data = upload.check()
    return _typed(data) if data is not None else None


def apply_check(upload: Upload, check: Check, actor: User) -> ImportReport:
    """Load the package that was checked into the database it was checked against.

    Raises :class:`OutdatedCheckError` if either is another one by now,
    :class:`ReaderError` or :class:`LoadRefusedError` as the check would report them.
    """
    if _state(check.pilot_code) != check.state:
        raise OutdatedCheckError
    package = _read(upload).reading.package
    if package is None or package.digest != check.digest:
        raise OutdatedCheckError
    new_files: list[str] = []
    try:
        with transaction.atomic():
            # From here on no other load can come between the comparison and this one.
            Pilot.objects.select_for_update().filter(code=check.pilot_code).first()
            if _state(check.pilot_code) != check.state:
                raise OutdatedCheckError
            report = load_package(
                package=package, source_name=upload.source_name, actor=actor
            )
            if report.tables != check.tables:
                new_files = _written_by(report)
                raise OutdatedCheckError
    except OutdatedCheckError:
        # The database forgets the load by itself; files do not.
        remove_parts(check.pilot_code, new_files)
        raise
    return report


def _written_by(report: ImportReport) -> list[str]:
    """The part files of the case ledger that a load wrote."""
    if report.import_id is None:
        return []
    return list(PackageImport.objects.get(pk=report.import_id).new_ledger_files)


def _read(
    upload: Upload, tell_state: Callable[[str], None] = lambda state: None
) -> GuardedReading:
    def known(code: str) -> Known:
        # Before anything is compared, so that a later change is noticed.
        tell_state(_state(code))
        return known_to_installation(code)

    return read_guarded(upload.path, known=known, turn=reading_turn())


def _state(pilot_code: str) -> str:
    """What the database holds, as far as it decides about a load of this pilot: every
    write to a pilot's records renews its data version; units belong to all pilots, and
    who edits a draft changes nothing that is counted."""
    pages = StandardPage.objects.filter(standard__pilot__code=pilot_code).order_by("pk")
    pilot = Pilot.objects.filter(code=pilot_code).values_list("pk", "data_version")
    imports = PackageImport.objects.filter(pilot_code=pilot_code)
    content = [
        list(pilot),
        list(imports.values_list("pk", "undone_at")[:1]),
        list(Unit.objects.order_by("pk").values_list()),
        list(UnitAlias.objects.order_by("pk").values_list()),
        list(pages.values_list("pk", "latest_revision_created_at", "locked")),
    ]
    text = json.dumps(content, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _unreadable(upload: Upload, reason: str) -> Check:
    problem = Problem(Severity.ERROR, upload.source_name, None, "", "", reason)
    return Check(
        checked_at=timezone.now(),
        pilot_code="",
        pilot_name="",
        is_demonstration=False,
        is_new_pilot=False,
        pilot_changed=False,
        digest="",
        state="",
        tables=(),
        absent=(),
        row_counts={},
        problems=(problem,),
        error_count=1,
        warning_count=0,
    )


def _checked(upload: Upload, found: GuardedReading, state: str) -> Check:
    reading, manifest = found.reading, found.manifest
    check = replace(
        _unreadable(upload, ""),
        state=state,
        row_counts=dict(reading.row_counts),
        problems=tuple(_named(problem, upload) for problem in reading.problems),
        error_count=reading.error_count,
        warning_count=reading.warning_count,
    )
    if manifest is not None:
        check = replace(
            check,
            pilot_code=manifest.code,
            pilot_name=manifest.name,
            is_demonstration=manifest.demonstration,
        )
    if reading.package is None:
        return check
    try:
        report = preview_package(package=reading.package)
    except (LoadRefusedError, LedgerFileError) as error:
        refusal = _unreadable(upload, _why_refused(upload, error)).problems
        return replace(check, problems=refusal + check.problems, error_count=1)
    accepting, steps = _of_sheet(upload, reading.package)
    return replace(
        check,
        problems=accepting + check.problems,
        error_count=len(accepting),
        is_new_pilot=report.is_new_pilot,
        pilot_changed=report.pilot_changed,
        digest=reading.package.digest,
        tables=report.tables,
        absent=report.absent,
        steps=steps,
    )


def _why_refused(upload: Upload, error: Exception) -> str:
    """The reason; of a sheet it names the steps that cannot go, and what to do."""
    of_steps = upload.table_name == "work_items"
    if not (of_steps and isinstance(error, LoadRefusedError) and error.needed):
        return str(error)
    shown = "”“".join(error.needed[:_NAMED])
    more = f"等 {len(error.needed)} 个环节" if len(error.needed) > _NAMED else ""
    return (
        f"表中没有“{shown}”{more}，但仍有{error.by}引用，不能删除；"
        "请在表中保留这些行，不再有的填停用日期；改了名称的填原来的环节编号"
    )


def _of_sheet(
    upload: Upload, package: PilotPackage
) -> tuple[tuple[Problem, ...], tuple[StepRowChange, ...]]:
    """Of a 工作事项表: where it accepts a reason or forgets that one was accepted, and
    what it changes, step by step."""
    if upload.table_name != "work_items":
        return (), ()
    stored = work_step_rows(Pilot.objects.get(code=package.manifest.code))
    wanted = package.rows(WorkStepRow)
    accepting = tuple(acceptance_problems(upload.source_name, stored, wanted))
    return accepting, step_row_changes(stored, wanted)[:_MOST_STEPS]


def _named(problem: Problem, upload: Upload) -> Problem:
    """A problem of the package as a whole names the file as its owner knows it."""
    if problem.file and problem.file in (upload.path.name, upload.table):
        return replace(problem, file=upload.source_name)
    return problem


def _plain(check: Check) -> dict[str, Any]:
    return asdict(check) | {"checked_at": check.checked_at.isoformat()}


def _typed(data: dict[str, Any]) -> Check:
    problems = (
        Problem(**{**row, "severity": Severity(row["severity"])})
        for row in data["problems"]
    )
    return Check(
        **{
            **data,
            "checked_at": datetime.fromisoformat(data["checked_at"]),
            "tables": tuple(TableChanges(**row) for row in data["tables"]),
            "absent": tuple(data["absent"]),
            "problems": tuple(problems),
            "steps": tuple(
                StepRowChange(**{**row, "details": tuple(row["details"])})
                for row in data.get("steps", ())
            ),
        }
    )
