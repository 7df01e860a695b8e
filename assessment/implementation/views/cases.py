"""The case ledger as a list, with the cases that broke a time limit marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from assessment.implementation.case_rows import LATE, Case, CaseRows, case_rows
from assessment.implementation.selectors import case_ledger, rule_facts, work_calendar
from assessment.indicators.cases import time_limit_of
from assessment.indicators.ledger import LedgerError
from assessment.indicators.vocabulary import (
    APPLICANT_FEEDBACK_RULE,
    TRANSFER_RULE,
    WINDOW_FEEDBACK_RULE,
    CaseResult,
)
from listing.columns import Badge, Column, Kind, Tone, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, choices_of
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)

_RULES = (
    (TRANSFER_RULE, "转办"),
    (APPLICANT_FEEDBACK_RULE, "反馈申请人"),
    (WINDOW_FEEDBACK_RULE, "反馈窗口"),
)
_OUTCOMES = {
    "timely": Badge("及时", Tone.GOOD),
    "late": Badge("超期", Tone.BAD),
    "overdue": Badge("超期未办", Tone.BAD),
    "not_due": Badge("未到期", Tone.NEUTRAL),
}


def _outcome_column(index: int) -> Column:
    rule, label = _RULES[index]

    def value(row: Case) -> Badge | None:
        outcome = row.outcomes[index]
        return _OUTCOMES[outcome] if outcome else None

    return Column(f"outcome_{rule}", f"{label}（{rule}）", Kind.STATUS, value=value)


def _late(rows: CaseRows, chosen: tuple[str, ...]) -> CaseRows:
    """Cases late under any of the chosen rules."""
    numbers = [index for index, (rule, _) in enumerate(_RULES) if rule in chosen]
    return rows.where(
        " OR ".join(f"list_contains($late, outcomes[{n + 1}])" for n in numbers),
        late=list(LATE),
    )


class _CasesOfUser(PilotPageMixin):
    """The cases this user may see: unit roles, those accepted at their unit."""

    columns: ClassVar[Sequence[Column]] = (
        Column(
            "case_number",
            "案件编号",
            sort="case_number",
            url=link("implementation:case"),
            width=20,
        ),
        Column("unit", "单位（受理窗口）", sort="unit", width=24),
        Column("item", "事项", sort="item", width=20),
        Column("accepted_at", "受理时间", Kind.DATETIME, sort="accepted_at"),
        Column("transferred_at", "转办时间", Kind.DATETIME, sort="transferred_at"),
        _outcome_column(0),
        Column("closed_at", "办结时间", Kind.DATETIME, sort="closed_at"),
        Column("result", "结果", sort="result", width=8),
        Column(
            "applicant_feedback_at",
            "反馈申请人时间",
            Kind.DATETIME,
            sort="applicant_feedback_at",
        ),
        _outcome_column(1),
        Column(
            "window_feedback_at",
            "反馈窗口时间",
            Kind.DATETIME,
            sort="window_feedback_at",
        ),
        _outcome_column(2),
        Column("channel", "渠道", sort="channel", width=12),
        Column("receiving_department", "接收部门", sort="receiving_department"),
    )

    def get_rows(self) -> CaseRows:
        rules = {rule.rule_number: rule for rule in rule_facts(self.pilot)}
        limits = [
            time_limit_of(rules[number]) if number in rules else None
            for number, _ in _RULES
        ]
        calendar = work_calendar(self.pilot)
        rows = case_rows(self.ledger, limits, calendar, self.as_of)
        unit = self.account.unit
        if self.account.is_unit_bound and unit is not None:
            return rows.where("unit = $own_unit", own_unit=unit.name)
        return rows

    @cached_property
    def ledger(self) -> Any:
        """The pilot's ledger, or ``None`` when nothing was imported."""
        return case_ledger(self.pilot)


class CaseListView(_CasesOfUser, PilotListView):
    """案件台账: service cases with what became of their time limits."""

    title = "案件台账"
    about = (
        "{as_of} 及以前受理的案件；该日以后的办理环节视为尚未发生，超期按工作日历判定"
    )
    is_unit_list = True
    purpose = "案件台账由业务平台导出后随试点资料包导入，用于逐件核对可度量条款。"
    default_order = ("position",)
    search_fields = ("case_number",)
    search_hint = "案件编号"

    def get(  # type: ignore[override]  # as the list it overrides
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        try:
            return super().get(request, *args, **kwargs)
        except LedgerError as error:
            # A lost file of the ledger must not take the page down with it.
            messages.error(request, str(error))
            self.ledger = None
            self.__dict__.pop("address", None)
            return super().get(request, *args, **kwargs)

    def search(self, rows: CaseRows, text: str) -> CaseRows:
        return rows.where("contains(case_number, $search)", search=text)

    def get_filters(self) -> Sequence[Filter]:
        late = [(rule, f"{label}超期（{rule}）") for rule, label in _RULES]
        return (
            *self._unit_filters(),
            ChoiceFilter("item", "事项", choices=choices_of(self._items())),
            ChoiceFilter("result", "结果", choices=choices_of(CaseResult)),
            ChoiceFilter("late", "超期", choices=late, narrowing=_late),
            DateRangeFilter(
                "accepted", "受理日期", field="accepted_at", is_datetime=True
            ),
        )

    def _unit_filters(self) -> list[Filter]:
        if self.account.is_unit_bound:
            return []
        # The ledger names units; the address carries their keys like other lists.
        by_key = self.unit_filter()
        names = dict(self.pilot.units.values_list("pk", "name"))

        def narrow(rows: CaseRows, chosen: tuple[str, ...]) -> CaseRows:
            units = [names[int(key)] for key in chosen]
            return rows.where("list_contains($units::VARCHAR[], unit)", units=units)

        return [ChoiceFilter("unit", "单位", choices=by_key.choices, narrowing=narrow)]

    def _items(self) -> list[str]:
        """The items of the cases this user may see, others' not even by name."""
        if self.ledger is None:
            return []
        unit = self.account.unit if self.account.is_unit_bound else None
        found = self.ledger.query(
            "SELECT DISTINCT item FROM read_parquet($parts) "
            "WHERE $unit::VARCHAR IS NULL OR unit = $unit ORDER BY item",
            {"unit": unit.name if unit else None},
        )
        return [str(item) for (item,) in found]


class CaseDetailView(_CasesOfUser, PilotDetailView):
    """One case."""

    list_title = "案件台账"
    columns = (
        *_CasesOfUser.columns,
        Column("one_time_notices", "一次性告知次数", Kind.NUMBER),
        Column("written_notice", "书面通知", Kind.BOOL),
        Column("refusal_reason", "不予理由"),
    )

    def list_url(self) -> str:
        return reverse("implementation:cases")

    @cached_property
    def record(self) -> Case:
        found = self.get_rows().where("position = $key", key=self.kwargs["pk"])[:1]
        if not found:
            raise Http404("没有这件案件。")
        return found[0]

    def heading(self) -> str:
        return f"案件 {self.record.case_number}"

    def subtitle(self) -> str:
        return f"按 {self.as_of.isoformat()} 已发生的环节显示和判定"
