"""The history of package imports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import OFFICE, RolesRequiredMixin
from accounts.services import client_address, record_event
from assessment.packages.models import PackageImport
from assessment.packages.views.labels import TABLE_LABELS
from assessment.packages.views.undo import refusal
from listing.columns import Badge, Column, Kind, Tone, field_column, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import NextStep, Panel, RecordDetailView, RecordListView, panel
from standards_catalog.models import Pilot

# PackageImport.changes: table name → the four numbers, in this order.
_COUNTS = ("行数", "新增", "修改", "删除")


def _state(row: PackageImport) -> Badge:
    if row.undone_at is None:
        return Badge("有效", Tone.GOOD)
    return Badge("已撤销", Tone.NEUTRAL)


def _summary(row: PackageImport) -> str:
    """新增 12，修改 3，删除 0 over all tables of the package."""
    totals = [sum(numbers) for numbers in zip(*row.changes.values(), strict=True)]
    pairs = list(zip(_COUNTS, totals, strict=False))[1:]
    return "，".join(f"{label} {number}" for label, number in pairs)


def _place_in_package(row: tuple[str, Sequence[int]]) -> int:
    """Where the table stands in a package: PostgreSQL keeps no order of keys."""
    order = list(TABLE_LABELS)
    return order.index(row[0]) if row[0] in order else len(order)


_COLUMNS = (
    field_column(PackageImport, "imported_at", url=link("packages:import")),
    field_column(PackageImport, "pilot_name", width=26),
    field_column(PackageImport, "pilot_code", width=20),
    field_column(PackageImport, "source_name", width=18),
    Column("changes", "变更", value=_summary, width=20),
    Column("imported_by", "导入人", value=lambda row: row.imported_by or "系统"),
    Column("state", "状态", Kind.STATUS, value=_state, sort="undone_at"),
    field_column(PackageImport, "undone_at"),
)


class _Imports(RolesRequiredMixin):
    """All imports of the installation; the journals stay in the database."""

    roles = OFFICE

    def get_rows(self) -> QuerySet[PackageImport]:
        imports = PackageImport.objects.defer("journal")
        return imports.select_related("imported_by", "undone_by")


class ImportListView(_Imports, RecordListView):
    """导入记录: what was loaded, when, by whom, and whether it was undone."""

    template_name = "packages/import_list.html"
    title = "导入记录"
    purpose = "试点资料包的每次导入都记在这里，写明来源和变更；可以撤销。"
    default_order = ("-pk",)
    search_fields = ("pilot_name", "pilot_code", "source_name")
    search_hint = "试点、来源"
    columns = _COLUMNS

    def subtitle(self) -> str:
        return "全部试点的资料包导入，按时间倒序"

    def next_step(self) -> NextStep | None:
        return NextStep("导入试点包", reverse("packages:new_import"))

    def get_filters(self) -> Sequence[Filter]:
        pilots = PackageImport.objects.order_by("pilot_code")
        names = dict(pilots.values_list("pilot_code", "pilot_name"))

        def narrow(rows: Any, wanted: bool) -> Any:
            undone = Q(undone_at__isnull=False)
            return rows.filter(undone) if wanted else rows.exclude(undone)

        return (
            ChoiceFilter("pilot_code", "试点", choices=list(names.items())),
            YesNoFilter("undone", "已撤销", narrowing=narrow),
            DateRangeFilter(
                "imported", "导入日期", field="imported_at", is_datetime=True
            ),
        )

    def exported(self, row_count: int, form: str) -> None:
        record_event(
            actor=self.account,
            action="导出列表",
            object_label=self.title,
            detail={"格式": form, "条数": row_count},
            address=client_address(self.request),
        )

    def file_stem(self) -> str:
        return f"{self.title}_{timezone.localdate().isoformat()}"


class ImportDetailView(_Imports, RecordDetailView):
    """One import: what it changed, table by table."""

    template_name = "packages/import_detail.html"
    list_title = "导入记录"
    columns = (
        *_COLUMNS,
        field_column(PackageImport, "digest", is_wide=True),
        Column("undone_by", "撤销人"),
    )

    def list_url(self) -> str:
        return reverse("packages:imports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pilots = Pilot.objects.filter(code=self.record.pilot_code)
        return super().get_context_data(
            **kwargs,
            may_be_undone=not refusal(self.record),
            pilot=pilots.first(),
        )

    def get_panels(self) -> Sequence[Panel]:
        columns = (
            # An old import may name a table that packages no longer have.
            Column("table", "表", value=lambda row: TABLE_LABELS.get(row[0], row[0])),
            *(
                Column(f"count_{index}", label, Kind.NUMBER, value=_count_at(index))
                for index, label in enumerate(_COUNTS)
            ),
        )
        rows = sorted(self.record.changes.items(), key=_place_in_package)
        return [panel("各表变更", columns, rows)]


def _count_at(index: int) -> Callable[[tuple[str, list[int]]], int]:
    return lambda row: row[1][index]
