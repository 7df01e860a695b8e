"""Plans from rows of the package to records, and back."""

from __future__ import annotations

from collections import defaultdict

from assessment.packages.loading import LoadState, record_values
from assessment.packages.planning_rows import PlanMeasureRow
from assessment.packages.synchronising import Rows
from assessment.planning.models import MeasureDuty, PlanMeasure
from standards_catalog.models import Pilot, PilotMembership

_OF_UNITS = ("units", "done_on", "note", "reporter_post")


def load_plans(state: LoadState) -> None:
    """The measures in order of appearance, then each unit's part in them."""
    rows = state.package.rows(PlanMeasureRow)
    standards = state.ids("standards")
    first = {(row.catalogue_code, row.number): row for row in reversed(rows)}
    keys = list(dict.fromkeys((row.catalogue_code, row.number) for row in rows))
    measures = [
        record_values(
            state,
            first[key],
            position,
            without=("catalogue_code", *_OF_UNITS),
            standard_id=standards[key[0]],
            extra={},
        )
        for position, key in enumerate(keys, start=1)
    ]
    wanted = Rows(PlanMeasure, state.in_pilot(), ("standard_id", "number"), measures)
    tally = state.tallies["implementation_plans"]
    ids = dict(zip(keys, state.sync.apply(wanted, tally), strict=True))
    duties = [
        {
            "measure_id": ids[row.catalogue_code, row.number],
            "unit_id": unit_id,
            "done_on": row.done_on,
            "note": row.note,
            "reporter_post": row.reporter_post,
        }
        for row in rows
        for unit_id in state.unit_ids(row.units)
    ]
    parts = Rows(
        MeasureDuty,
        state.in_pilot("measure__"),
        ("measure_id", "unit_id"),
        duties,
        owner="measure_id",
    )
    state.sync.apply(parts, tally)


def plan_rows(pilot: Pilot) -> list[PlanMeasureRow]:
    """The plans: units of a measure that are equally far share a row. Three queries."""
    order = dict(
        PilotMembership.objects.filter(pilot=pilot).values_list("unit_id", "position")
    )
    duties: dict[int, list[MeasureDuty]] = defaultdict(list)
    for duty in MeasureDuty.objects.filter(measure__pilot=pilot).select_related("unit"):
        duties[duty.measure_id].append(duty)
    measures = PlanMeasure.objects.filter(pilot=pilot).select_related("standard")
    return [
        row
        for measure in measures
        for row in _rows_of(
            measure,
            sorted(
                duties[measure.pk],
                key=lambda duty: (order.get(duty.unit_id, len(order)), duty.unit_id),
            ),
        )
    ]


def _rows_of(measure: PlanMeasure, duties: list[MeasureDuty]) -> list[PlanMeasureRow]:
    together: dict[tuple[object, ...], list[MeasureDuty]] = defaultdict(list)
    for duty in duties:
        together[duty.done_on, duty.note, duty.reporter_post].append(duty)
    return [
        PlanMeasureRow(
            row=0,
            extra={},
            catalogue_code=measure.standard.code,
            number=measure.number,
            stage=measure.stage,
            preparation=measure.preparation,
            content=measure.content,
            units=tuple(duty.unit.name for duty in group),
            responsible_post=measure.responsible_post,
            starts_on=measure.starts_on,
            due_on=measure.due_on,
            done_on=group[0].done_on,
            note=group[0].note,
            reporter_post=group[0].reporter_post,
        )
        for group in together.values()
    ]
