"""服务标准公开: the list of service standards in force, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, Unit
from accounts.permissions import RECORD_READERS
from assessment.publication.models import PublicationReport
from assessment.publication.selectors import (
    PublicationState,
    counts_by_unit,
    days_allowed,
    for_user,
    service_standards,
    without_reason,
)
from assessment.services import indicator_by_unit, indicator_value
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, Filter, YesNoFilter, choices_of
from listing.views import Panel, panel
from standards_catalog.models import Standard
from standards_catalog.portal.reachability import (
    is_portal_page,
    portal_path,
    portal_status,
)
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)

_TONES = {
    PublicationState.OPEN: Tone.GOOD,
    PublicationState.WAITING: Tone.INFO,
    PublicationState.LATE: Tone.BAD,
    PublicationState.CLOSED: Tone.NEUTRAL,
    PublicationState.UNKNOWN: Tone.WARNING,
}
_REPORT_TONES = {"待确认": Tone.INFO, "已确认": Tone.GOOD, "已退回": Tone.BAD}
_OPEN = 200


def state_badge(row: Any) -> Badge:
    """The state in colour, icon and word."""
    return Badge(row.publication, _TONES[PublicationState(row.publication)])


class _StandardsOfUser(PilotPageMixin):
    """The service standards this user follows, with their state on the date."""

    roles = RECORD_READERS

    def get_rows(self) -> QuerySet[Any]:
        found = for_user(service_standards(self.pilot, self.as_of), self.account)
        return found.prefetch_related("responsible_units")

    def days_closed(self, row: Any) -> int | None:
        """Days since 实施 that a standard owed to the public has not been public."""
        owed = row.publication in (PublicationState.WAITING, PublicationState.LATE)
        begun: date | None = row.edition_effective_on
        return (self.as_of - begun).days if owed and begun is not None else None

    def state_columns(self) -> tuple[Column, ...]:
        """Where it stands, and since when it waits."""
        return (
            Column("publication", "公开状态", Kind.STATUS, state_badge, "publication"),
            field_column(Standard, "must_publish"),
            Column(
                "effective_on",
                "实施日期",
                Kind.DATE,
                "edition_effective_on",
                "edition_effective_on",
            ),
            Column("days", "未公开天数", Kind.NUMBER, self.days_closed, width=10),
            Column(
                "opened_on",
                "公开日期",
                Kind.DATE,
                lambda row: row.edition_opened_on or None,
                "edition_opened_on",
            ),
            Column("url", "公开网址", Kind.LINK, "edition_opened_at_url", width=32),
        )


class PublicationListView(_StandardsOfUser, PilotListView):
    """服务标准公开: what is owed to the public, and what the public can read."""

    template_name = "publication/list.html"
    title = "服务标准公开"
    about = "{as_of} 现行的服务提供标准，公开状态按该日判定"
    is_unit_list = True
    purpose = "服务提供分体系的现行标准列在这里：应不应公开、公开了没有、公开在哪里。"
    search_fields = ("code", "title", "edition_number")
    search_hint = "标准名称、编号、体系编号"

    def get_columns(self) -> Sequence[Column]:
        return (
            Column("code", "体系编号", sort="code", width=10),
            Column(
                "title",
                "标准名称",
                sort="title",
                url=link("publication:standard"),
                width=30,
            ),
            Column("number", "标准编号", value="edition_number", width=24),
            *self.state_columns(),
            field_column(Standard, "unpublished_reason", width=24),
            Column(
                "units",
                "责任单位",
                value=lambda row: joined(row.responsible_units.all()),
                width=20,
            ),
            Column("index", "信息索引号", value=_index_number),
        )

    def get_filters(self) -> Sequence[Filter]:
        reasonless = without_reason()
        filters: list[Filter] = [
            ChoiceFilter(
                "publication", "公开状态", choices=choices_of(PublicationState)
            ),
            YesNoFilter(
                "no_reason",
                "不公开而无理由",
                narrowing=lambda rows, wanted: (
                    rows.filter(reasonless) if wanted else rows.exclude(reasonless)
                ),
            ),
        ]
        if not self.account.is_unit_bound:
            filters.append(YesNoFilter("has_report", "有上报待确认"))
            filters.append(self.unit_filter(narrowing="responsible_units"))
        return filters

    def narrowed(self) -> Any:
        # Two chosen units may share a standard.
        return super().narrowed().distinct()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.get_rows())
        counts = dict.fromkeys(PublicationState, 0)
        for row in rows:
            counts[PublicationState(row.publication)] += 1
        own = self.account.unit if self.account.is_unit_bound else None
        return super().get_context_data(
            **kwargs,
            value=indicator_value(
                self.pilot, "publication_rate", self.as_of, own.name if own else None
            ),
            unit=own,
            counts=[(Badge(s.value, _TONES[s]), n) for s, n in counts.items()],
            reasonless=sum(
                row.must_publish is False and not row.unpublished_reason for row in rows
            ),
            days=days_allowed(self.pilot),
            by_unit=None if own else self._by_unit(rows),
            states=[state.value for state in PublicationState],
            may_record=self.account.is_office,
        )

    def _by_unit(self, rows: list[Any]) -> list[tuple[Any, Any]]:
        units = Unit.objects.filter(memberships__pilot=self.pilot).order_by(
            "memberships__position", "pk"
        )
        values = indicator_by_unit(self.pilot, "publication_rate", self.as_of)
        return [
            (line, values.get(line.unit.name)) for line in counts_by_unit(rows, units)
        ]


def _index_number(row: Any) -> str:
    return str((row.extra or {}).get("信息索引号", ""))


class StandardView(_StandardsOfUser, PilotDetailView):
    """The publication of one standard: the decision, the page, the reports."""

    template_name = "publication/standard.html"
    list_title = "服务标准公开"

    def get_columns(self) -> Sequence[Column]:
        return (
            Column(
                "code", "体系编号", url=link("standards_catalog:detail"), value="code"
            ),
            Column("number", "标准编号", value="edition_number"),
            *self.state_columns(),
            Column(
                "page", "本站页面", Kind.STATUS, value=lambda row: self.portal_badge
            ),
            field_column(Standard, "unpublished_reason"),
            Column(
                "units",
                "责任单位",
                value=lambda row: joined(row.responsible_units.all()),
            ),
        )

    @cached_property
    def portal_badge(self) -> Badge | None:
        """Whether the page on our own portal opens; nothing where it is elsewhere."""
        if not is_portal_page(self.record, self.record.edition_opened_at_url or ""):
            return None
        if portal_status(portal_path(self.record)) == _OPEN:
            return Badge("可以打开", Tone.GOOD)
        return Badge("打不开", Tone.BAD)

    def get_panels(self) -> Sequence[Panel]:
        reports = PublicationReport.objects.for_user(self.account).filter(
            edition__standard=self.record
        )
        columns = [
            Column("unit", "单位"),
            field_column(PublicationReport, "opened_on"),
            Column("url", "公开网址", Kind.LINK),
            field_column(PublicationReport, "note"),
            Column(
                "state",
                "状态",
                Kind.STATUS,
                lambda row: Badge(row.state, _REPORT_TONES[row.state]),
                url=self._settle_url,
            ),
            field_column(PublicationReport, "reported_at"),
            field_column(PublicationReport, "answer"),
        ]
        return (
            panel(
                "公开上报",
                columns,
                reports.select_related("unit"),
                empty="责任单位还没有上报在别处的公开。",
                note="责任单位在本单位网站等处公开的，上报网址和日期，经办公室核对后计入公开率。",
            ),
        )

    def _settle_url(self, report: PublicationReport) -> str | None:
        waits = report.state == PublicationReport.State.WAITING
        if not (self.account.is_office and waits):
            return None
        return reverse("publication:settle", args=[report.pk])

    def list_url(self) -> str:
        return reverse("publication:list")

    def heading(self) -> str:
        return str(self.record.title)

    def subtitle(self) -> str:
        return (
            f"公开状态按 {self.as_of.isoformat()} 判定；"
            f"实施满 {days_allowed(self.pilot)} 天没有公开的算逾期"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, account = self.record, self.account
        waiting = PublicationReport.objects.for_user(account).filter(
            edition__standard=row, state=PublicationReport.State.WAITING
        )
        return super().get_context_data(
            **kwargs,
            may_record=account.is_office,
            may_report=account.role == Role.UNIT_LIAISON and not waiting.exists(),
            waiting=waiting if account.is_office else (),
            is_recordable=bool(row.must_publish),
            today=timezone.localdate(),
        )
