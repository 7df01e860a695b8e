"""The leadership dashboard, the indicator list and the lists behind a number."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.models import Unit
from accounts.permissions import LEADERS, OFFICE, RECORD_READERS, RolesRequiredMixin
from assessment.indicators.engine import Breakdown
from assessment.indicators.records import Entry, RecordList
from assessment.indicators.registry import INDICATORS_BY_CODE
from assessment.selectors import pilot_targets
from assessment.services import indicator_breakdown, indicator_values
from reports.dashboards.charts import rate_bars
from reports.dashboards.record_links import link_to
from reports.dashboards.selectors import (
    UNIT_INDICATORS,
    dashboard,
)
from reports.dashboards.workbooks import breakdown_workbook
from reports.figures.figure import figure_of
from reports.trends.charts import trend_chart
from reports.trends.choices import UnitChoiceMixin
from standards_catalog.procedure.selectors.turns import waiting_for

_PAGE_SIZE = 50


class DashboardView(RolesRequiredMixin, TemplateView):
    """领导驾驶舱: readable in ten seconds, explainable in three clicks."""

    roles = OFFICE | LEADERS
    template_name = "dashboards/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pilot, as_of = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        board = dashboard(pilot, as_of)
        targets = pilot_targets(pilot)
        coverage = targets.get("standard_coverage")
        line = (coverage.text, coverage.value) if coverage else None
        return super().get_context_data(
            board=board,
            waiting=waiting_for(self.account, pilot, timezone.localdate()),
            trend_chart=trend_chart(board.trends, board.phase_marks),
            trend_rows=list(
                zip(*(trend.points for trend in board.trends), strict=True)
            ),
            phases=board.phase_marks,
            domain_chart=rate_bars(board.domains, line),
            domain_rows=[(n, figure_of(v)) for n, v in board.domains.items()],
            subsystem_chart=rate_bars(board.subsystems, None),
            subsystem_rows=[(n, figure_of(v)) for n, v in board.subsystems.items()],
            unit_columns=[INDICATORS_BY_CODE[code] for code in UNIT_INDICATORS],
            **kwargs,
        )


class IndicatorListView(UnitChoiceMixin, RolesRequiredMixin, TemplateView):
    """All indicators of the pilot, or of one unit, on the as-of date."""

    roles = RECORD_READERS
    template_name = "dashboards/indicators.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pilot, as_of = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        unit = self.chosen_unit()
        values = indicator_values(pilot, as_of, unit.name if unit else None)
        rows = [(figure_of(value), INDICATORS_BY_CODE[value.code]) for value in values]
        return super().get_context_data(
            rows=rows, unit=unit, unit_choices=self.unit_choices(), **kwargs
        )


class IndicatorDetailView(UnitChoiceMixin, RolesRequiredMixin, TemplateView):
    """One indicator opened: formula, source, and the lists down to the record."""

    roles = RECORD_READERS
    template_name = "dashboards/indicator.html"
    LISTS = (
        ("shortfall", "未计入分子"),
        ("numerator", "分子"),
        ("denominator", "分母"),
        ("exclusions", "不计入"),
        ("flagged", "需核对"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pilot, as_of = request.pilot_scope.required()  # type: ignore[attr-defined]
        unit = self.chosen_unit()
        try:
            opened = indicator_breakdown(
                pilot, kwargs["code"], as_of, unit.name if unit else None
            )
        except ValueError as error:
            raise Http404("没有这个指标。") from error
        if request.GET.get("export") == "xlsx":
            return breakdown_workbook(pilot, opened, dict(self.LISTS))
        return self.render_to_response(self._context(opened, unit, **kwargs))

    def _context(
        self, opened: Breakdown, unit: Unit | None, **kwargs: Any
    ) -> dict[str, Any]:
        tabs = [(k, label, len(getattr(opened, k))) for k, label in self.LISTS]
        wanted = self.request.GET.get("list", "")
        filled = [key for key, _, count in tabs if count] or ["denominator"]
        chosen = wanted if wanted in dict(self.LISTS) else filled[0]
        window = cast("Any", _Window(getattr(opened, chosen)))
        pages: Paginator[Entry] = Paginator(window, _PAGE_SIZE)
        page = pages.get_page(self.request.GET.get("page"))
        entries = [(entry, link_to(entry)) for entry in page.object_list]
        return self.get_context_data(
            figure=figure_of(opened.value),
            value=opened.value,
            definition=opened.indicator,
            unit=unit,
            unit_choices=self.unit_choices(),
            tabs=tabs,
            chosen=chosen,
            chosen_label=dict(self.LISTS)[chosen],
            page_obj=page,
            entries=entries,
            **kwargs,
        )


class _Window:
    """Lets Django's paginator read a record list page by page."""

    def __init__(self, records: RecordList) -> None:
        self._records = records

    def __len__(self) -> int:
        return len(self._records)

    def count(self) -> int:
        return len(self._records)

    def __getitem__(self, part: slice) -> list[Entry]:
        start = part.start or 0
        return self._records.page(start, part.stop - start)
