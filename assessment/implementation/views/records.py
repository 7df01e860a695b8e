"""Implementation records, measurable clauses and the working calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import Role, Unit
from assessment.evidence.models import Evidence
from assessment.implementation.models import (
    ImplementationRecord,
    ImplementationRecordQuerySet,
    MeasurableRule,
    RecordState,
    WorkCalendarDay,
)
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import NextStep, Panel, panel
from standards_catalog.models import Standard
from standards_catalog.views.citations import (
    CITATION_COLUMNS,
    CITATION_SEARCH,
    citation_filter,
)
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
    StandardPanelView,
)

_WEEKDAYS = "一二三四五六日"
_TONES = {
    RecordState.DRAFT: Tone.NEUTRAL,
    RecordState.RETURNED: Tone.BAD,
    RecordState.FILED: Tone.WARNING,
    RecordState.VERIFIED: Tone.GOOD,
}
FILE_COUNT = Column("files", "佐证", Kind.NUMBER, value="file_count", width=6)


def with_file_counts(rows: list[Any]) -> list[Any]:
    """Give each record of a page the number of its files. One query."""
    files = Evidence.objects.filter(record__in=[row.pk for row in rows])
    counts = dict(
        files.order_by()
        .values_list("record")
        .annotate(n=Count("pk"))
        .values_list("record", "n")
    )
    for row in rows:
        row.file_count = counts.get(row.pk, 0)
    return rows


class RecordsOfUser(PilotPageMixin):
    """The implementation records this user may see."""

    def get_rows(self) -> ImplementationRecordQuerySet:
        """The records, unfiled ones of the own unit among them."""
        records = ImplementationRecord.objects.for_user(self.account)
        return records.filter(pilot=self.pilot).select_related(
            "unit", "standard", "law"
        )


def state_badge(record: ImplementationRecord, day: date) -> Badge:
    """Where ``record`` stands on ``day``."""
    state = record.state_on(day)
    return Badge(state.value, _TONES[state])


class ImplementationRecordListView(RecordsOfUser, PilotListView):
    """实施记录: evidence that units carry out their standards.

    Filed records only: what a unit has not filed is in a list of its own, so that this
    list and the numbers agree.
    """

    template_name = "implementation/record_list.html"

    title = "实施记录"
    about = "{as_of} 及以前的记录；核实日期晚于该日的算待核实"
    is_unit_list = True
    purpose = (
        "各单位执行标准的宣贯、执行、检查和记录登记在这里；核实后的记录计入标准实施率。"
    )
    search_fields = (*CITATION_SEARCH, "unit__name", "clause", "description")
    search_hint = "标准、单位、说明"

    def get_rows(self) -> ImplementationRecordQuerySet:
        rows = super().get_rows().filed().filter(done_on__lte=self.as_of)
        return rows.order_by("-done_on", "-position", "-pk")

    def next_step(self) -> NextStep | None:
        if self.account.role == Role.UNIT_LIAISON:
            return NextStep("填报记录", reverse("implementation:choose"))
        return None

    def prepare(self, rows: list[Any]) -> list[Any]:
        return with_file_counts(rows)

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(
                ImplementationRecord,
                "done_on",
                url=link("implementation:record"),
            ),
            field_column(ImplementationRecord, "unit", width=20),
            *CITATION_COLUMNS,
            field_column(ImplementationRecord, "kind", width=8),
            field_column(ImplementationRecord, "clause", width=16),
            field_column(ImplementationRecord, "description"),
            FILE_COUNT,
            Column("verified", "核实", Kind.STATUS, value=self._verification),
            Column(
                "verified_on",
                "核实日期",
                Kind.DATE,
                value=lambda row: row.verified_on if self._is_verified(row) else None,
                sort="verified_on",
            ),
        )

    def _is_verified(self, row: ImplementationRecord) -> bool:
        return row.verified_on is not None and row.verified_on <= self.as_of

    def _verification(self, row: ImplementationRecord) -> Badge:
        return state_badge(row, self.as_of)

    def get_filters(self) -> Sequence[Filter]:
        verified = Q(verified_on__lte=self.as_of)

        def narrow(rows: Any, wanted: bool) -> Any:
            return rows.filter(verified) if wanted else rows.exclude(verified)

        def reviewed(rows: Any, wanted: bool) -> Any:
            return rows.filter(reviewed_on__isnull=not wanted)

        return (
            *self.own_unit_filters(),
            citation_filter(self.pilot),
            ChoiceFilter("kind", "类型", choices=ImplementationRecord.Kind.choices),
            YesNoFilter("verified", "已核实", narrowing=narrow),
            YesNoFilter("reviewed", "单位已审阅", narrowing=reviewed),
            DateRangeFilter("done", "日期", field="done_on"),
        )


class RuleListView(PilotListView):
    """可度量条款: clauses with a limit that case records are judged by."""

    title = "可度量条款"
    about = (
        "标准和文件中写明限值、可用记录核对的条款；未写明限值的显示“未配置”，不作判定"
    )
    purpose = "可度量条款是能用案件记录逐件核对的时限和比例要求。"
    search_fields = ("code", "clause_text", "start_event", "end_event", "source_file")
    columns: ClassVar[Sequence[Column]] = (
        field_column(MeasurableRule, "code", url=link("implementation:rule"), width=10),
        field_column(MeasurableRule, "clause_text"),
        field_column(MeasurableRule, "start_event", width=14),
        field_column(MeasurableRule, "end_event", width=14),
        Column(
            "limit",
            "限值",
            Kind.NUMBER,
            value=lambda row: "未配置" if row.limit is None else row.limit,
            sort="limit",
        ),
        field_column(MeasurableRule, "limit_unit", width=8),
        Column(
            "applicable_items",
            "适用事项",
            value=lambda row: joined(row.applicable_items) or "全部事项",
        ),
        *CITATION_COLUMNS[:1],
        field_column(MeasurableRule, "clause", width=16),
        field_column(MeasurableRule, "source_file", width=24),
    )

    def get_rows(self) -> QuerySet[MeasurableRule]:
        rules = MeasurableRule.objects.filter(pilot=self.pilot)
        return rules.select_related("standard", "law")

    def get_filters(self) -> Sequence[Filter]:
        def narrow(rows: Any, wanted: bool) -> Any:
            return rows.filter(limit__isnull=not wanted)

        return (
            ChoiceFilter(
                "limit_unit", "限值单位", choices=MeasurableRule.LimitUnit.choices
            ),
            YesNoFilter("configured", "已配置限值", narrowing=narrow),
        )


class RuleDetailView(PilotDetailView):
    """One measurable clause."""

    list_title = "可度量条款"
    columns = (
        *RuleListView.columns[:7],
        *CITATION_COLUMNS,
        *RuleListView.columns[8:],
    )

    def list_url(self) -> str:
        return reverse("implementation:rules")

    def get_rows(self) -> QuerySet[MeasurableRule]:
        rules = MeasurableRule.objects.filter(pilot=self.pilot)
        return rules.select_related("standard", "law")


class CalendarListView(PilotListView):
    """工作日历: days that override the built-in working calendar."""

    title = "工作日历"
    about = "在内置的国务院节假日安排之外，本试点另行规定的节假日和调休上班日"
    purpose = "没有另行规定的日子时，按内置的国务院节假日安排和周末计算工作日。"
    default_order = ("day", "pk")
    columns = (
        field_column(WorkCalendarDay, "day"),
        Column(
            "weekday", "星期", value=lambda row: f"星期{_WEEKDAYS[row.day.weekday()]}"
        ),
        field_column(WorkCalendarDay, "kind"),
    )
    filters = (
        ChoiceFilter("kind", "类型", choices=WorkCalendarDay.Kind.choices),
        DateRangeFilter("day", "日期", field="day"),
    )

    def get_rows(self) -> QuerySet[WorkCalendarDay]:
        return WorkCalendarDay.objects.filter(pilot=self.pilot)


class StandardRecordsPanel(StandardPanelView):
    """How many records each unit has about a standard, verified ones apart."""

    def get_panel(self, standard: Standard) -> Panel:
        own = ImplementationRecord.objects.for_user(self.account).filter(
            pilot=self.pilot,
            standard=standard,
            done_on__lte=self.as_of,
            is_filed=True,
        )
        verified = Count("pk", filter=Q(verified_on__lte=self.as_of))
        counts = (
            own.order_by("unit__position")
            .values("unit")
            .annotate(recorded=Count("pk"), verified=verified)
        )
        units = Unit.objects.in_bulk([row["unit"] for row in counts])
        whole = f"{reverse('implementation:records')}?standard={standard.code}"
        return panel(
            "实施记录",
            (
                Column("unit", "单位", value=lambda row: units[row["unit"]]),
                Column("n", "记录数", Kind.NUMBER, value=lambda row: row["recorded"]),
                Column(
                    "v", "其中已核实", Kind.NUMBER, value=lambda row: row["verified"]
                ),
            ),
            counts,
            empty="还没有这项标准的实施记录。",
            note=f"{self.as_of.isoformat()} 及以前的记录。",
            more=whole,
        )
