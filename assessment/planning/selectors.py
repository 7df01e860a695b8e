"""Plans as of a date: the state of each part, measure and plan, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.models import User
from assessment.planning.models import MeasureDuty, PlanMeasure
from listing.columns import Badge, Tone
from standards_catalog.models import Pilot, PilotMembership, Standard
from standards_catalog.relations import unit_names_by_record
from standards_catalog.selectors import StandardLine, Standing, standard_lines


class PlanState(StrEnum):
    """How far a plan, a measure or a unit's part in it is on a date."""

    NONE = "无计划"
    WAITING = "未开始"
    RUNNING = "进行中"
    DONE = "已完成"
    OVERDUE = "逾期"


_TONES = {
    PlanState.NONE: Tone.WARNING,
    PlanState.WAITING: Tone.NEUTRAL,
    PlanState.RUNNING: Tone.INFO,
    PlanState.DONE: Tone.GOOD,
    PlanState.OVERDUE: Tone.BAD,
}
DUTY_STATES = tuple(state for state in PlanState if state is not PlanState.NONE)


def state_badge(state: str) -> Badge:
    """A state in colour, icon and word."""
    return Badge(state, _TONES[PlanState(state)])


def with_state(duties: QuerySet[MeasureDuty], day: date) -> QuerySet[Any]:
    """Annotate ``state`` (:class:`PlanState`) as of ``day``.

    What was done after ``day`` is not done yet; what is not done and was due before
    ``day`` is overdue.
    """
    state = Case(
        When(done_on__lte=day, then=Value(PlanState.DONE.value)),
        When(measure__due_on__lt=day, then=Value(PlanState.OVERDUE.value)),
        When(measure__starts_on__lte=day, then=Value(PlanState.RUNNING.value)),
        default=Value(PlanState.WAITING.value),
        output_field=CharField(),
    )
    return duties.annotate(state=state)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many parts there are, and of these done, overdue, and running."""

    total: int
    done: int
    overdue: int
    running: int

    @property
    def state(self) -> PlanState:
        """The state all parts together amount to: one overdue part makes it overdue."""
        if not self.total:
            return PlanState.NONE
        if self.overdue:
            return PlanState.OVERDUE
        if self.done == self.total:
            return PlanState.DONE
        if self.running or self.done:
            return PlanState.RUNNING
        return PlanState.WAITING

    @property
    def words(self) -> str:
        """``3/8``: done of all, or nothing where there is no part."""
        return f"{self.done}/{self.total}" if self.total else ""


def progress_of(states: Iterable[str]) -> Progress:
    """The progress that the states of the parts add up to."""
    found = list(states)
    return Progress(
        len(found),
        found.count(PlanState.DONE),
        found.count(PlanState.OVERDUE),
        found.count(PlanState.RUNNING),
    )


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A standard in force and its plan, as far as the user may see it."""

    standard: StandardLine
    position: int
    responsible: tuple[str, ...]
    progress: Progress
    measures: int
    starts_on: date | None
    due_on: date | None

    @property
    def pk(self) -> int:
        """The standard's key."""
        return self.standard.pk

    @property
    def state(self) -> str:
        """The state of the plan in a word."""
        return self.progress.state.value

    @property
    def has_plan(self) -> bool:
        """Whether there is any part for the user to see."""
        return self.progress.total > 0


def plan_rows(pilot: Pilot, day: date, user: User) -> tuple[PlanRow, ...]:
    """The standards in force on ``day`` with their plans, in catalogue order.

    A unit sees the standards that apply to it or that it has a part in, and its own
    parts only. Five queries at most.
    """
    lines = [
        line
        for line in standard_lines(pilot, day)
        if line.standing is Standing.IN_FORCE
    ]
    figures = _figures(pilot, day, user)
    if user.is_unit_bound:
        bound = _standards_of(pilot, user)
        lines = [line for line in lines if line.pk in bound or line.pk in figures]
    responsible = unit_names_by_record(
        Standard.responsible_units.through, "standard_id", pilot
    )
    return tuple(
        PlanRow(
            standard=line,
            position=position,
            responsible=responsible.get(line.pk, ()),
            progress=_progress(figures.get(line.pk)),
            measures=figures[line.pk]["measures"] if line.pk in figures else 0,
            starts_on=figures[line.pk]["starts"] if line.pk in figures else None,
            due_on=figures[line.pk]["due"] if line.pk in figures else None,
        )
        for position, line in enumerate(lines)
    )


def _progress(figures: dict[str, Any] | None) -> Progress:
    if figures is None:
        return Progress(0, 0, 0, 0)
    return Progress(
        *(figures[name] for name in ("total", "done", "overdue", "running"))
    )


def _figures(pilot: Pilot, day: date, user: User) -> dict[int, dict[str, Any]]:
    """Standard → counts over the parts that the user may see. One query."""
    duties = with_state(
        MeasureDuty.objects.for_user(user).filter(measure__pilot=pilot), day
    )

    def counted(state: PlanState) -> Count:
        return Count("pk", filter=Q(state=state.value))

    rows = (
        duties.order_by()
        .values("measure__standard")
        .annotate(
            total=Count("pk"),
            done=counted(PlanState.DONE),
            overdue=counted(PlanState.OVERDUE),
            running=counted(PlanState.RUNNING),
            measures=Count("measure", distinct=True),
            starts=Min("measure__starts_on"),
            due=Max("measure__due_on"),
        )
    )
    return {row["measure__standard"]: row for row in rows}


def _standards_of(pilot: Pilot, user: User) -> set[int]:
    """The standards that bind the user's unit: named, or named for nobody."""
    standards = Standard.objects.filter(pilot=pilot)
    mine = Q(applicable_units=user.unit_id) | Q(applicable_units=None)
    own = mine | Q(responsible_units=user.unit_id)
    return set(standards.filter(own).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure with the parts that the user may see, and how far they are."""

    measure: PlanMeasure
    duties: tuple[Any, ...]
    progress: Progress

    @property
    def badge(self) -> Badge:
        """Its state in colour, icon and word."""
        return state_badge(self.progress.state.value)

    @property
    def late_duties(self) -> tuple[Any, ...]:
        """The parts that are overdue."""
        return tuple(duty for duty in self.duties if duty.state == PlanState.OVERDUE)


@dataclass(frozen=True, slots=True)
class StageBlock:
    """The measures of one stage."""

    stage: str
    lines: tuple[MeasureLine, ...]

    @property
    def progress(self) -> Progress:
        """How far the stage is."""
        return progress_of(duty.state for line in self.lines for duty in line.duties)

    @property
    def badge(self) -> Badge:
        """The stage's state in colour, icon and word."""
        return state_badge(self.progress.state.value)


def plan_of(standard: Standard, day: date, user: User) -> tuple[StageBlock, ...]:
    """The plan of ``standard`` by stage, as far as ``user`` may see it. Three queries."""
    measures = PlanMeasure.objects.for_user(user).filter(standard=standard)
    duties: dict[int, list[Any]] = defaultdict(list)
    seen = MeasureDuty.objects.for_user(user).filter(measure__standard=standard)
    order = dict(
        PilotMembership.objects.filter(pilot=standard.pilot_id).values_list(
            "unit_id", "position"
        )
    )
    for duty in with_state(seen, day).select_related("unit"):
        duties[duty.measure_id].append(duty)
    for parts in duties.values():
        parts.sort(key=lambda duty: (order.get(duty.unit_id, len(order)), duty.unit_id))
    lines = [
        MeasureLine(
            measure,
            tuple(duties[measure.pk]),
            progress_of(duty.state for duty in duties[measure.pk]),
        )
        for measure in measures.order_by("number")
    ]
    return tuple(
        StageBlock(stage, found)
        for stage in PlanMeasure.Stage.values
        if (found := tuple(ln for ln in lines if ln.measure.stage == stage))
    )


def lines_of(blocks: Sequence[StageBlock]) -> tuple[MeasureLine, ...]:
    """All measures of a plan, stage after stage."""
    return tuple(line for block in blocks for line in block.lines)


def duties_in_state(pilot: Pilot, day: date, state: PlanState) -> QuerySet[Any]:
    """The parts of all units that are in ``state`` on ``day``."""
    duties = MeasureDuty.objects.filter(measure__pilot=pilot)
    return with_state(duties, day).filter(state=state.value)
