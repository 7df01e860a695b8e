"""Projects: the list, the board, the proposal and the page of one project."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.permissions import OFFICE, RECORD_READERS, UNITS, RolesRequiredMixin
from accounts.services import client_address
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter
from listing.views import NextStep, Panel, panel
from standards_catalog.models import Standard
from standards_catalog.procedure.forms.records import ProposalForm
from standards_catalog.procedure.models import (
    DraftingProject,
    Stage,
)
from standards_catalog.procedure.selectors.turns import (
    board_columns,
    is_turn_of,
    turn_of,
    with_progress,
)
from standards_catalog.procedure.services.proposals import Proposal, propose
from standards_catalog.procedure.services.steps import StepRefusedError
from standards_catalog.views.pilot_lists import (
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

PROPOSERS = OFFICE | UNITS


def stage_badge(project: Any) -> Badge:
    """The stage in colour, icon and word."""
    if project.stage == Stage.PUBLISHED:
        return Badge(project.stage, Tone.GOOD)
    if project.stage == Stage.ABANDONED:
        return Badge(project.stage, Tone.NEUTRAL)
    return Badge(project.stage, Tone.INFO)


def _turn_words(project: DraftingProject) -> str:
    today = timezone.localdate()
    turn = turn_of(project, today)
    words = f"{turn.who}：{turn.what}" if turn.who != "—" else turn.what
    if turn.due_on is None or not project.is_active:
        return words
    late = "逾期，" if turn.is_late_on(today) else ""
    return f"{words}（{late}期限 {turn.due_on.isoformat()}）"


class ProjectListView(PilotListView):
    """制修订项目: every project the user may open, with whose turn it is."""

    template_name = "procedure/project_list.html"
    title = "制修订项目"
    about = "标准从立项到发布的全过程；点开项目办理下一步"
    purpose = "在这里办理标准的立项、起草、征求意见、评审、审议和发布。先提出一个项目。"
    roles = RECORD_READERS
    search_fields = ("standard__title", "standard__code", "lead_unit__name")
    search_hint = "标准名称、体系编号、牵头单位"
    default_order = ("-proposed_on", "-pk")
    columns = (
        Column(
            "standard",
            "标准",
            value="standard.title",
            sort="standard__title",
            url=link("procedure:project"),
            is_wide=True,
        ),
        Column("kind", "类别", sort="kind"),
        Column("stage", "阶段", Kind.STATUS, value=stage_badge, sort="stage"),
        Column("turn", "轮到谁", value=_turn_words, width=30),
        Column("lead_unit", "牵头单位", sort="lead_unit__position", width=16),
        Column("stage_since", "进入本阶段", Kind.DATE, sort="stage_since"),
        field_column(DraftingProject, "planned_on"),
        field_column(DraftingProject, "proposed_on"),
    )

    def get_rows(self) -> QuerySet[DraftingProject]:
        projects = DraftingProject.objects.for_user(self.account)
        return with_progress(projects.filter(standard__pilot=self.pilot))

    def get_filters(self) -> Sequence[Filter]:
        filters: list[Filter] = [
            ChoiceFilter("stage", "阶段", choices=Stage.choices),
            ChoiceFilter("kind", "类别", choices=DraftingProject.Kind.choices),
            DateRangeFilter("proposed_on", "提出日期"),
        ]
        if not self.account.is_unit_bound:
            filters.append(self.unit_filter("lead", "牵头单位", "lead_unit"))
        return filters

    def next_step(self) -> NextStep | None:
        if self.account.is_superuser or self.account.role in PROPOSERS:
            return NextStep("提出立项", reverse("procedure:propose"))
        return None


class StandardProjectsView(StandardPanelView):
    """The projects of one standard, for its page: whose turn it is."""

    columns = (
        field_column(DraftingProject, "kind", url=link("procedure:project")),
        Column("stage", "阶段", Kind.STATUS, value=stage_badge),
        Column("turn", "轮到谁", value=_turn_words, is_wide=True),
        Column("lead_unit", "牵头单位"),
        field_column(DraftingProject, "stage_since"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The panel, or on to the newest project with ``?go=project``."""
        if request.GET.get("go") == "project":
            mine = DraftingProject.objects.for_user(self.account)
            newest = mine.filter(
                standard=kwargs["pk"], standard__pilot=self.pilot
            ).first()
            if newest is not None:
                return redirect("procedure:project", pk=newest.pk)
        return super().get(request, *args, **kwargs)

    def get_panel(self, standard: Standard) -> Panel:
        projects = DraftingProject.objects.for_user(self.account)
        return panel(
            "制修订",
            self.columns,
            with_progress(projects.filter(standard=standard)),
            empty="没有制修订项目。",
        )


class BoardView(PilotPageMixin, TemplateView):
    """看板: the active projects by stage, each with whose turn it is."""

    template_name = "procedure/board.html"
    roles = RECORD_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        projects = DraftingProject.objects.for_user(self.account)
        columns = board_columns(
            projects.filter(standard__pilot=self.pilot), timezone.localdate()
        )
        only_mine = self.request.GET.get("mine") == "yes"
        user = self.account
        if only_mine:
            columns = tuple(
                type(column)(
                    column.stage,
                    tuple(c for c in column.cards if is_turn_of(user, c.turn)),
                )
                for column in columns
            )
        return super().get_context_data(
            **kwargs,
            columns=columns,
            only_mine=only_mine,
            total=sum(len(column.cards) for column in columns),
            may_propose=user.is_superuser or user.role in PROPOSERS,
        )


class ProposeView(PilotPageMixin, TemplateView):
    """提出立项."""

    template_name = "procedure/form.html"
    roles = OFFICE | frozenset({"unit_liaison"})

    def first_values(self) -> dict[str, Any]:
        """What the form is filled with: what the address says of its fields."""
        asked = self.request.GET
        return {
            name: asked[name] for name in ProposalForm.base_fields if asked.get(name)
        }

    def proposed(self, project: DraftingProject) -> None:
        """Called in the transaction of a project just proposed; for pages of other
        apps that lead here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = self.first_values()
        kwargs.setdefault(
            "form", ProposalForm(pilot=self.pilot, actor=self.account, initial=first)
        )
        return super().get_context_data(
            **kwargs,
            heading="提出立项",
            advice="提出后登记查新记录，由标准化办公室审查立项。",
            button="提出立项",
            back=reverse("procedure:projects"),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Propose, and go to the new project's page."""
        form = ProposalForm(request.POST, pilot=self.pilot, actor=self.account)
        if form.is_valid():
            data = form.cleaned_data
            proposal = Proposal(
                standard=data["standard"],
                kind=data["kind"],
                lead_unit=data["lead_unit"],
                purpose=data["purpose"],
                planned_on=data["planned_on"],
            )
            try:
                with transaction.atomic():
                    project = propose(
                        proposal=proposal,
                        actor=self.account,
                        address=client_address(request),
                    )
                    self.proposed(project)
            except StepRefusedError as error:
                form.add_error(None, [f"{reason}。" for reason in error.reasons])
            else:
                messages.success(request, "已提出立项，请登记查新记录。")
                return redirect("procedure:project", pk=project.pk)
        return self.render_to_response(self.get_context_data(form=form))


class OneProjectMixin(RolesRequiredMixin):
    """A page of one project; 404 for a project the user may not open."""

    roles = RECORD_READERS

    @cached_property
    def project(self) -> DraftingProject:
        """The project of the address, with its progress."""
        rows = with_progress(DraftingProject.objects.for_user(self.account))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def may_file(self) -> bool:
        """Whether the user puts records on this project's file: office and liaison."""
        user = self.account
        return self.project.is_active and (
            user.is_office or user.role == "unit_liaison"
        )
