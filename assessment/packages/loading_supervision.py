"""Draws with their candidates, and checks, from a package."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessment.packages.loading import LoadState, record_values
from assessment.packages.supervision_checks import (
    NOBODY,
    candidates_by_draw,
    quota_of,
)
from assessment.packages.supervision_rows import (
    DrawCandidateRow,
    DrawRow,
    InspectionRow,
)
from assessment.packages.synchronising import LoadRefusedError, Rows
from assessment.supervision.drawing import (
    Candidates,
    candidates_text,
    draw,
    result_text,
)
from assessment.supervision.models import Draw, Inspection

_TIMES = ("announced_at", "drawn_at", "voided_at")
_LISTS = ("subsystems", "domains", "unit_kinds")


def load_draws(state: LoadState) -> None:
    """Draws with their candidates; the result is drawn again, as it was checked.

    The sealed secret of a draw that is still to be made stays where it is: no
    package holds it.
    """
    listed = candidates_by_draw(map(asdict, state.package.rows(DrawCandidateRow)))
    rows = state.package.rows(DrawRow)
    values = [
        _draw_values(state, row, n, listed.get(row.code, NOBODY))
        for n, row in enumerate(rows, start=1)
    ]
    if not state.package.manifest.demonstration:
        _refuse_rewriting(state, {value["code"]: value for value in values})
    draws = Rows(Draw, state.in_pilot(), ("code",), values)
    ids = state.sync.apply(draws, state.tallies["draws"])
    state.remember("draws", (row.code for row in rows), ids)


def _draw_values(
    state: LoadState, row: DrawRow, position: int, candidates: Candidates
) -> dict[str, Any]:
    values = record_values(state, row, position)
    values |= {name: list(values[name]) for name in _LISTS}
    values |= {name: _aware(values[name]) for name in _TIMES}
    is_announced = row.announced_at is not None
    values["candidates"] = candidates_text(candidates) if is_announced else ""
    values["result"] = ""
    if row.drawn_at is not None:
        drawn = draw(candidates, quota_of(asdict(row)), row.seed)
        values |= {"result": result_text(drawn), "sealed_secret": ""}
    return values


def _aware(moment: datetime | None) -> datetime | None:
    zone = timezone.get_default_timezone()
    return moment.replace(tzinfo=zone) if moment is not None else None


def _refuse_rewriting(state: LoadState, wanted: dict[str, dict[str, Any]]) -> None:
    """What was announced here is not taken back or rewritten by a file."""
    kept = Draw.objects.filter(pilot_id=state.pilot_id, announced_at__isnull=False)
    for held in kept:
        values = wanted.get(held.code)
        if values is None:
            raise LoadRefusedError(f"包中没有已经公布的抽查“{held}”，不能由导入删除")
        names: tuple[str, ...] = Draw.ANNOUNCED_FIELDS
        names += Draw.DRAWN_FIELDS if held.drawn_at else ()
        names += ("voided_at", "void_reason") if held.voided_at else ()
        if any(getattr(held, name) != values[name] for name in names):
            raise LoadRefusedError(f"抽查“{held}”已经公布，包中的内容与它不同")


def load_inspections(state: LoadState) -> None:
    draws, findings = state.ids("draws"), state.ids("findings")
    values = [
        record_values(
            state,
            row,
            n,
            without=["unit", "catalogue_code", "draw", "finding"],
            unit_id=state.unit_id(row.unit),
            draw_id=draws.get(row.draw),
            finding_id=findings.get(row.finding),
            methods=list(row.methods),
            is_counted=bool(row.is_counted),
            **state.citation(row.catalogue_code),
        )
        for n, row in enumerate(state.package.rows(InspectionRow), start=1)
    ]
    checks = Rows(Inspection, state.in_pilot(), ("code",), values)
    state.sync.apply(checks, state.tallies["inspections"])
