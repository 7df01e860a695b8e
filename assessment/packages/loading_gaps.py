"""The table ``gaps``, into the database and out of it."""

from __future__ import annotations

from typing import Any

from assessment.coverage.models import WorkStep
from assessment.gaps.models import Gap
from assessment.packages.gap_rows import GapRow
from assessment.packages.loading import LoadState, load_links, record_values
from assessment.packages.stored_rows import plain_rows
from assessment.packages.synchronising import Rows
from standards_catalog.models import Pilot
from standards_catalog.relations import unit_names_by_record

_ELSEWHERE = ("domain", "item", "step_name", "step_starts_on", "owner_units")


def load_gaps(state: LoadState) -> None:
    """Gaps with their step, standards and units; a project they have is left alone."""
    rows = state.package.rows(GapRow)
    steps = _step_ids(state)
    values = [_values(state, row, n, steps) for n, row in enumerate(rows, start=1)]
    gaps = Rows(Gap, state.in_pilot(), ("code",), values)
    ids = state.sync.apply(gaps, state.tallies["gaps"])
    owners = {
        pk: state.unit_ids(row.owner_units) for pk, row in zip(ids, rows, strict=True)
    }
    load_links(state, "gaps", Gap, "owner_units", owners)


def _step_ids(state: LoadState) -> dict[Any, int]:
    """The rows of the steps by what tells them apart: loaded now, or held already."""
    if "work_items" in state.package.tables:
        return state.ids("work_items")
    rows = WorkStep.objects.filter(pilot_id=state.pilot_id)
    return {
        (domain, item, name, begun): pk
        for pk, domain, item, name, begun in rows.values_list(
            "pk", "domain", "item", "name", "starts_on"
        )
    }


def _values(
    state: LoadState, row: GapRow, position: int, steps: dict[Any, int]
) -> dict[str, Any]:
    key = (row.domain, row.item, row.step_name, row.step_starts_on)
    standards = state.ids("standards")
    return record_values(
        state,
        row,
        position,
        without=[*_ELSEWHERE, "standard", "other_standard", "claimed_by"],
        needs_check=bool(row.needs_check),
        step_id=steps[key] if row.step_name else None,
        standard_id=standards.get(row.standard),
        other_standard_id=standards.get(row.other_standard),
        claimed_by_id=state.unit_id(row.claimed_by) if row.claimed_by else None,
    )


def gap_rows(pilot: Pilot) -> list[GapRow]:
    """The gaps of ``pilot`` as rows of the package."""
    owners = unit_names_by_record(Gap.owner_units.through, "gap_id", pilot)
    gaps = Gap.objects.filter(pilot=pilot).select_related(
        "step", "standard", "other_standard", "claimed_by"
    )
    return [
        row
        for gap in gaps
        for row in plain_rows(
            GapRow,
            [gap],
            domain=gap.step.domain if gap.step else "",
            item=gap.step.item if gap.step else "",
            step_name=gap.step.name if gap.step else "",
            step_starts_on=gap.step.starts_on if gap.step else None,
            standard=gap.standard.code if gap.standard else "",
            other_standard=gap.other_standard.code if gap.other_standard else "",
            owner_units=owners.get(gap.pk, ()),
            claimed_by=gap.claimed_by.name if gap.claimed_by else "",
        )
    ]
