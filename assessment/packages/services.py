"""Load a pilot package, or say what loading it would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from assessment.coverage.models import StepCoverage
from assessment.packages import loading_activities as activities
from assessment.packages import loading_catalogue as catalogue
from assessment.packages.journal import DatabaseWriter, DryWriter, Model, packed
from assessment.packages.ledger import load_cases, remove_parts
from assessment.packages.loading import LoadState
from assessment.packages.loading_supervision import load_draws, load_inspections
from assessment.packages.loading_texts import (
    DRAFTS,
    TEXTS,
    load_drafts,
    load_edition_texts,
)
from assessment.packages.loading_units import (
    load_missing_memberships,
    load_units,
    units_named_in,
)
from assessment.packages.manifest import Manifest
from assessment.packages.models import PackageImport
from assessment.packages.planning_records import load_plans
from assessment.packages.reading import PilotPackage
from assessment.packages.rows import TABLES
from assessment.packages.synchronising import Rows, Synchroniser, Tally
from standards_catalog.authoring.models import StandardPage
from standards_catalog.models import Clause, Pilot, StandardEdition
from standards_catalog.search.services import reindex

_LOADERS: Mapping[str, Callable[[LoadState], None]] = {
    "units": load_units,
    "sections": catalogue.load_sections,
    "standards": catalogue.load_standards,
    "laws": catalogue.load_laws,
    "work_items": catalogue.load_work_items,
    "posts": activities.load_posts,
    "deliverables": catalogue.load_deliverables,
    "tasks": catalogue.load_tasks,
    "notes": catalogue.load_notes,
    "compilation_notes": catalogue.load_compilation_notes,
    "staff": activities.load_staff,
    "trainings": activities.load_trainings,
    "sign_ins": activities.load_sign_ins,
    "exemptions": activities.load_exemptions,
    "implementation_plans": load_plans,
    "implementation": activities.load_implementation,
    "surveys": activities.load_surveys,
    "answers": activities.load_answers,
    "self_evaluations": activities.load_self_evaluations,
    "findings": activities.load_findings,
    "draws": load_draws,
    "inspections": load_inspections,
    "rules": activities.load_rules,
    "calendar": activities.load_calendar,
}
"""In order of dependence; ``editions`` are loaded with the standards they are of, and
``draw_candidates`` with their draws."""
# Rows that belong to the table of another name in the package.
_HEADS = {"phases": "deliverables", "survey_heads": "surveys"}
_PILOT = "pilot"
REPORTED = (*(table.name for table in TABLES), TEXTS)
"""What a report counts, in the package's order: its tables, then its texts."""
_KEPT: Mapping[Model, str] = {
    Clause: "其版次已发布并存有文本，不能由导入删除",
    StandardPage: "它有正在编写的文本，不能由导入删除",
}
_OWNED: frozenset[Model] = frozenset({StandardEdition, StepCoverage})


@dataclass(frozen=True)
class TableChanges:
    """Rows of one table in the package, and what loading them changes."""

    name: str
    rows: int
    created: int
    changed: int
    removed: int


@dataclass(frozen=True)
class ImportReport:
    """The outcome of a load or a check. ``import_id`` is ``None`` for a check, and
    for a load that changed nothing; ``absent`` tables are left as they were."""

    pilot_code: str
    is_new_pilot: bool
    pilot_changed: bool
    tables: tuple[TableChanges, ...]
    absent: tuple[str, ...]
    import_id: int | None

    @property
    def changes_anything(self) -> bool:
        """Whether the database differs, or would differ, afterwards."""
        counts = ((t.created, t.changed, t.removed) for t in self.tables)
        return self.pilot_changed or any(map(any, counts))


def preview_package(*, package: PilotPackage) -> ImportReport:
    """What :func:`load_package` would do, without writing anything.

    Raises :class:`LoadRefusedError` where loading would.
    """
    return _apply(package, DryWriter()).report()


def preview_first_load(*, package: PilotPackage) -> ImportReport:
    """What loading into an empty database would do; no database is needed."""
    counts = _row_counts(package)
    return ImportReport(
        pilot_code=package.manifest.code,
        is_new_pilot=True,
        pilot_changed=True,
        tables=tuple(
            TableChanges(name, counts[name], counts[name], 0, 0)
            for name in REPORTED
            if name in counts
        ),
        absent=tuple(table.name for table in TABLES if table.name not in counts),
        import_id=None,
    )


def _row_counts(package: PilotPackage) -> dict[str, int]:
    counts = {name: len(rows) for name, rows in package.tables.items()}
    if package.cases is not None:
        counts["cases"] = package.cases.num_rows
    if package.texts:
        counts[TEXTS] = len(package.texts)
    return counts


def load_package(
    *, package: PilotPackage, source_name: str, actor: User | None = None
) -> ImportReport:
    """Make the database say what ``package`` says: all of it or nothing.

    A table that is present replaces that table of the pilot, an absent one stays;
    units are added to, never deleted. A load that changes nothing leaves no trace.
    Raises :class:`LoadRefusedError` if rows that would have to go are still needed.
    """
    new_files: list[str] = []
    try:
        with transaction.atomic():
            _wait_for_other_loads(package.manifest.code)
            applied = _apply(package, DatabaseWriter(), new_files, actor)
            if not applied.report().changes_anything:
                return applied.report()
            record = _recorded(applied, package, source_name, new_files, actor)
            if package.texts:
                # Or else the first reader to search would wait for all of them.
                reindex(pilot=Pilot.objects.get(pk=applied.state.pilot_id))
            return applied.report(record.pk)
    except BaseException:
        # The database forgets a failed load by itself; files do not.
        remove_parts(package.manifest.code, new_files)
        raise


def _wait_for_other_loads(pilot_code: str) -> None:
    """Two loads of one pilot must not each build on the state before the other."""
    Pilot.objects.select_for_update().filter(code=pilot_code).first()


@dataclass(frozen=True)
class _Applied:
    """A package whose rows went through a writer."""

    state: LoadState
    is_new_pilot: bool

    def report(self, import_id: int | None = None) -> ImportReport:
        package, tallies = self.state.package, self.state.tallies
        counts = _row_counts(package)
        touched = {name for name, tally in tallies.items() if tally.touched}
        shown = counts.keys() | {_HEADS.get(name, name) for name in touched}
        return ImportReport(
            pilot_code=package.manifest.code,
            is_new_pilot=self.is_new_pilot,
            pilot_changed=bool(tallies[_PILOT].touched),
            tables=tuple(
                self._changes(name, counts.get(name, 0))
                for name in REPORTED
                if name in shown
            ),
            absent=tuple(table.name for table in TABLES if table.name not in counts),
            import_id=import_id,
        )

    def _changes(self, name: str, rows: int) -> TableChanges:
        tallies = self.state.tallies
        if name == "cases":
            return TableChanges(name, rows, *self.state.case_changes)
        if name == TEXTS:
            drafts, created = tallies[DRAFTS], len(tallies[TEXTS].created)
            created += len(drafts.created)
            return TableChanges(name, rows, created, len(drafts.changed), 0)
        return _table_changes(name, rows, tallies)


def _table_changes(name: str, rows: int, tallies: Mapping[str, Tally]) -> TableChanges:
    tally = tallies.get(name, Tally())
    heads = [
        tallies[h] for h, table in _HEADS.items() if table == name and h in tallies
    ]
    # A phase or survey alone may change: that changes the rows that repeat it.
    changed = len(tally.only_changed) + sum(len(head.only_changed) for head in heads)
    return TableChanges(name, rows, len(tally.created), changed, len(tally.removed))


def _apply(
    package: PilotPackage,
    writer: DatabaseWriter | DryWriter,
    new_files: list[str] | None = None,
    actor: User | None = None,
) -> _Applied:
    """Send every row of ``package`` through ``writer``, in order of dependence."""
    sync = Synchroniser(writer, _OWNED, _KEPT)
    pilot_tally = Tally()
    values = _pilot_values(package.manifest)
    scope = {"code": package.manifest.code}
    pilot = Rows(
        Pilot,
        scope,
        ("code",),
        [values],
        once=frozenset({"data_version"}),
        replaces=False,
    )
    (pilot_id,) = sync.apply(pilot, pilot_tally)
    state = LoadState(package, pilot_id, writer, sync)
    state.tallies[_PILOT] = pilot_tally
    for name, load in _LOADERS.items():
        if name in package.tables:
            load(state)
    load_edition_texts(state)
    if "units" not in package.tables:
        load_missing_memberships(state, units_named_in(package))
    written = load_cases(state, package.manifest.code)
    if new_files is not None:
        new_files.extend(written)
    sync.finish()
    load_drafts(state, actor)
    return _Applied(state, bool(pilot_tally.created))


def _pilot_values(manifest: Manifest) -> dict[str, Any]:
    return {
        "code": manifest.code,
        "name": manifest.name,
        "kind": manifest.kind,
        "document": manifest.document,
        "starts_on": manifest.starts,
        "ends_on": manifest.ends,
        "targets": dict(manifest.targets),
        "settings": dict(manifest.settings),
        "extra": dict(manifest.extra),
        "is_demonstration": manifest.demonstration,
        "data_version": 0,
    }


def _recorded(
    applied: _Applied,
    package: PilotPackage,
    source_name: str,
    new_files: list[str],
    actor: User | None,
) -> PackageImport:
    """Keep the journal, and tell the pilot and the audit trail."""
    writer, report = applied.state.writer, applied.report()
    changes = {
        table.name: [table.rows, table.created, table.changed, table.removed]
        for table in report.tables
    }
    record = PackageImport.objects.create(
        pilot_code=package.manifest.code,
        pilot_name=package.manifest.name,
        source_name=source_name[:300],
        digest=package.digest,
        imported_at=timezone.now(),
        imported_by=actor,
        changes=changes,
        new_ledger_files=new_files,
        drafts=[asdict(draft) for draft in applied.state.drafts],
        journal=packed(writer.entries if isinstance(writer, DatabaseWriter) else ()),
    )
    Pilot.objects.get(pk=applied.state.pilot_id).mark_changed()
    record_event(
        actor=actor,
        action="导入试点包",
        object_label=package.manifest.name,
        detail={
            "导入": record.pk,
            "来源": source_name,
            "新增": sum(table.created for table in report.tables),
            "修改": sum(table.changed for table in report.tables),
            "删除": sum(table.removed for table in report.tables),
        },
    )
    return record
