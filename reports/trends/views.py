"""Indicators over time: all of them as small charts, one of them large."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from accounts.models import Unit
from accounts.permissions import LEADERS, OFFICE, RECORD_READERS, RolesRequiredMixin
from accounts.services import client_address, record_event
from assessment.indicators.registry import INDICATORS, INDICATORS_BY_CODE, Indicator
from reports.trends.charts import trend_chart
from reports.trends.choices import Period, UnitChoiceMixin, read_period
from reports.trends.selectors import (
    PhaseMark,
    Trend,
    Trends,
    all_trends,
    domain_trends,
    month_ends,
    one_trend,
    phase_marks,
)
from reports.trends.workbooks import TrendBook, trend_workbook
from standards_catalog.models import Pilot


@dataclass(frozen=True, slots=True)
class TrendCard:
    """A trend with its chart; ``key`` names the chart's data on the page."""

    key: str
    trend: Trend
    chart: dict[str, Any]


def cards_of(
    trends: Iterable[Trend],
    phases: Sequence[PhaseMark],
    prefix: str,
    *,
    is_small: bool = True,
) -> list[TrendCard]:
    """One card a trend."""
    return [
        TrendCard(
            f"{prefix}-{index}", trend, trend_chart([trend], phases, is_small=is_small)
        )
        for index, trend in enumerate(trends)
    ]


class TrendPageMixin(UnitChoiceMixin, RolesRequiredMixin):
    """What every page about trends asks of the address."""

    @cached_property
    def unit(self) -> Unit | None:
        """The unit of the address."""
        return self.chosen_unit()

    @property
    def pilot(self) -> Pilot:
        """The pilot of the request."""
        found: Pilot = self.request.pilot_scope.required()[0]  # type: ignore[attr-defined]
        return found

    @cached_property
    def period(self) -> Period:
        """The months of the address."""
        pilot, as_of = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        return read_period(self.request.GET, month_ends(pilot, as_of))

    @cached_property
    def phases(self) -> tuple[PhaseMark, ...]:
        """The phases whose beginnings the charts show."""
        return phase_marks(self.pilot)

    def trends(self, chosen: Indicator | None) -> Trends:
        """The one indicator chosen, or all of them, over the months of the address;
        with 标准覆盖率 its domains."""
        scope = (self.pilot, self.period.days, self.unit_name)
        if chosen is None:
            return all_trends(*scope)
        one = one_trend(self.pilot, chosen.code, self.period.days, self.unit_name)
        has_domains = chosen.code == "standard_coverage"
        return Trends((one,), domain_trends(*scope) if has_domains else ())

    @property
    def unit_name(self) -> str | None:
        """The full name of the unit of the address."""
        return self.unit.name if self.unit else None

    def workbook(
        self, title: str, content: Sequence[Trend], domains: Sequence[Trend] = ()
    ) -> HttpResponse:
        """The trends as Excel; leaves a trace."""
        whose = self.unit_name or "全部成员单位"
        demonstration = "（演示数据）" if self.pilot.is_demonstration else ""
        record_event(
            actor=self.account,
            action="导出指标趋势",
            object_label=f"{self.pilot.name} {title}",
            detail={"单位": whose, "时间": self.period.words},
            address=client_address(self.request),
        )
        return trend_workbook(
            TrendBook(
                name=f"{title}_{self.pilot.code}_{self.period.days[-1]}{demonstration}",
                lines=(
                    ("试点", self.pilot.name),
                    ("演示数据", "是，数据均为生成" if demonstration else "否"),
                    ("单位", whose),
                    ("时间", self.period.words),
                ),
                phases=self.phases,
                trends=tuple(content),
                domains=tuple(domains),
            )
        )


class TrendsView(TrendPageMixin, TemplateView):
    """指标趋势: every indicator month by month, or one of them large."""

    roles = OFFICE | LEADERS
    template_name = "trends/trends.html"

    def indicator(self) -> Indicator | None:
        """The one indicator asked for; an unknown one is a 404."""
        code = self.request.GET.get("indicator", "").strip()
        if code and code not in INDICATORS_BY_CODE:
            raise Http404("没有这个指标。")
        return INDICATORS_BY_CODE.get(code)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self.indicator()
        trends = self.trends(chosen)
        shown, domains = trends.indicators, trends.domains
        if request.GET.get("export") == "xlsx":
            title = f"{chosen.name}趋势" if chosen else "指标趋势"
            return self.workbook(title, shown, domains)
        return self.render_to_response(
            self.get_context_data(
                chosen=chosen, trends=shown, domains=domains, **kwargs
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trends, is_small = kwargs["trends"], kwargs["chosen"] is None
        return super().get_context_data(
            **kwargs,
            cards=cards_of(trends, self.phases, "trend", is_small=is_small),
            domain_cards=cards_of(kwargs["domains"], self.phases, "domain"),
            days=trends[0].points,
            period=self.period,
            phases=self.phases,
            unit=self.unit,
            unit_choices=self.unit_choices(),
            indicators=INDICATORS,
        )


class IndicatorTrendView(TrendPageMixin, TemplateView):
    """One indicator over time, for the page of that indicator.

    The page fetches it as a fragment, so that the number itself does not wait for
    eighteen months; opened by itself it is a page.
    """

    roles = RECORD_READERS
    template_name = "trends/indicator.html"

    def get_template_names(self) -> list[str]:
        if "HX-Request" in self.request.headers:
            return ["trends/_indicator.html"]
        return [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = kwargs["code"]
        if code not in INDICATORS_BY_CODE:
            raise Http404("没有这个指标。")
        found = one_trend(self.pilot, code, self.period.days, self.unit_name)
        if request.GET.get("export") == "xlsx":
            return self.workbook(f"{found.label}趋势", [found])
        return self.render_to_response(
            self.get_context_data(
                card=cards_of([found], self.phases, "trend", is_small=False)[0],
                phases=self.phases,
                period=self.period,
                unit=self.unit,
                **kwargs,
            )
        )
