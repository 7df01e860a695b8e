"""The public's reading room: standards that are open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from listing.columns import Column, Kind, joined
from listing.filters import ChoiceFilter, Filter, choices_of
from listing.views import RecordDetailView, RecordListView
from standards_catalog.models import Pilot, Standard, Subsystem
from standards_catalog.selectors import Standing, with_standing
from standards_catalog.views.catalogue import EDITION_COLUMNS, STANDING_COLUMN
from standards_catalog.views.pilot_lists import request_scope

_SHOWN = (Standing.IN_FORCE, Standing.ABOLISHED)


def open_standards(day: date) -> QuerySet[Standard]:
    """Standards everybody may read on ``day``.

    应公开=是, 公开日期 ≤ the day, and in force on it, or abolished and marked so.
    """
    standards = with_standing(Standard.objects.filter(must_publish=True), day)
    return standards.filter(edition_opened_on__lte=day, standing__in=_SHOWN)


def _address(row: Standard) -> str:
    return reverse("standards_catalog:public_detail", args=[row.pilot.code, row.code])


_OPENED = Column(
    "opened_on",
    "公开日期",
    Kind.DATE,
    value="edition_opened_on",
    sort="edition_opened_on",
)


class PublicStandardListView(RecordListView):
    """公开标准: a list without an account, always of today."""

    template_name = "standards_catalog/public_list.html"
    title = "公开标准"
    purpose = "本试点向社会公开的标准会列在这里。"
    search_fields = ("code", "title", "edition_number")
    search_hint = "标准名称或编号"
    columns = (
        Column("title", "标准名称", sort="title", url=_address, is_wide=True),
        *EDITION_COLUMNS[:1],
        STANDING_COLUMN,
        Column("subsystem", "分体系", sort="subsystem"),
        EDITION_COLUMNS[2],
        _OPENED,
    )

    @property
    def pilot(self) -> Pilot:
        """The pilot of the address; a 404 while none is loaded."""
        return request_scope(self.request)[0]

    def subtitle(self) -> str:
        return f"{self.pilot.name} · {timezone.localdate().isoformat()} 已公开的标准"

    def get_rows(self) -> QuerySet[Standard]:
        rows = open_standards(timezone.localdate()).filter(pilot=self.pilot)
        return rows.select_related("pilot")

    def get_filters(self) -> Sequence[Filter]:
        return (
            ChoiceFilter("subsystem", "分体系", choices=Subsystem.choices),
            ChoiceFilter("level", "标准级别", choices=Standard.Level.choices),
            ChoiceFilter("standing", "状态", choices=choices_of(_SHOWN)),
        )

    def provenance(self) -> list[tuple[str, str]]:
        lines = [("试点", self.pilot.name)]
        lines.append(("数据截至", timezone.localdate().isoformat()))
        if self.pilot.is_demonstration:
            lines.insert(0, ("说明", "演示数据"))
        return lines

    def file_stem(self) -> str:
        mark = "（演示数据）" if self.pilot.is_demonstration else ""
        return f"{self.title}_{self.pilot.code}{mark}"


class PublicStandardView(RecordDetailView):
    """One open standard with its 公开信息."""

    template_name = "standards_catalog/public_detail.html"
    list_title = "公开标准"
    columns = (
        *EDITION_COLUMNS[:1],
        STANDING_COLUMN,
        *EDITION_COLUMNS[1:],
        Column("level", "标准级别"),
        Column("subsystem", "分体系"),
        Column("section", "子体系"),
        Column(
            "responsible_units",
            "责任单位",
            value=lambda row: joined(row.responsible_units.all()),
        ),
        _OPENED,
        Column("opened_at_url", "公开网址", Kind.LINK, value="edition_opened_at_url"),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = get_object_or_404(
            open_standards(timezone.localdate()).select_related("pilot", "section"),
            pilot__code=kwargs["pilot"],
            code=kwargs["code"],
        )

    def list_url(self) -> str:
        pilot = self.record.pilot.code
        return f"{reverse('standards_catalog:public_list')}?pilot={pilot}"

    def heading(self) -> str:
        return str(self.record.title)

    def subtitle(self) -> str:
        return str(self.record.pilot.name)

    def extra_columns(self) -> list[tuple[str, str]]:
        # What the system does not know it does not open to the public either.
        return []
