"""The work steps that coverage is counted over: list, page, panel of a standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.models import Role
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.coverage.owners import (
    Heirs,
    StepOwner,
    heirs_on,
    owners_of,
    owners_text,
    units_answered_for,
)
from assessment.coverage.versions import Version, history, versions_of
from assessment.coverage.views.rows import CoveringStandard, MatrixRow, step_state
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, Filter, YesNoFilter, choices_of
from listing.views import Panel, panel
from standards_catalog.models import Standard, Subsystem
from standards_catalog.selectors import StandardLine, standard_lines
from standards_catalog.views.catalogue import standing_badge
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)


def _only_gaps(rows: QuerySet[WorkStep], wanted: bool) -> QuerySet[WorkStep]:
    gaps = {
        "applicability": WorkStep.Applicability.APPLICABLE,
        "needs_standard": True,
        "is_covered": False,
    }
    return rows.filter(**gaps) if wanted else rows.exclude(**gaps)


class OwnersMixin(PilotPageMixin):
    """A page that shows who answers for steps on its date."""

    @cached_property
    def heirs(self) -> Heirs:
        """Who took the place of the units that have closed by the date."""
        return heirs_on(self.pilot, self.as_of)

    def owners(self, step: WorkStep) -> tuple[StepOwner, ...]:
        """Who answers for ``step``."""
        return owners_of(step.owner_units.all(), self.heirs, self.as_of)


class StepListView(OwnersMixin, PilotListView):
    """Work steps with what covers them on the date."""

    title = "工作环节"
    about = (
        "覆盖情况按 {as_of} 现行的标准判定；法律法规不计覆盖，“参考”环节不计入覆盖率"
    )
    purpose = "工作环节是标准覆盖率的计数单位：每一项工作、每一个环节、每一个流程。"
    search_fields: ClassVar[Sequence[str]] = ("domain", "item", "name", "source_clause")
    search_hint = "领域、事项、环节"
    columns: ClassVar[Sequence[Column]] = (
        Column("domain", "领域", value="step.domain", sort="domain", width=16),
        Column("item", "事项", value="step.item", sort="item", width=22),
        Column(
            "name",
            "环节",
            value="step.name",
            sort="name",
            url=link("coverage:step", "step.pk"),
            is_wide=True,
        ),
        Column("state", "覆盖情况", Kind.STATUS, value="state"),
        Column(
            "covering",
            "覆盖标准",
            value=lambda row: joined(item for cell in row.cells for item in cell),
            width=30,
        ),
        Column(
            "laws",
            "依据的法律法规",
            value=lambda row: joined(law.code for law in row.laws),
        ),
        Column("owners", "责任单位", width=30, is_wide=True),
        Column("time_limit", "办理时限", value="step.time_limit", width=14),
        Column(
            "applicability", "适用性", value="step.applicability", sort="applicability"
        ),
        Column("source_clause", "来源条款", value="step.source_clause", is_wide=True),
    )

    def get_rows(self) -> Any:
        return self.all_rows().in_use_on(self.as_of)

    def all_rows(self) -> Any:
        """Every version of every step, with whether something in force covers it."""
        in_force = StepCoverage.objects.filter(
            step=OuterRef("pk"),
            standard__in=Standard.objects.filter(pilot=self.pilot).in_force_on(
                self.as_of
            ),
        )
        return (
            WorkStep.objects.filter(pilot=self.pilot)
            .annotate(is_covered=Exists(in_force))
            .prefetch_related("owner_units", "coverage__law")
        )

    def get_filters(self) -> Sequence[Filter]:
        steps = WorkStep.objects.filter(pilot=self.pilot).in_use_on(self.as_of)
        domains = steps.order_by("position")
        names = dict.fromkeys(domains.values_list("domain", flat=True))
        return (
            ChoiceFilter("domain", "领域", choices=choices_of(names)),
            replace(self.unit_filter("owner", "责任单位"), narrowing=self._owned_by),
            ChoiceFilter(
                "applicability", "适用性", choices=WorkStep.Applicability.choices
            ),
            YesNoFilter(
                "gap", "缺口", narrowing=_only_gaps, labels=("只看缺口", "不看缺口")
            ),
        )

    def _owned_by(
        self, rows: QuerySet[WorkStep], chosen: tuple[str, ...]
    ) -> QuerySet[WorkStep]:
        units = units_answered_for(map(int, chosen), self.heirs)
        return rows.filter(owner_units__in=units)

    def narrowed(self) -> Any:
        # Two chosen units may own a step together, which must stand there once.
        return super().narrowed().distinct()

    @cached_property
    def _lines(self) -> dict[int, StandardLine]:
        return {line.pk: line for line in standard_lines(self.pilot, self.as_of)}

    def prepare(self, rows: list[Any]) -> list[Any]:
        return [self._row(step) for step in rows]

    def _row(self, step: WorkStep) -> MatrixRow:
        links = step.coverage.all()
        covering = [
            CoveringStandard(line, standing_badge(line.standing))
            for item in links
            if item.standard_id and (line := self._lines.get(item.standard_id))
        ]
        return MatrixRow(
            step=step,
            answering=self.owners(step),
            cells=tuple(
                tuple(item for item in covering if item.line.subsystem == subsystem)
                for subsystem in Subsystem
            ),
            laws=tuple(item.law for item in links if item.law is not None),
            state=step_state(step, covering),
        )


class StepDetailView(OwnersMixin, PilotDetailView):
    """One step: its source, owners and covering standards."""

    list_title = "工作环节"

    template_name = "coverage/step_detail.html"

    def list_url(self) -> str:
        return reverse("coverage:steps")

    def get_rows(self) -> QuerySet[WorkStep]:
        return WorkStep.objects.filter(pilot=self.pilot)

    def subtitle(self) -> str:
        step, day = self.record, self.as_of.isoformat()
        if step.is_in_use_on(self.as_of):
            return f"{day} 在用的版本"
        if step.starts_on is not None and step.starts_on > self.as_of:
            return f"{day} 尚未启用，自 {step.starts_on} 起"
        return f"{day} 已不用，至 {step.ends_on} 止"

    @cached_property
    def versions(self) -> list[Version]:
        """The step as it was from one day to the next."""
        return history(versions_of(self.record))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step: WorkStep = self.record
        last = self.versions[-1].step
        return super().get_context_data(
            **kwargs,
            step=step,
            may_edit=self.account.is_office,
            may_accept=self.account.role == Role.LEADERSHIP_GROUP,
            has_open_reason=step.has_open_reason(self.as_of),
            is_last=last.pk == step.pk,
        )

    def get_columns(self) -> Sequence[Column]:
        owners = Column(
            "owner_units", "责任单位", value=lambda row: owners_text(self.owners(row))
        )
        return (*self.columns[:3], owners, *self.columns[3:])

    columns = (
        field_column(WorkStep, "domain"),
        field_column(WorkStep, "item"),
        field_column(WorkStep, "name"),
        field_column(WorkStep, "code"),
        field_column(WorkStep, "applicability"),
        field_column(WorkStep, "needs_standard"),
        field_column(WorkStep, "no_standard_reason"),
        field_column(WorkStep, "reason_accepted_by"),
        field_column(WorkStep, "reason_accepted_on"),
        field_column(WorkStep, "time_limit"),
        field_column(WorkStep, "covering_clauses"),
        field_column(WorkStep, "starts_on"),
        field_column(WorkStep, "ends_on"),
        field_column(WorkStep, "source_file"),
        field_column(WorkStep, "source_clause"),
    )

    def get_panels(self) -> Sequence[Panel]:
        links = self.record.coverage.select_related("standard", "law")
        lines = {line.pk: line for line in standard_lines(self.pilot, self.as_of)}
        standards = [
            CoveringStandard(
                lines[item.standard_id],
                standing_badge(lines[item.standard_id].standing),
            )
            for item in links
            if item.standard_id
        ]
        laws = [item.law for item in links if item.law is not None]
        return [
            self._versions_panel(),
            panel(
                "覆盖标准",
                (
                    Column(
                        "code", "体系编号", value="line.code", url=lambda row: row.url
                    ),
                    Column("title", "标准名称", value="line.title"),
                    Column("number", "标准编号", value="line.number"),
                    Column("badge", "状态", Kind.STATUS),
                ),
                standards,
                empty="没有标准覆盖这个环节。",
                note=f"状态按 {self.as_of.isoformat()} 判定。",
                more=reverse("coverage:step_links", args=[self.record.pk]),
                more_label="关联标准" if self.account.is_office else "看条款",
            ),
            panel(
                "依据的法律法规",
                (
                    Column("code", "体系编号", url=link("standards_catalog:law")),
                    Column("title", "名称"),
                ),
                laws,
                note="法律法规是依据，不计入覆盖。",
            ),
        ]

    def _versions_panel(self) -> Panel:
        columns = (
            Column("since", "自", url=_version_url),
            Column("until", "至"),
            Column("name", "环节", value="step.name"),
            Column("what_changed", "改了什么", is_wide=True),
            Column("state", "版本", Kind.STATUS, value=self._version_state),
        )
        return panel(
            "版本沿革",
            columns,
            self.versions,
            note="“至”的那一天起不再是这个版本；每一天按当天的版本统计。",
        )

    def _version_state(self, version: Version) -> Badge | None:
        if version.step.pk == self.record.pk:
            return Badge("本页", Tone.INFO)
        is_current = version.step.is_in_use_on(self.as_of)
        return Badge("在用", Tone.GOOD) if is_current else None


def _version_url(version: Version) -> str:
    return reverse("coverage:step", args=[version.step.pk])


class StandardStepsPanel(OwnersMixin, StandardPanelView):
    """The steps a standard covers."""

    columns = (
        field_column(WorkStep, "domain"),
        field_column(WorkStep, "item"),
        field_column(WorkStep, "name", url=link("coverage:step")),
        field_column(WorkStep, "applicability"),
    )

    def get_panel(self, standard: Standard) -> Panel:
        steps = WorkStep.objects.filter(coverage__standard=standard).distinct()
        steps = steps.in_use_on(self.as_of)
        owners = Column(
            "owners", "责任单位", value=lambda s: owners_text(self.owners(s))
        )
        is_office = self.account.is_office
        return panel(
            "本标准覆盖的环节",
            (*self.columns, owners),
            steps.prefetch_related("owner_units"),
            empty="这项标准没有覆盖任何工作环节。",
            more=reverse("coverage:standard_links", args=[standard.pk])
            if is_office
            else "",
            more_label="关联环节",
        )
