"""The catalogue and the programme in the database, as rows of the package.

Units in a cell stand in the order of the pilot's units, codes in catalogue order, so
that the same records always give the same text.
"""

from __future__ import annotations

from collections import defaultdict

from accounts.models import Unit, UnitAlias
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.packages.cells import narrow
from assessment.packages.loading_catalogue import EDITION_FIELDS, latest_editions
from assessment.packages.rows import (
    DeliverableRow,
    LawRow,
    NoteRow,
    SectionRow,
    StandardRow,
    TaskRow,
    UnitRow,
    WorkStepRow,
)
from assessment.packages.stored_rows import plain_rows
from assessment.packages.successors import edition_successors, law_successors
from assessment.programme.models import Deliverable, Task
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    PilotMembership,
    PilotNote,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.relations import codes_by_record, unit_names_by_record


def unit_rows(pilot: Pilot) -> list[UnitRow]:
    """The member units, each under all of its names."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in UnitAlias.objects.values_list("unit_id", "name"):
        aliases[unit_id].append(name)
    members = PilotMembership.objects.filter(pilot=pilot)
    # A name is given once: loading would drop an alias that repeats another name.
    return [
        UnitRow(
            row=0,
            extra=member.extra,
            name=member.unit.name,
            short_name=member.unit.short_name,
            kind=member.unit.kind,
            aliases=_further_names(member.unit, aliases[member.unit_id]),
            role=member.role,
            starts_on=member.unit.starts_on,
            ends_on=member.unit.ends_on,
            successor=member.unit.successor.name if member.unit.successor else "",
        )
        for member in members.select_related("unit__successor")
    ]


def _further_names(unit: Unit, aliases: list[str]) -> tuple[str, ...]:
    own = {narrow(unit.name), narrow(unit.short_name)}
    return tuple(alias for alias in aliases if narrow(alias) not in own)


def section_rows(pilot: Pilot) -> list[SectionRow]:
    sections = Section.objects.filter(pilot=pilot).select_related("parent")
    return [
        row
        for section in sections
        for row in plain_rows(
            SectionRow, [section], parent=section.parent.code if section.parent else ""
        )
    ]


def standard_rows(pilot: Pilot) -> list[StandardRow]:
    """Each standard with its latest edition."""
    responsible = unit_names_by_record(
        Standard.responsible_units.through, "standard_id", pilot
    )
    applicable = unit_names_by_record(
        Standard.applicable_units.through, "standard_id", pilot
    )
    editions = latest_editions(pilot.pk)
    successors = edition_successors(pilot.pk)
    blank = StandardEdition()
    rows: list[StandardRow] = []
    for standard in Standard.objects.filter(pilot=pilot).select_related("section"):
        edition = editions.get(standard.pk, blank)
        rows += plain_rows(
            StandardRow,
            [standard],
            section=standard.section.code if standard.section else "",
            responsible_units=responsible.get(standard.pk, ()),
            applicable_units=applicable.get(standard.pk, ()),
            replaced_by=successors.get(edition.pk, ""),
            **{name: getattr(edition, name) for name in EDITION_FIELDS},
        )
    return rows


def law_rows(pilot: Pilot) -> list[LawRow]:
    successors = law_successors(pilot.pk)
    return [
        row
        for law in LegalInstrument.objects.filter(pilot=pilot)
        for row in plain_rows(LawRow, [law], replaced_by=successors.get(law.pk, ""))
    ]


def work_step_rows(pilot: Pilot) -> list[WorkStepRow]:
    """The steps; what covers a step stays in the order it was stated in."""
    owners = unit_names_by_record(WorkStep.owner_units.through, "workstep_id", pilot)
    covering: dict[int, list[str]] = defaultdict(list)
    links = StepCoverage.objects.filter(step__pilot=pilot).order_by("position", "pk")
    for step_id, standard, law in links.values_list(
        "step_id", "standard__code", "law__code"
    ):
        covering[step_id].append(standard or law)
    return [
        row
        for step in WorkStep.objects.filter(pilot=pilot)
        for row in plain_rows(
            WorkStepRow,
            [step],
            owner_units=owners.get(step.pk, ()),
            covered_by=tuple(covering[step.pk]),
        )
    ]


def deliverable_rows(pilot: Pilot) -> list[DeliverableRow]:
    units = unit_names_by_record(
        Deliverable.responsible_units.through, "deliverable_id", pilot
    )
    deliverables = Deliverable.objects.filter(pilot=pilot).select_related("phase")
    return [
        row
        for item in deliverables
        for row in plain_rows(
            DeliverableRow,
            [item],
            phase=item.phase.name,
            phase_starts_on=item.phase.starts_on,
            phase_ends_on=item.phase.ends_on,
            responsible_units=units.get(item.pk, ()),
        )
    ]


def task_rows(pilot: Pilot) -> list[TaskRow]:
    units = unit_names_by_record(Task.responsible_units.through, "task_id", pilot)
    codes = codes_by_record(Task.standards.through, "task_id", pilot)
    return [
        row
        for task in Task.objects.filter(pilot=pilot)
        for row in plain_rows(
            TaskRow,
            [task],
            responsible_units=units.get(task.pk, ()),
            standards=codes.get(task.pk, ()),
        )
    ]


def note_rows(pilot: Pilot) -> list[NoteRow]:
    return plain_rows(NoteRow, PilotNote.objects.filter(pilot=pilot))
