"""Draws and checks in the database as rows of the package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from assessment.packages.stored_rows import plain_rows
from assessment.packages.supervision_rows import (
    DrawCandidateRow,
    DrawRow,
    InspectionRow,
)
from assessment.supervision.drawing import INSPECTOR, STANDARD, UNIT
from assessment.supervision.models import Draw, Inspection
from standards_catalog.models import Pilot

_TIMES = ("announced_at", "drawn_at", "voided_at")


def draw_rows(pilot: Pilot) -> list[DrawRow]:
    """The draws, times as clocks here show them."""
    return [
        row
        for one in Draw.objects.filter(pilot=pilot)
        for row in plain_rows(
            DrawRow,
            [one],
            subsystems=tuple(one.subsystems),
            domains=tuple(one.domains),
            unit_kinds=tuple(one.unit_kinds),
            **{name: _local(getattr(one, name)) for name in _TIMES},
        )
    ]


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None


def draw_candidate_rows(pilot: Pilot) -> list[DrawCandidateRow]:
    """The published candidates, in the order of the published text."""
    return [
        row
        for one in Draw.objects.filter(pilot=pilot)
        for line in one.candidates.splitlines()
        for row in _candidate_rows(one.code, line)
    ]


def _candidate_rows(draw: str, line: str) -> Iterator[DrawCandidateRow]:
    blank = {"unit": "", "code": "", "title": "", "units": "", "post": ""}
    named: dict[str, str] = {}
    match line.split("\t"):
        case [kind, unit] if kind == UNIT:
            named = {"unit": unit}
        case [kind, code, title, units] if kind == STANDARD:
            named = {"code": code, "title": title, "units": units}
        case [kind, unit, post] if kind == INSPECTOR:
            named = {"unit": unit, "post": post}
        case _:
            raise ValueError(f"draw {draw}: {line!r} is no candidate")
    yield DrawCandidateRow(row=0, extra={}, draw=draw, kind=kind, **(blank | named))


def inspection_rows(pilot: Pilot) -> list[InspectionRow]:
    checks = Inspection.objects.filter(pilot=pilot).select_related(
        "unit", "standard", "law", "finding", "draw"
    )
    return [
        row
        for check in checks.defer(*(f"draw__{name}" for name in Draw.LONG_FIELDS))
        for row in plain_rows(
            InspectionRow,
            [check],
            draw=check.draw.code if check.draw else "",
            unit=check.unit.name,
            catalogue_code=check.catalogue_code,
            methods=tuple(check.methods),
            finding=check.finding.code if check.finding else "",
        )
    ]
