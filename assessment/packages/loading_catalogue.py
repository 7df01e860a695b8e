"""The catalogue and the programme: sections, standards, laws, steps, tasks, notes."""

from __future__ import annotations

from django.utils import timezone

from assessment.coverage.models import StepCoverage, WorkStep
from assessment.packages.loading import LoadState, load_links, record_values
from assessment.packages.loading_editions import EDITION_FIELDS, load_editions
from assessment.packages.rows import (
    DeliverableRow,
    LawRow,
    NoteRow,
    SectionRow,
    StandardRow,
    TaskRow,
    WorkStepRow,
)
from assessment.packages.step_matching import matched, step_key
from assessment.packages.successors import load_law_successors
from assessment.packages.synchronising import Rows
from assessment.packages.written_rows import CompilationNoteRow
from assessment.programme.models import Deliverable, Phase, Task
from standards_catalog.facts import editions_by_standard
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    PilotNote,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.products.models import CompilationNote


def load_sections(state: LoadState) -> None:
    """Sections first, then which is above which."""
    rows = state.package.rows(SectionRow)
    values = [
        record_values(state, row, n, without=["parent"], sort=row.sort or 0)
        for n, row in enumerate(rows, start=1)
    ]
    tally = state.tallies["sections"]
    ids = state.sync.apply(Rows(Section, state.in_pilot(), ("code",), values), tally)
    state.remember("sections", (row.code for row in rows), ids)
    parents = {
        pk: {"parent_id": state.ids("sections").get(row.parent)}
        for pk, row in zip(ids, rows, strict=True)
    }
    state.sync.set_fields(Section, parents, tally)


def load_standards(state: LoadState) -> None:
    """Standards, their latest edition, and the units they concern."""
    rows = state.package.rows(StandardRow)
    without = [*EDITION_FIELDS, "section", "responsible_units", "applicable_units"]
    without.append("replaced_by")
    values = [
        record_values(
            state,
            row,
            n,
            without=without,
            section_id=state.ids("sections").get(row.section),
        )
        for n, row in enumerate(rows, start=1)
    ]
    tally = state.tallies["standards"]
    ids = state.sync.apply(Rows(Standard, state.in_pilot(), ("code",), values), tally)
    state.remember("standards", (row.code for row in rows), ids)
    load_editions(state, dict(zip(ids, rows, strict=True)))
    for name in ("responsible_units", "applicable_units"):
        links = {
            pk: state.unit_ids(getattr(row, name))
            for pk, row in zip(ids, rows, strict=True)
        }
        load_links(state, "standards", Standard, name, links)


def latest_editions(pilot_id: int) -> dict[int, StandardEdition]:
    """The edition of each standard that a package speaks of, by standard."""
    found = editions_by_standard(Pilot(pk=pilot_id))
    return {standard_id: editions[-1] for standard_id, editions in found.items()}


def load_laws(state: LoadState) -> None:
    rows = state.package.rows(LawRow)
    values = [
        record_values(state, row, n, without=["replaced_by"])
        for n, row in enumerate(rows, start=1)
    ]
    ids = state.sync.apply(
        Rows(LegalInstrument, state.in_pilot(), ("code",), values),
        state.tallies["laws"],
    )
    load_law_successors(
        state, {pk: row.replaced_by for pk, row in zip(ids, rows, strict=True)}
    )
    state.remember("laws", (row.code for row in rows), ids)


def load_work_items(state: LoadState) -> None:
    """Steps, the units in charge, and what covers each step in the stated order."""
    rows = state.package.rows(WorkStepRow)
    values = [
        record_values(state, row, n, without=["owner_units", "covered_by"])
        for n, row in enumerate(rows, start=1)
    ]
    tally = state.tallies["work_items"]
    key = ("domain", "item", "name", "starts_on")
    stored = list(WorkStep.objects.filter(**state.in_pilot()))
    known_as = {
        stored[old].pk: step_key(rows[new])
        for new, old in matched(stored, rows).items()
        if step_key(rows[new]) != step_key(stored[old])
    }
    steps = Rows(WorkStep, state.in_pilot(), key, values, known_as=known_as)
    ids = state.sync.apply(steps, tally)
    state.remember(
        "work_items", ((r.domain, r.item, r.name, r.starts_on) for r in rows), ids
    )
    owners = {
        pk: state.unit_ids(row.owner_units) for pk, row in zip(ids, rows, strict=True)
    }
    load_links(state, "work_items", WorkStep, "owner_units", owners)
    coverage = [
        {"step_id": pk, "position": position, **state.citation(code)}
        for pk, row in zip(ids, rows, strict=True)
        for position, code in enumerate(row.covered_by, start=1)
    ]
    covered = Rows(
        StepCoverage,
        state.in_pilot("step__"),
        ("step_id", "position"),
        coverage,
        owner="step_id",
    )
    state.sync.apply(covered, tally)


def load_deliverables(state: LoadState) -> None:
    """Phases in order of appearance, then their deliverables."""
    rows = state.package.rows(DeliverableRow)
    first = {row.phase: row for row in reversed(rows)}
    names = dict.fromkeys(row.phase for row in rows)
    phases = [
        {
            "pilot_id": state.pilot_id,
            "position": position,
            "extra": {},
            "name": name,
            "starts_on": first[name].phase_starts_on,
            "ends_on": first[name].phase_ends_on,
        }
        for position, name in enumerate(names, start=1)
    ]
    tally = state.tallies["phases"]
    ids = state.sync.apply(Rows(Phase, state.in_pilot(), ("name",), phases), tally)
    phase_ids = dict(zip(names, ids, strict=True))
    without = ["phase", "phase_starts_on", "phase_ends_on", "responsible_units"]
    values = [
        record_values(state, row, n, without=without, phase_id=phase_ids[row.phase])
        for n, row in enumerate(rows, start=1)
    ]
    tally = state.tallies["deliverables"]
    key = ("phase_id", "number")
    ids = state.sync.apply(Rows(Deliverable, state.in_pilot(), key, values), tally)
    units = {
        pk: state.unit_ids(row.responsible_units)
        for pk, row in zip(ids, rows, strict=True)
    }
    load_links(state, "deliverables", Deliverable, "responsible_units", units)


def load_tasks(state: LoadState) -> None:
    rows = state.package.rows(TaskRow)
    values = [
        record_values(state, row, n, without=["responsible_units", "standards"])
        for n, row in enumerate(rows, start=1)
    ]
    tally = state.tallies["tasks"]
    ids = state.sync.apply(Rows(Task, state.in_pilot(), ("number",), values), tally)
    by_id = dict(zip(ids, rows, strict=True))
    units = {pk: state.unit_ids(row.responsible_units) for pk, row in by_id.items()}
    load_links(state, "tasks", Task, "responsible_units", units)
    codes = state.ids("standards")
    standards = {pk: [codes[c] for c in row.standards] for pk, row in by_id.items()}
    load_links(state, "tasks", Task, "standards", standards)


def load_compilation_notes(state: LoadState) -> None:
    """The points that the office worded; a point without a row has its first wording."""
    held = dict(
        CompilationNote.objects.filter(**state.in_pilot()).values_list("point", "text")
    )
    values = []
    for row in state.package.rows(CompilationNoteRow):
        note = {"pilot_id": state.pilot_id, "point": row.point, "text": row.text}
        if held.get(row.point, row.text) != row.text:
            # Who words it now is the package; a new row is dated by its model.
            note |= {"updated_at": timezone.now(), "updated_by_id": None}
        values.append(note)
    notes = Rows(CompilationNote, state.in_pilot(), ("point",), values)
    state.sync.apply(notes, state.tallies["compilation_notes"])


def load_notes(state: LoadState) -> None:
    rows = state.package.rows(NoteRow)
    values = [record_values(state, row, n) for n, row in enumerate(rows, start=1)]
    notes = Rows(PilotNote, state.in_pilot(), ("number",), values)
    state.sync.apply(notes, state.tallies["notes"])
