"""Snapshot rows of the organisation, the phases, the tasks and the open questions."""

from __future__ import annotations

from assessment.programme.models import Deliverable, Phase, Task
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row, day_text, value_row
from standards_catalog.models import PilotNote
from standards_catalog.relations import codes_by_record, unit_names_by_record


def organisation_rows(inputs: Inputs) -> Row:
    """The member units with their kind and role, and how many posts and people each
    has on the day. Positions only: nobody is named."""
    on_roster = [p.unit for p in inputs.facts.staff if p.is_on_roster(inputs.as_of)]
    posts = [post.unit for post in inputs.facts.posts]
    return {
        "units": [
            {
                "name": member.unit.name,
                "kind": member.unit.kind,
                "role": member.role,
                "is_active": member.unit.is_active_on(inputs.as_of),
                "posts": posts.count(member.unit.name),
                "people": on_roster.count(member.unit.name),
            }
            for member in inputs.members
        ],
        "posts": len(posts),
        "people": len(on_roster),
        "post_coverage": value_row(inputs.values["post_coverage"]),
        "uncovered_posts": [
            {"unit": entry.unit, "post": entry.label, "reason": entry.reason}
            for entry in inputs.opened("post_coverage").shortfall
        ],
    }


def programme_rows(inputs: Inputs) -> Row:
    """The phases with their deliverables and the main tasks with their units."""
    return {
        "completion": value_row(inputs.values["deliverable_completion"]),
        "phases": _phase_rows(inputs),
        "tasks": _task_rows(inputs),
    }


def _phase_rows(inputs: Inputs) -> list[Row]:
    phases: dict[int, Row] = {
        phase.pk: {
            "name": phase.name,
            "starts_on": day_text(phase.starts_on),
            "ends_on": day_text(phase.ends_on),
            "deliverables": [],
        }
        for phase in Phase.objects.filter(pilot=inputs.pilot)
    }
    units = unit_names_by_record(
        Deliverable.responsible_units.through, "deliverable_id", inputs.pilot
    )
    deliverables = Deliverable.objects.filter(pilot=inputs.pilot)
    for deliverable in deliverables.select_related("phase"):
        phases[deliverable.phase_id]["deliverables"].append(
            {
                "number": deliverable.number,
                "title": deliverable.title,
                "evidence": deliverable.evidence_required,
                "units": list(units.get(deliverable.pk, ())),
                "confirmed_on": day_text(deliverable.confirmed_on),
                "state": deliverable.state_on(inputs.as_of),
            }
        )
    return list(phases.values())


def _task_rows(inputs: Inputs) -> list[Row]:
    units = unit_names_by_record(
        Task.responsible_units.through, "task_id", inputs.pilot
    )
    standards = codes_by_record(Task.standards.through, "task_id", inputs.pilot)
    in_force = {
        row.standard.code
        for row in inputs.catalogue
        if row.is_in_force_on(inputs.as_of)
    }
    rows = []
    for task in Task.objects.filter(pilot=inputs.pilot):
        codes = standards.get(task.pk, ())
        rows.append(
            {
                "number": task.number,
                "name": task.name,
                "units": list(units.get(task.pk, ())),
                "standards": list(codes),
                "in_force": [code for code in codes if code in in_force],
                "source": f"{task.source_file} {task.source_clause}".strip(),
            }
        )
    return rows


def note_rows(inputs: Inputs) -> list[Row]:
    """Where the source documents contradict themselves or leave something open."""
    return [
        {
            "number": found.number,
            "topic": found.topic,
            "content": found.content,
            "source": f"{found.source_file} {found.source_clause}".strip(),
        }
        for found in PilotNote.objects.filter(pilot=inputs.pilot)
    ]
