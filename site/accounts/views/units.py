"""The member units of the pilot shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Unit
from accounts.permissions import CATALOGUE_READERS, RolesRequiredMixin
from listing.columns import Badge, Column, Kind, Tone, field_column, joined
from listing.filters import ChoiceFilter
from listing.views import NextStep, RecordListView

_MEMBER_ROLES = ("牵头", "责任", "成员")


class UnitListView(RolesRequiredMixin, RecordListView):
    """Member units: names, aliases, role in the pilot, whether active on the date."""

    roles = CATALOGUE_READERS
    title = "成员单位"
    purpose = (
        "试点的成员单位：材料里用哪个名称都认得出同一个单位，停用的单位由继任单位承接。"
    )
    search_fields = ("name", "short_name", "aliases__name")
    default_order = ("member_position", "pk")

    def get_columns(self) -> list[Column]:
        _, as_of = self._scope()
        return [
            field_column(Unit, "name", width=32),
            field_column(Unit, "short_name", width=16),
            field_column(Unit, "kind"),
            Column("member_role", "成员角色", sort="member_role"),
            Column("aliases", "别名", value=_aliases, width=40),
            Column("state", "状态", Kind.STATUS, value=lambda u: _state(u, as_of)),
            Column("starts_on", "启用日期", Kind.DATE, sort="starts_on"),
            Column("ends_on", "停用日期", Kind.DATE, sort="ends_on"),
            Column("successor", "继任单位", value="successor.name", width=24),
        ]

    def get_filters(self) -> list[ChoiceFilter]:
        return [
            ChoiceFilter("kind", "类别", Unit.Kind.choices),
            ChoiceFilter(
                "member_role",
                "成员角色",
                [(role, role) for role in _MEMBER_ROLES],
            ),
        ]

    def get_rows(self) -> QuerySet[Unit]:
        pilot, _ = self._scope()
        return (
            Unit.objects.filter(memberships__pilot=pilot)
            .annotate(
                member_role=Coalesce(F("memberships__role"), Value("")),
                member_position=F("memberships__position"),
            )
            .select_related("successor")
            .prefetch_related("aliases")
        )

    def search(self, rows: Any, text: str) -> Any:
        # A unit with several matching aliases is still one unit.
        found = super().search(Unit.objects.all(), text)
        return rows.filter(pk__in=found.values("pk"))

    def subtitle(self) -> str:
        _, as_of = self._scope()
        return f"状态按 {as_of.isoformat()} 当天计。"

    def provenance(self) -> list[tuple[str, str]]:
        pilot, as_of = self._scope()
        lines = [("试点", pilot.name), ("数据截至", as_of.isoformat())]
        if pilot.is_demonstration:
            lines.append(("说明", "演示数据，不代表真实情况"))
        return lines

    def next_step(self) -> NextStep | None:
        return NextStep("查看导入记录", reverse("packages:imports"))

    def _scope(self) -> tuple[Any, date]:
        found: tuple[Any, date] = self.request.pilot_scope.required()  # type: ignore[attr-defined]
        return found


def _aliases(unit: Unit) -> str:
    return joined(unit.aliases.all())


def _state(unit: Unit, day: date) -> Badge:
    if unit.is_active_on(day):
        return Badge("在用", Tone.GOOD)
    if unit.ends_on is not None and unit.ends_on <= day:
        return Badge("已停用", Tone.NEUTRAL)
    return Badge("未启用", Tone.INFO)
