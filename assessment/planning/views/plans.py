"""All plans, the plan of one standard, and its place on the standard's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Q, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.models import Role
from accounts.permissions import RECORD_READERS
from assessment.planning.models import MeasureDuty
from assessment.planning.selectors import (
    DUTY_STATES,
    MeasureLine,
    PlanRow,
    PlanState,
    lines_of,
    plan_of,
    plan_rows,
    progress_of,
    state_badge,
    with_state,
)
from assessment.planning.strip import month_strip
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import (
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    YesNoFilter,
    choices_of,
)
from listing.sequences import SequenceRows, chosen_by, with_words
from listing.views import NextStep, Panel, panel
from standards_catalog.models import Standard, Subsystem
from standards_catalog.selectors import line_of, with_standing
from standards_catalog.views.catalogue import standing_badge
from standards_catalog.views.pilot_lists import (
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

MAY_REPORT = frozenset({Role.UNIT_LIAISON.value})
_PLAN = link("planning:plan")
_TURNS = (PlanState.OVERDUE, PlanState.RUNNING, PlanState.WAITING)


def _overdue(row: PlanRow) -> Badge | None:
    late = row.progress.overdue
    return Badge(f"{late} 项逾期", Tone.BAD) if late else None


def _of_responsible(
    rows: SequenceRows[PlanRow], chosen: tuple[str, ...]
) -> SequenceRows[PlanRow]:
    return rows.where(lambda row: bool(set(row.responsible) & set(chosen)))


class PlanListView(PilotListView):
    """实施计划: every standard in force and how far its plan is."""

    template_name = "planning/plan_list.html"
    title = "实施计划"
    about = "{as_of} 现行的标准和它们的实施计划，状态和逾期按该日判定"
    is_unit_list = True
    purpose = (
        "实施计划写明每项标准由哪个单位、什么岗位、在什么时间做哪些准备、实施、检查和改进。"
        "标准实施（现行）以后列在这里。"
    )
    search_fields = ("code", "title")
    search_hint = "体系编号、标准名称"
    default_order = ("position",)
    columns = (
        Column(
            "code", "体系编号", value="standard.code", sort="standard.code", url=_PLAN
        ),
        Column(
            "title",
            "标准名称",
            value="standard.title",
            sort="standard.title",
            is_wide=True,
        ),
        Column(
            "state",
            "计划状态",
            Kind.STATUS,
            value=lambda row: state_badge(row.state),
            sort="state",
        ),
        Column(
            "late", "逾期任务", Kind.STATUS, value=_overdue, sort="progress.overdue"
        ),
        Column("done", "任务完成", value=lambda row: row.progress.words, width=10),
        Column("measures", "措施", Kind.NUMBER, sort="measures"),
        Column("starts_on", "计划开始", Kind.DATE, sort="starts_on"),
        Column("due_on", "完成期限", Kind.DATE, sort="due_on"),
        Column(
            "effective_on",
            "实施日期",
            Kind.DATE,
            value="standard.effective_on",
            sort="standard.effective_on",
        ),
        Column(
            "subsystem",
            "分体系",
            value="standard.subsystem",
            sort="standard.subsystem",
            width=12,
        ),
        Column(
            "responsible",
            "标准的责任单位",
            value=lambda row: joined(row.responsible),
            width=30,
        ),
    )

    def get_rows(self) -> SequenceRows[PlanRow]:
        return SequenceRows(plan_rows(self.pilot, self.as_of, self.account))

    def get_filters(self) -> Sequence[Filter]:
        filters: list[Filter] = [
            ChoiceFilter(
                "state",
                "计划状态",
                choices=choices_of(PlanState),
                narrowing=chosen_by("state"),
            ),
            ChoiceFilter(
                "subsystem",
                "分体系",
                choices=Subsystem.choices,
                narrowing=chosen_by("standard.subsystem"),
            ),
        ]
        if not self.account.is_unit_bound:
            names = self.pilot.units.order_by("memberships__position", "pk")
            filters.append(
                ChoiceFilter(
                    "responsible",
                    "标准的责任单位",
                    choices=[(unit.name, str(unit)) for unit in names.distinct()],
                    narrowing=_of_responsible,
                )
            )
        return filters

    def search(self, rows: Any, text: str) -> Any:
        return with_words(
            rows, text, lambda row: f"{row.standard.code}\n{row.standard.title}"
        )

    def next_step(self) -> NextStep:
        return NextStep("查看标准明细", reverse("standards_catalog:list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.get_rows()
        counts = dict.fromkeys(PlanState, 0)
        for row in rows:
            counts[row.progress.state] += 1
        return super().get_context_data(
            **kwargs,
            counts=[
                (state_badge(state), count, f"?state={state.value}")
                for state, count in counts.items()
            ],
            may_edit=self.account.is_office,
        )


class DutyListView(PilotListView):
    """计划任务: each unit's part in each measure."""

    title = "计划任务"
    about = "各单位在实施计划中承担的任务，状态和逾期按 {as_of} 判定"
    is_unit_list = True
    purpose = (
        "一项措施由几个单位负责的，每个单位各有一条任务，完成后由本单位联络员报告。"
    )
    default_order = ("turn", "measure__due_on", "measure__position", "pk")
    search_fields = (
        "measure__standard__code",
        "measure__standard__title",
        "measure__content",
        "unit__name",
    )
    search_hint = "标准、内容、单位"

    def get_rows(self) -> Any:
        duties = MeasureDuty.objects.for_user(self.account).filter(
            measure__pilot=self.pilot
        )
        # What waits stands first, what is overdue before all.
        turn = Case(
            *(When(state=state.value, then=n) for n, state in enumerate(_TURNS)),
            default=len(_TURNS),
        )
        return (
            with_state(duties, self.as_of)
            .annotate(turn=turn)
            .select_related("unit", "measure__standard")
        )

    def _happened(self, name: str) -> Any:
        """A field of the report, once the report is not after the date."""
        return lambda row: (
            getattr(row, name) if row.state == PlanState.DONE.value else None
        )

    def get_columns(self) -> Sequence[Column]:
        return (
            Column(
                "state",
                "状态",
                Kind.STATUS,
                value=lambda row: state_badge(row.state),
                sort="state",
            ),
            *self._report_column(),
            Column(
                "standard",
                "标准",
                value="measure.standard.code",
                sort="measure__standard__position",
                url=link("planning:plan", "measure.standard_id"),
                width=12,
            ),
            Column("stage", "阶段", value="measure.stage", sort="measure__stage"),
            Column("content", "内容", value="measure.content", is_wide=True),
            field_column(MeasureDuty, "unit", width=18),
            Column(
                "due_on",
                "完成期限",
                Kind.DATE,
                value="measure.due_on",
                sort="measure__due_on",
            ),
            Column(
                "done_on",
                "完成日期",
                Kind.DATE,
                value=self._happened("done_on"),
                sort="done_on",
            ),
            Column("note", "完成说明", value=self._happened("note"), is_wide=True),
            Column("reporter", "填报岗位", value=self._happened("reporter_post")),
            Column("post", "责任岗位", value="measure.responsible_post", width=14),
            Column(
                "starts_on",
                "计划开始",
                Kind.DATE,
                value="measure.starts_on",
                sort="measure__starts_on",
            ),
            Column("title", "标准名称", value="measure.standard.title", width=28),
        )

    def _report_column(self) -> Sequence[Column]:
        user = self.account
        if self.request.GET.get("export") or not (
            user.is_office or user.role in MAY_REPORT
        ):
            return ()
        return (
            Column(
                "report",
                "操作",
                width=8,
                value=lambda row: (
                    "查看报告" if row.state == PlanState.DONE.value else "报告完成"
                ),
                url=link("planning:report"),
            ),
        )

    def get_filters(self) -> Sequence[Filter]:
        return (
            ChoiceFilter("state", "状态", choices=choices_of(DUTY_STATES)),
            *self.own_unit_filters(),
            ChoiceFilter(
                "stage",
                "阶段",
                choices=choices_of(("准备", "实施", "检查", "改进")),
                narrowing="measure__stage",
            ),
            ChoiceFilter(
                "standard",
                "标准",
                choices=self._standards(),
                narrowing="measure__standard__code",
            ),
            YesNoFilter("in_force", "标准现行", narrowing=self._in_force),
            DateRangeFilter("due", "完成期限", field="measure__due_on"),
        )

    def _standards(self) -> list[tuple[str, str]]:
        duties = MeasureDuty.objects.for_user(self.account)
        planned = Standard.objects.filter(
            pilot=self.pilot,
            pk__in=duties.order_by().values("measure__standard"),
        )
        return [(s.code, str(s)) for s in planned]

    def _in_force(self, rows: Any, wanted: bool) -> Any:
        running = Q(
            measure__standard__in=Standard.objects.filter(pilot=self.pilot).in_force_on(
                self.as_of
            )
        )
        return rows.filter(running) if wanted else rows.exclude(running)


class PlanView(PilotPageMixin, TemplateView):
    """The plan of one standard: figures, strip of months, measures stage by stage."""

    roles = RECORD_READERS
    template_name = "planning/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = with_standing(Standard.objects.filter(pilot=self.pilot), self.as_of)
        standard = get_object_or_404(rows, pk=self.kwargs["pk"])
        blocks = plan_of(standard, self.as_of, self.account)
        lines = lines_of(blocks)
        whole = progress_of(duty.state for line in lines for duty in line.duties)
        return super().get_context_data(
            **kwargs,
            standard=standard,
            standing=standing_badge(line_of(standard).standing),
            responsible=joined(standard.responsible_units.all()),
            applicable=joined(standard.applicable_units.all()) or "全部成员单位",
            blocks=blocks,
            progress=whole,
            badge=state_badge(whole.state),
            strip=month_strip(lines, self.as_of),
            as_of=self.as_of,
            may_edit=self.account.is_office,
            may_report=self.account.is_office or self.account.role in MAY_REPORT,
            own_unit=self.account.unit if self.account.is_unit_bound else None,
        )


class StandardPlanPanel(StandardPanelView):
    """The plan of a standard, measure by measure."""

    def get_panel(self, standard: Standard) -> Panel:
        blocks = plan_of(standard, self.as_of, self.account)
        return panel(
            "实施计划",
            (
                Column("number", "序号", Kind.NUMBER, value="measure.number"),
                Column("stage", "阶段", value="measure.stage"),
                Column("content", "内容", value="measure.content", is_wide=True),
                Column("state", "状态", Kind.STATUS, value="badge"),
                Column("done", "任务完成", value="progress.words"),
                Column("late", "逾期的单位", value=_late_units),
                Column("due_on", "完成期限", Kind.DATE, value="measure.due_on"),
            ),
            lines_of(blocks),
            empty="还没有这项标准的实施计划。",
            note=f"状态和逾期按 {self.as_of.isoformat()} 判定。",
            more=reverse("planning:plan", args=[standard.pk]),
        )


def _late_units(line: MeasureLine) -> str:
    return joined(duty.unit for duty in line.late_duties)
