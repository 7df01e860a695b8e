"""The own unit's side of implementation records: what it may file, what it has not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.models import Unit
from accounts.permissions import LIAISONS, UNITS
from assessment.implementation.choosing import counts_by_standard, standards_to_file
from assessment.implementation.models import ImplementationRecord, RecordState
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import ChoiceFilter, Filter, choices_of
from listing.views import NextStep
from standards_catalog.models import Standard, Subsystem
from standards_catalog.selectors import with_standing
from standards_catalog.views.citations import CITATION_COLUMNS, CITATION_SEARCH
from standards_catalog.views.pilot_lists import PilotListView, PilotPageMixin


class UnitPageMixin(PilotPageMixin):
    """A page for an account that acts for a unit."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.unit_id is None:
            self.raise_exception = True
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    @property
    def unit(self) -> Unit:
        """The account's unit; refused for an account without one."""
        return cast("Unit", self.account.unit)  # dispatch lets no other account in


class ChooseStandardView(UnitPageMixin, PilotListView):
    """选择标准: what the own unit may file about."""

    roles = LIAISONS
    template_name = "implementation/choose.html"
    title = "选择标准"
    about = "{as_of} 现行并适用于本单位的标准，点体系编号开始填报"
    is_unit_list = True
    purpose = "还没有现行并适用于本单位的标准。"
    search_fields = ("code", "title", "edition_number")
    search_hint = "体系编号、名称、标准编号"

    def get_rows(self) -> QuerySet[Any]:
        standards = standards_to_file(self.pilot, self.unit, self.as_of)
        return with_standing(standards, self.as_of)

    def prepare(self, rows: list[Any]) -> list[Any]:
        counts = counts_by_standard(self.pilot, self.unit)
        for row in rows:
            row.filed_count, row.verified_count = counts.get(row.pk, (0, 0))
        return rows

    def get_columns(self) -> Sequence[Column]:
        return (
            field_column(Standard, "code", url=link("implementation:new"), width=12),
            field_column(Standard, "title", url=link("implementation:new"), width=36),
            Column("number", "标准编号", value="edition_number", sort="edition_number"),
            field_column(Standard, "subsystem", width=12),
            Column("filed", "本单位已填报", Kind.NUMBER, value="filed_count"),
            Column("verified", "其中已核实", Kind.NUMBER, value="verified_count"),
        )

    def get_filters(self) -> Sequence[Filter]:
        return (ChoiceFilter("subsystem", "分体系", choices=Subsystem.choices),)


_TONES = {RecordState.DRAFT: Tone.NEUTRAL, RecordState.RETURNED: Tone.BAD}


class UnfiledListView(UnitPageMixin, PilotListView):
    """未填报的记录: drafts and returned records, which only their unit sees."""

    roles = UNITS
    title = "未填报的记录"
    about = "草稿和被退回的记录，只有本单位看得到；填报以后标准化办公室才能核实"
    is_unit_list = True
    purpose = "没有草稿，也没有被退回的记录。"
    default_order = ("-done_on", "-pk")
    search_fields = (*CITATION_SEARCH, "clause", "description")
    search_hint = "标准、条款、说明"

    def get_rows(self) -> QuerySet[ImplementationRecord]:
        records = ImplementationRecord.objects.filter(pilot=self.pilot, unit=self.unit)
        return records.unfiled().select_related("unit", "standard", "law")

    def next_step(self) -> NextStep | None:
        if self.account.role in LIAISONS:
            return NextStep("填报记录", reverse("implementation:choose"))
        return None

    def get_columns(self) -> Sequence[Column]:
        target = "edit" if self.account.role in LIAISONS else "record"
        return (
            field_column(
                ImplementationRecord, "done_on", url=link(f"implementation:{target}")
            ),
            Column(
                "state",
                "状态",
                Kind.STATUS,
                value=lambda row: Badge(row.state.value, _TONES[row.state]),
                sort="returned_on",
            ),
            *CITATION_COLUMNS,
            field_column(ImplementationRecord, "kind", width=8),
            field_column(ImplementationRecord, "clause", width=14),
            field_column(ImplementationRecord, "description"),
            field_column(ImplementationRecord, "returned_note"),
            field_column(ImplementationRecord, "returned_on"),
        )

    def get_filters(self) -> Sequence[Filter]:
        def narrow(rows: Any, chosen: tuple[str, ...]) -> Any:
            if len(chosen) != 1:
                return rows
            return rows.filter(returned_on__isnull=chosen[0] == RecordState.DRAFT)

        states = [RecordState.DRAFT, RecordState.RETURNED]
        return (
            ChoiceFilter("state", "状态", choices=choices_of(states), narrowing=narrow),
            ChoiceFilter("kind", "类型", choices=ImplementationRecord.Kind.choices),
        )
