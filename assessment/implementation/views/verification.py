"""待核实: the office's work list of filed records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import OFFICE
from accounts.services import client_address
from assessment.implementation.models import (
    ImplementationRecord,
    ImplementationRecordQuerySet,
)
from assessment.implementation.services import verify_records
from assessment.implementation.views.records import (
    FILE_COUNT,
    RecordsOfUser,
    with_file_counts,
)
from listing.columns import Column, field_column, link
from listing.filters import ChoiceFilter, Filter, YesNoFilter
from standards_catalog.views.citations import (
    CITATION_COLUMNS,
    CITATION_SEARCH,
    citation_filter,
)
from standards_catalog.views.pilot_lists import PilotListView

_MOST = 500


class VerificationView(RecordsOfUser, PilotListView):
    """待核实: filed records, to be verified one by one or several at once."""

    roles = OFFICE
    template_name = "implementation/verification.html"
    title = "待核实的实施记录"
    about = "各单位已填报、还没有核实的全部记录，不受所选日期限制；点日期可看条款和佐证"
    purpose = "单位填报的记录在这里核实；现在没有待核实的。"
    default_order = ("done_on", "pk")
    search_fields = (*CITATION_SEARCH, "unit__name", "clause", "description")
    search_hint = "标准、单位、说明"
    columns = (
        field_column(
            ImplementationRecord, "done_on", url=link("implementation:record")
        ),
        field_column(ImplementationRecord, "unit", width=16),
        *CITATION_COLUMNS,
        field_column(ImplementationRecord, "kind", width=8),
        field_column(ImplementationRecord, "clause", width=12),
        field_column(ImplementationRecord, "description"),
        FILE_COUNT,
        Column("reviewed_on", "单位审阅", value="reviewed_on", sort="reviewed_on"),
        field_column(ImplementationRecord, "filed_on"),
    )

    def get_rows(self) -> ImplementationRecordQuerySet:
        return super().get_rows().waiting()

    def prepare(self, rows: list[Any]) -> list[Any]:
        # The marks say what the office saw; they need the files' digests.
        keys = [row.pk for row in rows]
        seen = self.get_rows().prefetch_related("evidence").in_bulk(keys)
        for row in rows:
            row.seen_mark = seen[row.pk].mark() if row.pk in seen else ""
        self._shown = with_file_counts(rows)
        return self._shown

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        is_partial = names == ["listing/_list.html"]
        return ["implementation/_verification_list.html"] if is_partial else names

    def get_filters(self) -> Sequence[Filter]:
        months = self.get_rows().dates("done_on", "month", order="DESC")
        choices = [(f"{day:%Y-%m}", f"{day.year} 年 {day.month} 月") for day in months]

        def in_months(rows: Any, chosen: tuple[str, ...]) -> Any:
            wanted = Q()
            for text in chosen:
                year, _, month = text.partition("-")
                wanted |= Q(done_on__year=int(year), done_on__month=int(month))
            return rows.filter(wanted)

        def with_files(rows: Any, wanted: bool) -> Any:
            found = rows.filter(evidence__isnull=not wanted)
            return found.distinct() if wanted else found

        return (
            self.unit_filter(),
            citation_filter(self.pilot),
            ChoiceFilter("kind", "类型", choices=ImplementationRecord.Kind.choices),
            ChoiceFilter("month", "月份", choices=choices, narrowing=in_months),
            YesNoFilter(
                "files", "佐证", narrowing=with_files, labels=("有佐证", "没有佐证")
            ),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["lines"] = list(zip(self._shown, context["rows"], strict=True))
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        """核实 what was ticked, as it stood on the page, and say what was not."""
        marks = _marks(request.POST.getlist("record")[:_MOST])
        if not marks:
            messages.info(request, "请先选中要核实的记录。")
            return redirect(request.get_full_path())
        outcome = verify_records(
            pilot=self.pilot,
            marks=marks,
            actor=self.account,
            address=client_address(request),
        )
        if outcome.verified:
            messages.success(request, f"已核实 {len(outcome.verified)} 条记录。")
        for line in outcome.refused:
            messages.warning(request, line)
        return redirect(request.get_full_path())


def _marks(values: Sequence[str]) -> dict[int, str]:
    """Primary key → mark; what is not of that form is left out."""
    pairs = (value.partition(":") for value in values)
    return {int(pk): mark for pk, _, mark in pairs if pk.isascii() and pk.isdigit()}
