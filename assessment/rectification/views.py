"""Findings and the five steps from fact to closure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Case, CharField, Q, QuerySet, Value, When
from django.urls import reverse

from assessment.rectification.models import Finding
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import (
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    YesNoFilter,
    choices_of,
)
from standards_catalog.views.citations import (
    CITATION_COLUMNS,
    CITATION_SEARCH,
    citation_filter,
)
from standards_catalog.views.pilot_lists import (
    PilotDetailView,
    PilotListView,
    PilotPageMixin,
)


class State(StrEnum):
    """Where a finding stands on a date."""

    FIXING = "整改中"
    TO_VERIFY = "待验证"
    FAILED = "验证不通过"
    TO_CLOSE = "待关闭"
    CLOSED = "已关闭"


_TONES = {
    State.FIXING: Tone.WARNING,
    State.TO_VERIFY: Tone.INFO,
    State.FAILED: Tone.BAD,
    State.TO_CLOSE: Tone.INFO,
    State.CLOSED: Tone.GOOD,
}


def with_state(findings: QuerySet[Finding], day: date) -> QuerySet[Any]:
    """Annotate ``state`` (:class:`State`) and ``is_overdue`` as of ``day``.

    Overdue: not closed although 期限 has passed.
    """
    state = Case(
        When(closed_on__lte=day, then=Value(State.CLOSED.value)),
        When(
            verified_on__lte=day,
            verdict=Finding.Verdict.FAILED,
            then=Value(State.FAILED.value),
        ),
        When(verified_on__lte=day, then=Value(State.TO_CLOSE.value)),
        When(completed_on__lte=day, then=Value(State.TO_VERIFY.value)),
        default=Value(State.FIXING.value),
        output_field=CharField(),
    )
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    overdue = Case(
        When(is_open & Q(due_on__lt=day), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return findings.annotate(state=state, is_overdue=overdue)


class _FindingsOfUser(PilotPageMixin):
    """The findings this user may see, with their state on the date."""

    def get_rows(self) -> QuerySet[Any]:
        findings = Finding.objects.for_user(self.account).filter(pilot=self.pilot)
        return with_state(findings, self.as_of).select_related(
            "unit", "standard", "law"
        )


def _due(row: Any) -> Badge | None:
    return Badge("逾期", Tone.BAD) if row.is_overdue else None


_STATE_COLUMNS = (
    Column(
        "state",
        "状态",
        Kind.STATUS,
        value=lambda row: Badge(row.state, _TONES[State(row.state)]),
        sort="state",
    ),
    Column("overdue", "是否逾期", Kind.STATUS, value=_due, sort="is_overdue"),
)
_FACT_COLUMNS = (
    field_column(Finding, "source", width=8),
    field_column(Finding, "unit", width=24),
    field_column(Finding, "severity", width=8),
    *CITATION_COLUMNS,
    field_column(Finding, "clause", width=14),
)


class FindingListView(_FindingsOfUser, PilotListView):
    """不符合项与整改: open and closed findings with their due dates."""

    title = "不符合项与整改"
    about = "{as_of} 及以前提出的不符合项，状态和逾期按该日判定"
    is_unit_list = True
    purpose = "自评、检查、测评、案件和反馈中发现的不符合项，从事实到关闭在这里闭环。"
    search_fields = (*CITATION_SEARCH, "code", "unit__name", "fact", "cause", "action")
    search_hint = "编号、单位、事实、标准"
    columns = (
        field_column(Finding, "code", url=link("rectification:finding"), width=14),
        *_STATE_COLUMNS,
        field_column(Finding, "fact"),
        *_FACT_COLUMNS,
        field_column(Finding, "raised_on"),
        field_column(Finding, "due_on"),
        field_column(Finding, "closed_on"),
    )

    def get_rows(self) -> QuerySet[Any]:
        return super().get_rows().filter(raised_on__lte=self.as_of)

    def get_filters(self) -> Sequence[Filter]:
        return (
            ChoiceFilter("state", "状态", choices=choices_of(State)),
            YesNoFilter("is_overdue", "逾期"),
            *self.own_unit_filters(),
            ChoiceFilter("source", "来源", choices=Finding.Source.choices),
            ChoiceFilter("severity", "程度", choices=Finding.Severity.choices),
            citation_filter(self.pilot),
            DateRangeFilter("due", "期限", field="due_on"),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps: done on a day, or still open."""

    title: str
    text: str
    post: str
    day: date | None
    is_done: bool


def steps_of(finding: Finding, day: date) -> tuple[Step, ...]:
    """事实 → 原因和措施 → 完成 → 验证 → 关闭, as of ``day``."""

    def done(when: date | None) -> bool:
        return when is not None and when <= day

    plan = "\n".join(text for text in (finding.cause, finding.action) if text)
    return (
        Step("提出", finding.fact, "", finding.raised_on, done(finding.raised_on)),
        Step("原因和措施", plan, finding.fixer_post, None, bool(plan)),
        Step(
            "整改完成",
            "",
            finding.fixer_post,
            finding.completed_on,
            done(finding.completed_on),
        ),
        Step(
            "验证",
            finding.verdict,
            finding.verifier_post,
            finding.verified_on,
            done(finding.verified_on),
        ),
        Step("关闭", "", "", finding.closed_on, done(finding.closed_on)),
    )


def _check_column(check: Any) -> Column:
    """The check that opened the finding, with the way to it."""
    address = reverse("supervision:inspection", args=[check.pk])
    return Column(
        "check", "监督检查", value=lambda _: check.code, url=lambda _: address
    )


class FindingDetailView(_FindingsOfUser, PilotDetailView):
    """One finding with its five steps."""

    template_name = "rectification/finding.html"
    list_title = "不符合项与整改"
    columns = (
        field_column(Finding, "code"),
        *_STATE_COLUMNS,
        *_FACT_COLUMNS,
        field_column(Finding, "due_on"),
    )

    def get_columns(self) -> Sequence[Column]:
        # A unit may see the finding before it may see the check.
        seen = self.record.inspections.for_user(self.account)
        return (*self.columns, *map(_check_column, seen))

    def list_url(self) -> str:
        return reverse("rectification:findings")

    def heading(self) -> str:
        return f"不符合项 {self.record.code}"

    def subtitle(self) -> str:
        return f"状态和逾期按 {self.as_of.isoformat()} 判定"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.record
        verified_by_fixer = bool(
            finding.verifier_post and finding.verifier_post == finding.fixer_post
        )
        return super().get_context_data(
            **kwargs,
            steps=steps_of(finding, self.as_of),
            verified_by_fixer=verified_by_fixer,
        )
