"""The public's reading room: standards that are open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic.base import TemplateView

from accounts.models import Unit
from listing.columns import Badge, Column, Kind, Tone, joined
from listing.filters import ChoiceFilter, DateInput, Filter, Reading
from listing.views import RecordListView
from standards_catalog.authoring.selectors import edition_text, read_text
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition, Subsystem
from standards_catalog.portal.disclosure import disclosure, issuer_of, summary_of
from standards_catalog.portal.linked_data import LinkedEdition, linked_data
from standards_catalog.portal.selectors import (
    UPCOMING,
    edition_of_the_day,
    open_editions,
    open_standards,
    public_word,
    standing_of,
    successor_of,
)
from standards_catalog.search.selectors.heads import narrowed
from standards_catalog.selectors import Node, Standing, line_of, system_tree
from standards_catalog.views.catalogue import EDITION_COLUMNS
from standards_catalog.views.pilot_lists import request_scope

_TONES = {
    Standing.IN_FORCE: Tone.GOOD,
    Standing.NOT_YET: Tone.INFO,
    Standing.ABOLISHED: Tone.NEUTRAL,
}
_STANDINGS = (
    (Standing.IN_FORCE.value, Standing.IN_FORCE.value),
    (Standing.NOT_YET.value, UPCOMING),
    (Standing.ABOLISHED.value, Standing.ABOLISHED.value),
)


def public_badge(standing: str) -> Badge:
    """现行, 即将实施 or 废止 in colour, icon and word."""
    return Badge(public_word(standing), _TONES[Standing(standing)])


def _address(row: Standard) -> str:
    return reverse("standards_catalog:public_detail", args=[row.pilot.code, row.code])


@dataclass(frozen=True, slots=True)
class DayFilter(Filter):
    """The day that the standing is of; it narrows nothing itself."""

    control: ClassVar[str] = "day"

    def read(self, data: QueryDict) -> Reading:
        given = data.get(self.key, "").strip()
        if not given:
            return Reading()
        try:
            return Reading(((self.key, date.fromisoformat(given).isoformat()),))
        except ValueError:
            problem = f"“{self.label}”的日期“{given}”不是“2021-12-31”的样子，已忽略。"
            return Reading(problems=(problem,))

    def narrow(self, rows: Any, reading: Reading) -> Any:
        return rows

    def form(self, reading: Reading) -> list[DateInput]:
        """The date field of the form."""
        return [DateInput(self.key, "".join(reading.of(self.key)), self.label)]

    def describe(self, parameter: str, value: str) -> str:
        return value


class _PublicPage(TemplateView):
    """A page of the pilot of the address, without an account."""

    @property
    def pilot(self) -> Pilot:
        """The pilot of the address; a 404 while none is loaded."""
        return request_scope(self.request)[0]


class PublicStandardListView(_PublicPage, RecordListView):
    """公开标准: a list without an account, of today or another chosen day."""

    template_name = "standards_catalog/public_list.html"
    title = "公开标准"
    purpose = "本试点向社会公开的标准会列在这里。"
    search_fields = ("code", "title", "edition_number")
    search_hint = "标准名称、编号、体系编号或拼音首字母"
    columns = (
        Column("title", "标准名称", sort="title", url=_address, is_wide=True),
        replace(EDITION_COLUMNS[0], width=25),
        Column(
            "standing",
            "状态",
            Kind.STATUS,
            value=lambda row: public_badge(row.standing),
            sort="standing",
        ),
        Column("level", "标准级别", sort="level", width=9),
        Column("subsystem", "分体系", sort="subsystem", width=10),
        Column(
            "responsible_units",
            "责任单位",
            value=lambda row: joined(row.responsible_units.all()),
        ),
        EDITION_COLUMNS[2],
        Column(
            "opened_on",
            "公开日期",
            Kind.DATE,
            value="edition_opened_on",
            sort="edition_opened_on",
        ),
    )

    @property
    def day(self) -> date:
        """The day whose standing is shown."""
        chosen = (
            date.fromisoformat(value)
            for item, reading in self.address.filters
            if isinstance(item, DayFilter)
            for _, value in reading.values
        )
        return next(chosen, timezone.localdate())

    def subtitle(self) -> str:
        return f"{self.pilot.name} · 状态按 {self.day.isoformat()} 判定"

    def get_rows(self) -> QuerySet[Standard]:
        rows = open_standards(self.day, timezone.localdate()).filter(pilot=self.pilot)
        return rows.select_related("pilot").prefetch_related("responsible_units")

    def get_filters(self) -> Sequence[Filter]:
        units = (
            Unit.objects.filter(
                responsible_for_standards__pilot=self.pilot,
                responsible_for_standards__editions__in=open_editions(
                    timezone.localdate()
                ),
            )
            .distinct()
            .order_by("name")
        )
        return (
            ChoiceFilter("subsystem", "分体系", choices=Subsystem.choices),
            ChoiceFilter("level", "标准级别", choices=Standard.Level.choices),
            ChoiceFilter(
                "owner",
                "责任单位",
                choices=[(str(unit.pk), str(unit)) for unit in units],
                narrowing="responsible_units",
            ),
            ChoiceFilter("standing", "状态", choices=_STANDINGS),
            DayFilter("on", "状态日期"),
        )

    def search(self, rows: Any, text: str) -> Any:
        today = timezone.localdate()
        editions = open_editions(today).filter(standard__pilot=self.pilot)
        return narrowed(rows, text, editions)

    def narrowed(self) -> Any:
        # Two chosen units may share a standard, which must not stand there twice.
        return super().narrowed().distinct()

    def provenance(self) -> list[tuple[str, str]]:
        lines = [("试点", self.pilot.name)]
        lines.append(("数据截至", timezone.localdate().isoformat()))
        lines.append(("状态日期", self.day.isoformat()))
        if self.pilot.is_demonstration:
            lines.insert(0, ("说明", "演示数据"))
        return lines

    def file_stem(self) -> str:
        mark = "（演示数据）" if self.pilot.is_demonstration else ""
        return f"{self.title}_{self.pilot.code}{mark}"


class PublicTreeView(_PublicPage):
    """The system as a tree of what is open in it today."""

    template_name = "standards_catalog/public_tree.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = open_standards(timezone.localdate()).filter(pilot=self.pilot)
        lines = tuple(line_of(row) for row in rows)
        tree = system_tree(self.pilot, lines)
        return super().get_context_data(
            **kwargs,
            pilot=self.pilot,
            today=timezone.localdate(),
            count=len(lines),
            nodes=[_printed_node(node) for node in tree],
        )


def _printed_node(node: Node) -> dict[str, Any]:
    """A node with badges, for the recursive template; what is empty is left out."""
    children = [_printed_node(child) for child in node.children if not child.is_empty]
    return {
        "node": node,
        "count": len(node.standards) + sum(child["count"] for child in children),
        "standards": [(line, public_badge(line.standing)) for line in node.standards],
        "children": children,
    }


class PublicStandardView(TemplateView):
    """One open standard to read, with its 公开信息; ``?edition=`` chooses an edition."""

    template_name = "standards_catalog/public_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()
        standards = open_standards(self.today).select_related("pilot", "section")
        self.record = get_object_or_404(
            standards, pilot__code=kwargs["pilot"], code=kwargs["code"]
        )
        editions = open_editions(self.today).filter(standard=self.record.pk)
        self.editions = list(
            editions.select_related("standard__pilot", "successor").order_by(
                "-effective_on", "-pk"
            )
        )
        self.edition = self._asked(request.GET.get("edition", ""))

    def _asked(self, key: str) -> StandardEdition:
        if key:
            found = next((e for e in self.editions if str(e.pk) == key), None)
        else:
            found = edition_of_the_day(self.editions, self.today)
        if found is None:
            raise Http404("没有这个公开的版次。")
        return found

    def _pdf(self) -> str:
        """The address of the edition's PDF, if its text is kept here."""
        if not self.edition.is_minted:
            return ""
        arguments = [self.record.pilot.code, self.record.code]
        url = reverse("standard_documents:public_pdf", args=arguments)
        return f"{url}?edition={self.edition.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition, text = self.edition, edition_text(self.edition)
        standing = standing_of(edition, self.today)
        pdf = self._pdf()
        absolute = self.request.build_absolute_uri
        linked = LinkedEdition(
            edition=edition,
            url=absolute(_address(self.record)),
            pdf=absolute(pdf) if pdf else "",
            issuer=issuer_of(edition, text),
            summary=summary_of(text),
            standing=public_word(standing),
        )
        return super().get_context_data(
            **kwargs,
            standard=self.record,
            edition=edition,
            editions=[(e, self._badge_of(e)) for e in self.editions],
            badge=public_badge(standing),
            is_abolished=standing is Standing.ABOLISHED,
            is_upcoming=standing is Standing.NOT_YET,
            successor=successor_of(edition, self.today) if edition.number else None,
            units=joined(self.record.responsible_units.all()),
            fields=disclosure(self.record, edition, text, self.today),
            reading=read_text(text) if text is not None else None,
            pdf=pdf,
            citation=citation_of(self.record, edition),
            places=_places(edition),
            linked_data=linked_data(linked),
        )

    def _badge_of(self, edition: StandardEdition) -> Badge:
        return public_badge(standing_of(edition, self.today))


def citation_of(standard: Standard, edition: StandardEdition) -> str:
    """How the standard is cited: 《title》 and number; a clause follows after a comma."""
    return f"《{standard.title}》{edition.number}"


def _places(edition: StandardEdition) -> dict[str, str]:
    """The number that each anchor of the text is cited by."""
    clauses = Clause.objects.filter(edition=edition).exclude(number="")
    return {
        f"c-{block}": number
        for block, number in clauses.values_list("block_id", "number")
    }


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages."""
    closed = ("admin", "workbench", "accounts", "dashboard", "reports", "audit", "s")
    lines = [
        "User-agent: *",
        *(f"Disallow: /{name}/" for name in closed),
        "Disallow: /standards/search/",
        f"Sitemap: {request.build_absolute_uri(reverse('standards_catalog:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
