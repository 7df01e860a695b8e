"""标准上升: list, board, one project, and the panel on a standard's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic.base import TemplateView

from accounts.models import Role
from assessment.promotion.models import (
    ENDED,
    PUBLICATION,
    STAGES,
    PromotionProject,
    Stage,
    TakenStep,
)
from assessment.promotion.selectors import WANTED, promoted_counts, with_stage
from assessment.services import indicator_value
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import NextStep, Panel, panel
from standards_catalog.models import Standard
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

_WORDS = (*(stage.word for stage in STAGES), ENDED)


def stage_badge(row: Any) -> Badge:
    """The stage in colour, icon and word."""
    if row.stage == PUBLICATION.word:
        return Badge(row.stage, Tone.GOOD)
    return Badge(row.stage, Tone.NEUTRAL if row.stage == ENDED else Tone.INFO)


def late_badge(row: Any) -> Badge | None:
    """逾期, or nothing."""
    return Badge("逾期", Tone.BAD) if row.is_late else None


class ProjectsOfUser(PilotPageMixin):
    """The projects this user may see, with their stage on the date."""

    def get_rows(self) -> QuerySet[Any]:
        projects = PromotionProject.objects.for_user(self.account).filter(
            pilot=self.pilot
        )
        return with_stage(projects, self.as_of).select_related("standard", "unit")

    @property
    def may_propose(self) -> bool:
        """Whether this user starts and carries on projects."""
        return self.account.is_office or self.account.role == Role.UNIT_LIAISON


def _stage_day(row: Any) -> date | None:
    """When the stage shown was reached."""
    if row.stage == ENDED:
        ended: date | None = row.ended_on
        return ended
    days = {step.stage.word: step.done_on for step in row.taken()}
    return days.get(row.stage)


COLUMNS = (
    Column("code", "体系编号", value="standard.code", sort="standard__code", width=10),
    Column(
        "title",
        "标准名称",
        value="standard.title",
        sort="standard__title",
        url=link("promotion:project"),
        width=28,
    ),
    field_column(PromotionProject, "level", width=14),
    Column("stage", "阶段", Kind.STATUS, stage_badge, "stage"),
    Column("stage_on", "本阶段日期", Kind.DATE, _stage_day),
    field_column(PromotionProject, "next_due_on"),
    Column("late", "是否逾期", Kind.STATUS, late_badge, "is_late"),
    field_column(PromotionProject, "unit", width=20),
    field_column(PromotionProject, "result_number", width=20),
)


class ProjectListView(ProjectsOfUser, PilotListView):
    """标准上升: own standards on their way to a higher level."""

    template_name = "promotion/list.html"
    title = "标准上升"
    about = "{as_of} 及以前的上升项目，阶段和逾期按该日判定"
    is_unit_list = True
    purpose = "把本试点的内部标准申报为国家标准、行业标准或省级地方标准，从意向到发布在这里跟踪。"
    search_fields = ("standard__code", "standard__title", "result_number", "unit__name")
    search_hint = "标准、结果编号、单位"
    columns = COLUMNS

    def get_filters(self) -> Sequence[Filter]:
        words = [(word, word) for word in _WORDS]
        return (
            ChoiceFilter("stage", "阶段", choices=words),
            ChoiceFilter("level", "目标级别", choices=PromotionProject.Level.choices),
            YesNoFilter("is_late", "逾期"),
            *self.own_unit_filters(),
            DateRangeFilter("due", "下一步期限", field="next_due_on"),
        )

    def next_step(self) -> NextStep | None:
        if not self.may_propose:
            return None
        return NextStep("提出上升", reverse("promotion:propose"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            value=indicator_value(self.pilot, "promoted_standards", self.as_of),
            promoted=promoted_counts(self.pilot, self.as_of),
            wanted=WANTED,
            may_propose=self.may_propose,
        )


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The projects of one stage."""

    stage: str
    cards: tuple[Any, ...]


class BoardView(ProjectsOfUser, TemplateView):
    """看板: the projects by stage."""

    template_name = "promotion/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.get_rows())
        return super().get_context_data(
            **kwargs,
            columns=[
                BoardColumn(word, tuple(row for row in rows if row.stage == word))
                for word in _WORDS
            ],
            total=len(rows),
            may_propose=self.may_propose,
        )


@dataclass(frozen=True, slots=True)
class StageMark:
    """A stage in the line of stages: done, or ahead."""

    stage: Stage
    step: TakenStep | None


class ProjectView(ProjectsOfUser, PilotDetailView):
    """One project: its line of stages, what comes next, what came of it."""

    template_name = "promotion/project.html"
    list_title = "标准上升"
    columns = (
        Column(
            "standard",
            "标准",
            url=link("standards_catalog:detail", "standard.pk"),
        ),
        field_column(PromotionProject, "level"),
        Column("stage", "阶段", Kind.STATUS, stage_badge),
        field_column(PromotionProject, "next_due_on"),
        Column("late", "是否逾期", Kind.STATUS, late_badge),
        field_column(PromotionProject, "unit"),
        field_column(PromotionProject, "result_number"),
        field_column(PromotionProject, "ended_on"),
        field_column(PromotionProject, "end_reason"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.record
        taken = {step.stage: step for step in project.taken(self.as_of)}
        is_open = project.ended_on is None and bool(project.following())
        return super().get_context_data(
            **kwargs,
            line=[StageMark(stage, taken.get(stage)) for stage in STAGES],
            may_step=is_open and self.may_propose,
            may_edit=self.account.is_office,
            is_open=is_open,
            may_take_back=len(project.taken()) > 1,
        )

    def list_url(self) -> str:
        return reverse("promotion:projects")

    def heading(self) -> str:
        return f"{self.record.standard.title} → {self.record.level}"

    def subtitle(self) -> str:
        return f"阶段和逾期按 {self.as_of.isoformat()} 判定"


class StandardPromotionsPanel(StandardPanelView):
    """The promotions of a standard that this user may see."""

    def get_panel(self, standard: Standard) -> Panel:
        projects = PromotionProject.objects.for_user(self.account).filter(
            standard=standard
        )
        rows = with_stage(projects, self.as_of).select_related("standard", "unit")
        return panel(
            "标准上升",
            (
                Column(
                    "level", "目标级别", value="level", url=link("promotion:project")
                ),
                *COLUMNS[3:],
            ),
            rows,
            empty="这项标准还没有上升项目。",
            more=reverse("promotion:projects"),
        )
