"""The programme: phases with their deliverables, tasks with their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse

from accounts.models import Unit
from assessment.programme.models import Deliverable, Phase, Task
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, Filter, choices_of
from listing.views import Panel, panel
from standards_catalog.models import Standard
from standards_catalog.selectors import Standing, with_standing
from standards_catalog.views.catalogue import EDITION_COLUMNS, STANDING_COLUMN
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)


class State(StrEnum):
    """Where a deliverable stands on a date; as ``Deliverable.state_on``."""

    DONE = "已完成"
    OVERDUE = "逾期"
    RUNNING = "进行中"
    NOT_STARTED = "未开始"


_TONES = {
    State.DONE: Tone.GOOD,
    State.OVERDUE: Tone.BAD,
    State.RUNNING: Tone.INFO,
    State.NOT_STARTED: Tone.NEUTRAL,
}


def with_state(deliverables: QuerySet[Deliverable], day: date) -> QuerySet[Any]:
    """Annotate ``state`` as of ``day``; the same rule as ``Deliverable.state_on``."""
    state = Case(
        When(confirmed_on__lte=day, then=Value(State.DONE.value)),
        When(phase__ends_on__lt=day, then=Value(State.OVERDUE.value)),
        When(phase__starts_on__lte=day, then=Value(State.RUNNING.value)),
        default=Value(State.NOT_STARTED.value),
        output_field=CharField(),
    )
    return deliverables.annotate(state=state)


def _units(row: Any) -> str:
    return joined(row.responsible_units.all())


class _DeliverablePage(PilotPageMixin):
    """Deliverables are the pilot's programme, open to all its units."""

    def get_rows(self) -> QuerySet[Any]:
        deliverables = Deliverable.objects.filter(pilot=self.pilot)
        return (
            with_state(deliverables, self.as_of)
            .select_related("phase")
            .prefetch_related("responsible_units")
        )


_DELIVERABLE_COLUMNS = (
    Column("phase", "阶段", sort="phase__position", width=16),
    field_column(Deliverable, "number", width=6),
    field_column(Deliverable, "title", url=link("programme:deliverable"), is_wide=True),
    Column(
        "state",
        "状态",
        Kind.STATUS,
        value=lambda row: Badge(row.state, _TONES[State(row.state)]),
        sort="state",
    ),
    Column("due", "应完成", Kind.DATE, value="phase.ends_on", sort="phase__ends_on"),
    field_column(Deliverable, "completed_on"),
    field_column(Deliverable, "confirmed_on"),
    Column("units", "责任单位", value=_units, width=30),
    field_column(Deliverable, "evidence_required"),
)


@dataclass(frozen=True, slots=True)
class PhaseBlock:
    """A phase with the deliverables that pass the filters, and its own state."""

    phase: Phase
    state: Badge
    deliverables: tuple[tuple[Any, Badge], ...]
    done: int


def phase_state(phase: Phase, deliverables: Sequence[Any], day: date) -> Badge:
    """A phase is done when all its deliverables are, overdue after its last day."""
    states = {State(item.state) for item in deliverables}
    if states == {State.DONE}:
        return Badge(State.DONE, Tone.GOOD)
    if phase.ends_on < day:
        return Badge(State.OVERDUE, Tone.BAD)
    if phase.starts_on <= day:
        return Badge(State.RUNNING, Tone.INFO)
    return Badge(State.NOT_STARTED, Tone.NEUTRAL)


class PhaseBoardView(_DeliverablePage, PilotListView):
    """阶段与交付物: five phases, each with its deliverables."""

    template_name = "programme/phases.html"
    title = "阶段与交付物"
    about = "状态按 {as_of} 判定：以标准化办公室确认日期为完成，阶段最后一日为期限"
    purpose = "实施方案的五个阶段和每个阶段应形成的交付物。"
    default_order = ("phase__position", "position", "pk")
    search_fields = ("title", "evidence_required", "phase__name")
    search_hint = "交付物、佐证要求"
    columns = _DELIVERABLE_COLUMNS

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_filters(self) -> Sequence[Filter]:
        phases = Phase.objects.filter(pilot=self.pilot).values_list("name", flat=True)
        return (
            ChoiceFilter(
                "phase", "阶段", choices=choices_of(phases), narrowing="phase__name"
            ),
            ChoiceFilter("state", "状态", choices=choices_of(State)),
            self.unit_filter("owner", "责任单位", "responsible_units"),
        )

    def narrowed(self) -> Any:
        # Two chosen units may share a deliverable, which must stand there once.
        return super().narrowed().distinct()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The board shows the whole programme at once, so it is never paged.
        rows = list(self.narrowed())
        return {
            **kwargs,
            "list": self,
            "view": self,
            "problems": self.address.problems,
            "controls": self.controls(),
            "exports": [("xlsx", self.address.changed(export="xlsx"))],
            "blocks": self._blocks(rows),
            "row_count": len(rows),
            "as_of": self.as_of,
        }

    def _blocks(self, rows: Sequence[Any]) -> list[PhaseBlock]:
        blocks = []
        for phase, group in groupby(rows, key=lambda row: row.phase):
            own = tuple(group)
            badges = tuple(
                (row, Badge(row.state, _TONES[State(row.state)])) for row in own
            )
            done = sum(row.state == State.DONE for row in own)
            state = phase_state(phase, own, self.as_of)
            blocks.append(PhaseBlock(phase, state, badges, done))
        return blocks


class DeliverableDetailView(_DeliverablePage, PilotDetailView):
    """One deliverable."""

    list_title = "阶段与交付物"
    columns = _DELIVERABLE_COLUMNS

    def list_url(self) -> str:
        return reverse("programme:phases")


class _TaskPage(PilotPageMixin):
    """Tasks are the pilot's programme, open to all its units."""

    def get_rows(self) -> QuerySet[Task]:
        tasks = Task.objects.filter(pilot=self.pilot)
        return tasks.prefetch_related("responsible_units", "standards")


class TaskListView(_TaskPage, PilotListView):
    """主要任务: tasks with their standards, and the task × unit matrix."""

    template_name = "programme/tasks.html"
    title = "主要任务"
    about = "应制定标准中现行的项数按 {as_of} 判定"
    purpose = "实施方案的主要任务、责任单位和应制定的标准。"
    search_fields = ("number", "name", "content")

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(Task, "number", url=link("programme:task"), width=10),
            field_column(Task, "name", url=link("programme:task"), width=36),
            Column("standards", "现行/应制定标准", value=self._in_force, width=14),
            Column("units", "责任单位", value=_units, is_wide=True),
            field_column(Task, "content"),
            field_column(Task, "source_clause"),
        )

    def _in_force(self, task: Task) -> str:
        codes = [standard.pk for standard in task.standards.all()]
        return f"{len(self._current.intersection(codes))}/{len(codes)}"

    def prepare(self, rows: list[Any]) -> list[Any]:
        current = Standard.objects.filter(pilot=self.pilot).in_force_on(self.as_of)
        self._current = set(current.values_list("pk", flat=True))
        return rows

    def get_filters(self) -> Sequence[Filter]:
        return (self.unit_filter("owner", "责任单位", "responsible_units"),)

    def narrowed(self) -> Any:
        # Two chosen units may share a task, which must stand there once.
        return super().narrowed().distinct()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tasks = list(self.get_rows().order_by("position"))
        owners = {
            task.pk: {unit.pk for unit in task.responsible_units.all()}
            for task in tasks
        }
        units = Unit.objects.filter(memberships__pilot=self.pilot)
        matrix = [
            (unit, [unit.pk in owners[task.pk] for task in tasks])
            for unit in units.order_by("memberships__position")
        ]
        return super().get_context_data(**kwargs, tasks=tasks, matrix=matrix)


class TaskDetailView(_TaskPage, PilotDetailView):
    """One task: its text and the standards it has to produce."""

    list_title = "主要任务"
    columns = (
        field_column(Task, "number"),
        field_column(Task, "name"),
        field_column(Task, "content"),
        Column("units", "责任单位", value=_units, is_wide=True),
        field_column(Task, "source_file"),
        field_column(Task, "source_clause"),
    )

    def list_url(self) -> str:
        return reverse("programme:tasks")

    def get_panels(self) -> Sequence[Panel]:
        standards = list(with_standing(self.record.standards.all(), self.as_of))
        current = sum(item.standing == Standing.IN_FORCE for item in standards)
        columns = (
            Column("code", "体系编号", url=link("standards_catalog:detail")),
            Column("title", "标准名称"),
            EDITION_COLUMNS[0],
            STANDING_COLUMN,
        )
        note = f"共 {len(standards)} 项，{self.as_of.isoformat()} 现行 {current} 项。"
        return [panel("应制定标准", columns, standards, note=note)]
