"""Self-evaluations of the units, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from assessment.self_evaluation.models import SelfEvaluation
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
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

_TONES = {
    SelfEvaluation.Judgement.CONFORMS.value: Tone.GOOD,
    SelfEvaluation.Judgement.PARTLY.value: Tone.WARNING,
    SelfEvaluation.Judgement.FAILS.value: Tone.BAD,
    SelfEvaluation.Judgement.NOT_APPLICABLE.value: Tone.NEUTRAL,
}


class _EntriesOfUser(PilotPageMixin):
    """The self-evaluations this user may see: drafts of the own unit only."""

    def get_rows(self) -> QuerySet[SelfEvaluation]:
        entries = SelfEvaluation.objects.for_user(self.account)
        return entries.filter(pilot=self.pilot).select_related(
            "unit", "standard", "law"
        )

    def state_of(self, row: SelfEvaluation) -> Badge:
        """Whether the row has been submitted on the date."""
        if row.submitted_on is not None and row.submitted_on <= self.as_of:
            return Badge("已提交", Tone.GOOD)
        return Badge("未提交", Tone.WARNING)

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(
                SelfEvaluation,
                "evaluated_on",
                url=link("self_evaluation:entry"),
            ),
            field_column(SelfEvaluation, "unit", width=24),
            *CITATION_COLUMNS,
            field_column(SelfEvaluation, "clause", width=14),
            Column(
                "judgement",
                "评价",
                Kind.STATUS,
                value=lambda row: Badge(row.judgement, _TONES[row.judgement]),
                sort="judgement",
            ),
            field_column(SelfEvaluation, "explanation"),
            Column("state", "提交", Kind.STATUS, value=self.state_of),
            field_column(SelfEvaluation, "submitted_on"),
        )


class EntryListView(_EntriesOfUser, PilotListView):
    """自查自评: judgements of the units on the clauses that bind them."""

    title = "自查自评"
    about = "{as_of} 及以前的自评；其他单位未提交的草稿不显示"
    is_unit_list = True
    purpose = "各单位逐条对照标准自查自评，提交后由标准化办公室核查。"
    search_fields = (*CITATION_SEARCH, "unit__name", "clause", "explanation")
    search_hint = "标准、单位、条款、说明"

    def get_rows(self) -> QuerySet[SelfEvaluation]:
        return super().get_rows().filter(evaluated_on__lte=self.as_of)

    def get_filters(self) -> Sequence[Filter]:
        submitted = Q(submitted_on__lte=self.as_of)

        def narrow(rows: Any, wanted: bool) -> Any:
            return rows.filter(submitted) if wanted else rows.exclude(submitted)

        return (
            *self.own_unit_filters(),
            ChoiceFilter("judgement", "评价", choices=SelfEvaluation.Judgement.choices),
            citation_filter(self.pilot),
            YesNoFilter("submitted", "已提交", narrowing=narrow),
            DateRangeFilter("evaluated", "评价日期", field="evaluated_on"),
        )


class EntryDetailView(_EntriesOfUser, PilotDetailView):
    """One judgement on one clause."""

    list_title = "自查自评"

    def list_url(self) -> str:
        return reverse("self_evaluation:entries")
