"""What the leadership dashboard and the indicator pages show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db.models import QuerySet

from assessment.indicators.engine import IndicatorValue
from assessment.programme.models import Deliverable, Phase
from assessment.rectification.models import Finding
from assessment.services import (
    SharedFacts,
    domain_coverage,
    indicator_values,
    subsystem_completeness,
    unit_values,
)
from reports.figures.figure import NO_TARGET, Figure, figure_of
from reports.trends.selectors import (
    PhaseMark,
    Trend,
    all_trends,
    marks_of,
    month_ends,
)
from standards_catalog.models import Pilot

# The columns of the unit heat table: what leaders compare units by.
UNIT_INDICATORS = (
    "implementation_rate",
    "training_participation",
    "satisfaction_rate",
    "transfer_timeliness",
    "clause_conformity",
    "rectification_closure",
)
# Shown large beside the targets, though the plan sets no number for them.
HEADLINES = (
    "implementation_rate",
    "publication_rate",
    "satisfaction_rate",
    "transfer_timeliness",
    "self_evaluation_submission",
    "rectification_closure",
)
TREND_INDICATORS = (
    "standard_coverage",
    "implementation_rate",
    "training_participation",
)


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A phase with its confirmed and all deliverables on the as-of date."""

    phase: Phase
    confirmed: int
    total: int
    overdue: int
    state: str


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that endangers acceptance, in a sentence, with where to look."""

    sentence: str
    indicator: str
    severity: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's figures in the order of ``UNIT_INDICATORS``, each with whether it
    lies below the pilot's own value (compared exactly)."""

    unit: str
    figures: tuple[tuple[Figure, bool], ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the leadership dashboard prints."""

    with_target: tuple[Figure, ...]
    headlines: tuple[Figure, ...]
    others: tuple[Figure, ...]
    trends: tuple[Trend, ...]
    phase_marks: tuple[PhaseMark, ...]
    domains: dict[str, IndicatorValue]
    subsystems: dict[str, IndicatorValue]
    units: tuple[UnitRow, ...]
    phases: tuple[PhaseProgress, ...]
    risks: tuple[Risk, ...]


def dashboard(pilot: Pilot, as_of: date) -> Dashboard:
    """Gather the dashboard of ``pilot`` on ``as_of``."""
    shared = SharedFacts(pilot)
    values = indicator_values(pilot, as_of, shared=shared)
    figures = [figure_of(value) for value in values]
    unset = [figure for figure in figures if figure.target == NO_TARGET]
    phases = tuple(_phase_progress(pilot, as_of))
    days = month_ends(pilot, as_of)
    trends = all_trends(pilot, days, shared=shared).indicators
    return Dashboard(
        with_target=tuple(f for f in figures if f.target != NO_TARGET),
        headlines=tuple(f for f in unset if f.code in HEADLINES),
        others=tuple(f for f in unset if f.code not in HEADLINES),
        trends=tuple(t for t in trends if t.indicator.code in TREND_INDICATORS),
        phase_marks=marks_of(progress.phase for progress in phases),
        domains=domain_coverage(pilot, as_of, shared=shared),
        subsystems=subsystem_completeness(pilot, as_of, shared=shared),
        units=tuple(_unit_rows(unit_values(pilot, as_of, shared=shared), values)),
        phases=phases,
        risks=tuple(_risks(pilot, as_of, values, phases)),
    )


def _unit_rows(
    units: Mapping[str, Sequence[IndicatorValue]], whole: Sequence[IndicatorValue]
) -> Iterator[UnitRow]:
    level = {value.code: value.value for value in whole}
    for unit, values in units.items():
        by_code = {value.code: value for value in values}
        chosen = [by_code[code] for code in UNIT_INDICATORS]
        yield UnitRow(
            unit,
            tuple((figure_of(v), _is_below(v.value, level[v.code])) for v in chosen),
        )


def _is_below(value: Fraction | None, level: Fraction | None) -> bool:
    return value is not None and level is not None and value < level


def _phase_progress(pilot: Pilot, as_of: date) -> Iterator[PhaseProgress]:
    deliverables = Deliverable.objects.filter(pilot=pilot).select_related("phase")
    in_order = deliverables.order_by("phase__position", "phase_id", "position", "pk")
    for phase, rows in groupby(in_order, key=lambda row: row.phase):
        states = [deliverable.state_on(as_of) for deliverable in rows]
        yield PhaseProgress(
            phase=phase,
            confirmed=states.count("已完成"),
            total=len(states),
            overdue=states.count("逾期"),
            state=_phase_state(states, phase, as_of),
        )


def _phase_state(states: Sequence[str], phase: Phase, as_of: date) -> str:
    if states and all(state == "已完成" for state in states):
        return "已完成"
    if "逾期" in states:
        return "逾期"
    return "进行中" if phase.starts_on <= as_of else "未开始"


def _risks(
    pilot: Pilot,
    as_of: date,
    values: Sequence[IndicatorValue],
    phases: Sequence[PhaseProgress],
) -> Iterator[Risk]:
    for value in values:
        if value.attained is False:
            figure = figure_of(value)
            yield Risk(
                f"{figure.label}{figure.text}，未达到目标{figure.target}"
                f"（{figure.fraction or figure.text}）。",
                value.code,
                "missed",
            )
    overdue = open_findings(pilot, as_of).filter(due_on__lt=as_of).count()
    if overdue:
        yield Risk(
            f"{overdue} 项不符合项已过期限仍未关闭。",
            "rectification_closure",
            "warning",
        )
    late = sum(progress.overdue for progress in phases)
    if late:
        yield Risk(
            f"{late} 项阶段交付物逾期未确认。", "deliverable_completion", "warning"
        )


def open_findings(pilot: Pilot, as_of: date) -> QuerySet[Finding]:
    """Findings raised and not closed on ``as_of``."""
    raised = Finding.objects.filter(pilot=pilot, raised_on__lte=as_of)
    return raised.exclude(closed_on__lte=as_of)
