"""Standards, laws and open points of a pilot as lists and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.permissions import CATALOGUE_READERS, RECORD_READERS
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, Filter, YesNoFilter, choices_of
from listing.views import Panel, panel
from standards_catalog.models import (
    PilotNote,
    Section,
    Standard,
    StandardEdition,
    Subsystem,
)
from standards_catalog.search.selectors.heads import narrowed
from standards_catalog.selectors import Standing, with_standing
from standards_catalog.validity.lineage import LineageRow, standard_lineage
from standards_catalog.validity.successions import standing_on
from standards_catalog.views.pilot_lists import PilotDetailView, PilotListView

_TONES = {
    Standing.IN_FORCE: Tone.GOOD,
    Standing.NOT_YET: Tone.INFO,
    Standing.ABOLISHED: Tone.NEUTRAL,
    Standing.PLANNED: Tone.WARNING,
    Standing.DRAFTING: Tone.WARNING,
}

# What other apps know about a standard: title, URL name of the panel.
_RELATED = (
    ("制修订", "procedure:standard_projects"),
    ("本标准覆盖的环节", "coverage:standard_steps"),
    ("适用的岗位", "training:standard_posts"),
    ("相关培训", "training:standard_trainings"),
    ("实施计划", "planning:standard_plan"),
    ("实施记录", "implementation:standard_records"),
    ("标准上升", "promotion:standard_promotions"),
)


def standing_badge(standing: str) -> Badge:
    """The standing of a standard in colour, icon and word."""
    return Badge(standing, _TONES[Standing(standing)])


EDITION_COLUMNS = (
    Column(
        "number", "标准编号", value="edition_number", sort="edition_number", width=24
    ),
    Column(
        "published_on",
        "发布日期",
        Kind.DATE,
        value="edition_published_on",
        sort="edition_published_on",
    ),
    Column(
        "effective_on",
        "实施日期",
        Kind.DATE,
        value="edition_effective_on",
        sort="edition_effective_on",
    ),
    Column(
        "abolished_on",
        "废止日期",
        Kind.DATE,
        value="edition_abolished_on",
        sort="edition_abolished_on",
    ),
)
STANDING_COLUMN = Column(
    "standing",
    "状态",
    Kind.STATUS,
    value=lambda row: standing_badge(row.standing),
    sort="standing",
)


def _responsible_units(row: Standard) -> str:
    return joined(row.responsible_units.all())


def _lineage_standing(row: LineageRow) -> Badge | str:
    return standing_badge(row.standing) if row.standing else ""


def lineage_panel(rows: Sequence[LineageRow]) -> Panel:
    """What an entry replaced and what replaced it, the oldest first."""
    columns = (
        Column("part", "关系"),
        Column("number", "编号", url=lambda row: row.url),
        Column("title", "名称", is_wide=True),
        Column("effective_on", "实施日期", Kind.DATE),
        Column("abolished_on", "废止日期", Kind.DATE),
        Column("standing", "状态", Kind.STATUS, value=_lineage_standing),
    )
    return panel("代替关系", columns, rows, note="由早到晚；状态按页面的日期判定。")


class StandardListView(PilotListView):
    """标准明细表: every standard of the system with its standing on the date."""

    template_name = "standards_catalog/standard_list.html"
    title = "标准明细"
    about = "标准体系中的全部标准，状态按 {as_of} 判定"
    purpose = "标准明细表列出体系内的每一项标准。请先导入试点资料包，或由标准化办公室录入标准。"
    roles = CATALOGUE_READERS
    columns = (
        Column(
            "code",
            "体系编号",
            sort="code",
            url=link("standards_catalog:detail"),
            width=12,
        ),
        Column("title", "标准名称", sort="title", is_wide=True),
        STANDING_COLUMN,
        *EDITION_COLUMNS[:1],
        Column("level", "标准级别", sort="level", width=14),
        *EDITION_COLUMNS[1:],
        Column("responsible_units", "责任单位", value=_responsible_units, width=30),
        Column("subsystem", "分体系", sort="subsystem", width=12),
        Column("section", "子体系", sort="section__position", width=30),
    )

    search_fields = ("code", "title", "edition_number")
    search_hint = "名称、编号、体系编号、拼音首字母"

    def get_rows(self) -> QuerySet[Standard]:
        standards = Standard.objects.filter(pilot=self.pilot).select_related("section")
        return with_standing(standards, self.as_of).prefetch_related(
            "responsible_units"
        )

    def get_filters(self) -> Sequence[Filter]:
        sections = Section.objects.filter(pilot=self.pilot)
        return (
            ChoiceFilter("subsystem", "分体系", choices=Subsystem.choices),
            ChoiceFilter(
                "section",
                "子体系",
                choices=[(section.code, str(section)) for section in sections],
                narrowing="section__code",
            ),
            ChoiceFilter("level", "标准级别", choices=Standard.Level.choices),
            ChoiceFilter("standing", "状态", choices=choices_of(Standing)),
            self.unit_filter("owner", "责任单位", "responsible_units"),
            YesNoFilter("must_publish", "应公开"),
        )

    def search(self, rows: Any, text: str) -> Any:
        editions = StandardEdition.objects.filter(standard__pilot=self.pilot)
        return narrowed(rows, text, editions)

    def narrowed(self) -> Any:
        # Two chosen units may share a standard, which must not stand there twice.
        return super().narrowed().distinct()


class StandardDetailView(PilotDetailView):
    """One standard: its fields, its editions, and what other apps know about it."""

    template_name = "standards_catalog/standard_detail.html"
    roles = CATALOGUE_READERS
    list_title = "标准明细"

    def list_url(self) -> str:
        return reverse("standards_catalog:list")

    def subtitle(self) -> str:
        return f"{self.pilot.name} · 状态按 {self.as_of.isoformat()} 判定"

    def get_rows(self) -> QuerySet[Standard]:
        standards = Standard.objects.filter(pilot=self.pilot)
        return with_standing(standards.select_related("section"), self.as_of)

    columns = (
        Column("code", "体系编号"),
        STANDING_COLUMN,
        *EDITION_COLUMNS,
        field_column(Standard, "level"),
        field_column(Standard, "subsystem"),
        Column("section", "子体系"),
        Column("responsible_units", "责任单位", value=_responsible_units),
        Column(
            "applicable_units",
            "适用单位",
            value=lambda row: joined(row.applicable_units.all()) or "全部成员单位",
            is_wide=True,
        ),
        field_column(Standard, "must_publish"),
        Column("opened_on", "公开日期", Kind.DATE, value="edition_opened_on"),
        Column("opened_at_url", "公开网址", Kind.LINK, value="edition_opened_at_url"),
        field_column(Standard, "unpublished_reason"),
        field_column(Standard, "promoted_to"),
        field_column(Standard, "promoted_on"),
        field_column(Standard, "source_file"),
        field_column(Standard, "source_clause"),
    )

    def get_panels(self) -> Sequence[Panel]:
        editions = list(self.record.editions.select_related("successor"))
        panels = [panel("版次", self._edition_columns(), editions)]
        lineage = standard_lineage(self.record, self.as_of)
        if len(lineage) > len(editions):
            panels.append(lineage_panel(lineage))
        return panels

    def _edition_columns(self) -> list[Column]:
        may_edit = self.account.is_office
        return [
            Column(
                "number",
                "标准编号",
                url=link("standards_catalog:edition") if may_edit else None,
            ),
            Column("standing", "状态", Kind.STATUS, value=self._standing),
            field_column(StandardEdition, "published_on"),
            field_column(StandardEdition, "effective_on"),
            field_column(StandardEdition, "abolished_on"),
            field_column(StandardEdition, "replaces"),
            Column("replaced_by", "被代替为"),
            field_column(StandardEdition, "opened_on"),
        ]

    def _standing(self, edition: StandardEdition) -> Badge:
        return standing_badge(standing_on(edition, self.as_of))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = []
        # Experts read the catalogue only.
        if self.account.is_superuser or self.account.role in RECORD_READERS:
            related = [
                (label, reverse(v, args=[self.record.pk])) for label, v in _RELATED
            ]
        editions = self.record.editions.prefetch_related("source_documents")
        return super().get_context_data(
            **kwargs,
            related=related,
            may_edit=self.account.is_office,
            documents=[
                (
                    edition,
                    edition.source_documents.all(),
                    reverse("validity:edition_upload", args=[edition.pk]),
                )
                for edition in editions.defer("text")
            ],
        )


class NoteListView(PilotListView):
    """资料疑点: contradictions and gaps of the sources, kept and never corrected."""

    title = "资料疑点"
    about = "来源文件中前后不一或未写明之处，原样保留，不作改动"
    purpose = "整理来源文件时发现的矛盾和缺漏记在这里，供标准化办公室核实。"
    roles = CATALOGUE_READERS
    search_fields = ("number", "topic", "content", "source_file", "source_clause")
    columns = (
        field_column(PilotNote, "number", width=8),
        field_column(PilotNote, "topic", width=30),
        field_column(PilotNote, "content"),
        field_column(PilotNote, "source_file", width=24),
        field_column(PilotNote, "source_clause"),
    )

    def get_rows(self) -> QuerySet[PilotNote]:
        return PilotNote.objects.filter(pilot=self.pilot)
