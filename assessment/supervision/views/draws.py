"""Draws as the office and the leadership group see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView, View

from accounts.permissions import LEADERS, OFFICE
from accounts.services import client_address, record_event
from assessment.supervision.columns import SUMMARY_COLUMNS, check_columns
from assessment.supervision.documents import summary_word, summary_workbook
from assessment.supervision.models import Draw, DrawState, Inspection
from assessment.supervision.selectors import (
    Summary,
    candidates_for,
    inspections_of,
    summaries,
)
from assessment.supervision.services.draws import obstacles
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, choices_of
from listing.views import NextStep, Panel, panel
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin

DRAW_TONES = {
    DrawState.PLANNED: Tone.NEUTRAL,
    DrawState.ANNOUNCED: Tone.INFO,
    DrawState.DRAWN: Tone.GOOD,
    DrawState.VOIDED: Tone.BAD,
}
READERS = OFFICE | LEADERS
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw_badge(state: DrawState) -> Badge:
    """The state of a draw in colour, icon and word."""
    return Badge(state.value, DRAW_TONES[state])


def scope_words(draw: Draw) -> str:
    """范围 of a draw in words."""
    parts = [
        ("分体系", draw.subsystems),
        ("领域", draw.domains),
        ("单位类别", draw.unit_kinds),
    ]
    chosen = [f"{label}：{joined(names)}" for label, names in parts if names]
    return "；".join(chosen) or "全部成员单位、全部现行标准"


def size_words(draw: Draw) -> str:
    """How much is drawn, in words."""
    words = f"{draw.unit_count} 个单位，每单位 {draw.standards_per_unit} 项标准"
    if draw.inspectors_per_unit:
        words += f"、{draw.inspectors_per_unit} 名检查人"
    return words


def with_state(draws: QuerySet[Draw]) -> QuerySet[Any]:
    """Annotate ``standing``: the state as the database can filter and sort by it."""
    state = Case(
        When(voided_at__isnull=False, then=Value(DrawState.VOIDED.value)),
        When(drawn_at__isnull=False, then=Value(DrawState.DRAWN.value)),
        When(announced_at__isnull=False, then=Value(DrawState.ANNOUNCED.value)),
        default=Value(DrawState.PLANNED.value),
        output_field=CharField(),
    )
    return draws.annotate(standing=state)


class DrawListView(PilotListView):
    """双随机抽查: all draws, void ones too."""

    template_name = "supervision/draw_list.html"
    title = "双随机抽查"
    about = "现在的状态；公布过的抽查都列在这里，作废的也不例外"
    roles = READERS
    purpose = "随机抽取检查对象、随机选派检查人员：先编方案，公布候选清单，再当众抽取。"
    default_order = ("-position", "-pk")
    search_fields = ("code", "name", "witness_rule")
    search_hint = "编号、名称"
    columns = (
        field_column(Draw, "code", url=link("supervision:draw"), width=14),
        field_column(Draw, "name", width=28),
        Column(
            "standing",
            "状态",
            Kind.STATUS,
            value=lambda row: draw_badge(row.state),
            sort="standing",
        ),
        Column("size", "抽取数量", value=size_words, width=28),
        Column("scope", "范围", value=scope_words, width=30),
        field_column(Draw, "draws_on"),
        field_column(Draw, "notice_on"),
        field_column(Draw, "due_on"),
        Column("checks", "检查任务", Kind.NUMBER, value="check_count"),
        Column("done", "已登记", Kind.NUMBER, value="done_count"),
    )

    def get_rows(self) -> QuerySet[Any]:
        rows = Draw.objects.filter(pilot=self.pilot).defer(*Draw.LONG_FIELDS)
        if not self.account.is_office:
            rows = rows.filter(announced_at__isnull=False)
        return with_state(rows).annotate(
            check_count=Count("inspections"),
            done_count=Count("inspections__checked_on"),
        )

    def get_filters(self) -> Sequence[ChoiceFilter]:
        return (
            ChoiceFilter(
                "state", "状态", choices=choices_of(DrawState), narrowing="standing"
            ),
        )

    def next_step(self) -> NextStep | None:
        if not self.account.is_office:
            return None
        return NextStep("新建抽查方案", reverse("supervision:draw_add"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, may_edit=self.account.is_office)


class OneDrawMixin(PilotPageMixin):
    """The draw of the address; plans not announced yet are the office's own."""

    roles = READERS

    @cached_property
    def draw(self) -> Draw:
        """The draw; a 404 for another pilot's."""
        rows = Draw.objects.filter(pilot=self.pilot).select_related("pilot")
        if not self.account.is_office:
            rows = rows.filter(announced_at__isnull=False)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def counted_on(self) -> date:
        """The date of the page, or today for a draw that was made after it."""
        made = self.draw.drawn_on
        return timezone.localdate() if made and made > self.as_of else self.as_of

    def summaries(self) -> tuple[tuple[Summary, ...], list[Inspection]]:
        """检查情况汇总, and the checks it is of."""
        checks = list(inspections_of(self.draw))
        return summaries(checks, self.counted_on), checks


class DrawView(OneDrawMixin, TemplateView):
    """One draw: what was planned and published, the result, and what became of it."""

    template_name = "supervision/draw.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draw = self.draw
        lines, checks = self.summaries()
        is_plan = draw.announced_at is None
        candidates = candidates_for(draw) if is_plan else draw.frozen_candidates
        return super().get_context_data(
            **kwargs,
            draw=draw,
            badge=draw_badge(draw.state),
            scope_words=scope_words(draw),
            size_words=size_words(draw),
            candidates=candidates,
            obstacles=obstacles(draw, candidates) if is_plan else [],
            can_draw=_can_draw(draw),
            counted_on=self.counted_on,
            is_later=self.counted_on != self.as_of,
            total=lines[-1],
            panels=self._panels(lines, checks) if draw.drawn_at else [],
            has_recorded=any(check.is_recorded for check in checks),
            may_edit=self.account.is_office,
        )

    def _panels(
        self, lines: Sequence[Summary], checks: list[Inspection]
    ) -> list[Panel]:
        day = self.counted_on.isoformat()
        return [
            panel(
                "检查情况汇总",
                SUMMARY_COLUMNS,
                lines,
                note=f"按 {day} 统计；符合率 = 结果为“符合”的 ÷ 已检查的。",
            ),
            panel("检查任务", check_columns(self.counted_on), checks),
        ]


def _can_draw(draw: Draw) -> bool:
    return draw.state is DrawState.ANNOUNCED and draw.draws_on <= timezone.localdate()


class SummaryView(OneDrawMixin, View):
    """检查情况汇总 of a draw as Excel or Word."""

    def get(self, request: HttpRequest, pk: int, form: str) -> FileResponse:
        """The file, with a trace in the audit trail."""
        if form not in ("xlsx", "docx") or self.draw.drawn_at is None:
            raise Http404("没有这份汇总。")
        lines, checks = self.summaries()
        write = summary_workbook if form == "xlsx" else summary_word
        content = write(self.draw, lines, checks, self.counted_on)
        record_event(
            actor=self.account,
            action="导出检查情况汇总",
            object_label=f"{self.pilot.name} {self.draw}",
            detail={"格式": form, "截至": self.counted_on.isoformat()},
            address=client_address(request),
        )
        mark = "（演示数据）" if self.pilot.is_demonstration else ""
        name = f"检查情况汇总_{self.draw.code}_{self.counted_on.isoformat()}{mark}"
        return FileResponse(content, as_attachment=True, filename=f"{name}.{form}")
