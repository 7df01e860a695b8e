"""缺项清单: on the screen, in Excel and in Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from assessment.gaps.documents import DOCX, gap_list_document
from assessment.gaps.models import UNFINISHED, Gap, GapState
from assessment.gaps.selectors.records import gap_summary, gaps_on
from listing.columns import Badge, Column, Kind, Tone, field_column, joined, link
from listing.filters import ChoiceFilter, DateRangeFilter, Filter, YesNoFilter
from listing.views import NextStep
from standards_catalog.views.pilot_lists import PilotListView

_OWNERS_SHOWN = 3
_TONES = {
    GapState.OPEN: Tone.WARNING,
    GapState.CLAIMED: Tone.INFO,
    GapState.UNDER_WAY: Tone.INFO,
    GapState.COVERED: Tone.GOOD,
    GapState.WAIVED: Tone.NEUTRAL,
    GapState.CLOSED: Tone.GOOD,
}
_KIND_TONES = {Gap.Kind.MISSING: Tone.BAD, Gap.Kind.CONFLICT: Tone.BAD}
KIND_WORDS = {
    Gap.Kind.MISSING: "缺（没有现行标准）",
    Gap.Kind.WEAK: "低（无限值或弱于要求）",
    Gap.Kind.DATED: "旧（引用失效或到期）",
    Gap.Kind.DOUBLE: "重（两项标准重叠）",
    Gap.Kind.CONFLICT: "冲突（限值不一致）",
}


def state_badge(gap: Any) -> Badge:
    """The state in colour, icon and word."""
    return Badge(gap.state, _TONES[GapState(gap.state)])


def kind_badge(gap: Any) -> Badge:
    """The kind; what is missing or contradictory is worst."""
    return Badge(gap.kind, _KIND_TONES.get(gap.kind, Tone.WARNING))


def _due(gap: Any) -> Badge | None:
    return Badge("逾期", Tone.BAD) if gap.is_overdue else None


def _place(gap: Gap) -> str:
    return f"{gap.step.item} · {gap.step.name}" if gap.step else ""


def _owners(gap: Gap) -> str:
    return joined(gap.owner_units.all())


def short_owners(units: Sequence[Any]) -> str:
    """The owners for a narrow place: the first few, and how many there are."""
    if len(units) <= _OWNERS_SHOWN:
        return joined(units)
    return f"{joined(units[:_OWNERS_SHOWN])}等 {len(units)} 个单位"


def _short_owners(gap: Gap) -> str:
    return short_owners(list(gap.owner_units.all()))


_PLACE = (
    Column("domain", "领域", value="step.domain", sort="step__domain", width=14),
    Column("item", "事项", value="step.item", sort="step__item", width=16),
    Column("step", "环节", value="step.name", sort="step__name", width=22),
)
_WHO = (
    Column("owners", "责任单位", value=_owners, width=20),
    field_column(Gap, "due_on"),
    Column("claimed_by", "认领单位", sort="claimed_by__position", width=14),
    Column("state", "状态", Kind.STATUS, value=state_badge, sort="state"),
)
_CHECK = Column(
    "needs_check",
    "核对",
    value=lambda gap: "待核对" if gap.needs_check else "",
    sort="needs_check",
)
_SHEET = (
    Column("row_number", "序号", Kind.NUMBER, width=6),
    *_PLACE,
    Column("kind", "类型", width=6),
    field_column(Gap, "statement", width=50),
    field_column(Gap, "basis", width=36),
    field_column(Gap, "proposed_title", width=28),
    *_WHO,
    Column("overdue", "逾期", Kind.STATUS, value=_due),
    _CHECK,
    field_column(Gap, "code", width=10),
    field_column(Gap, "raised_on"),
    field_column(Gap, "closed_on"),
    field_column(Gap, "closing_reason", width=36),
)


class GapListView(PilotListView):
    """提标补缺: the gaps not closed on the date; closed ones when asked for."""

    template_name = "gaps/gap_list.html"
    title = "缺项清单"
    about = "到 {as_of} 提出、尚未关闭的缺口；状态和逾期按该日判定"
    purpose = "对照已有标准，找出缺、低、旧、重、冲突之处。先运行一次分析。"
    search_fields = (
        "code", "statement", "proposed_title", "step__domain", "step__item",
        "step__name", "standard__code", "standard__title",
    )  # fmt: skip
    search_hint = "编号、环节、现状、标准"
    default_order = ("position", "pk")
    columns: ClassVar[Sequence[Column]] = (
        field_column(Gap, "code", url=link("gaps:gap"), width=13),
        Column("kind", "类型", Kind.STATUS, value=kind_badge, sort="kind"),
        _WHO[-1],
        Column("overdue", "逾期", Kind.STATUS, value=_due, sort="is_overdue"),
        Column(
            "place",
            "事项 · 环节",
            value=_place,
            sort=("step__item", "step__name"),
            width=18,
        ),
        field_column(Gap, "statement", width=26),
        Column("owners", "责任单位", value=_short_owners, width=13),
        *_WHO[1:-1],
        _CHECK,
    )

    def get_columns(self) -> Sequence[Column]:
        """A file has the columns of a 缺项清单; the page those that fit on it."""
        return _SHEET if self.request.GET.get("export") else self.columns

    def get_rows(self) -> Any:
        owned = Gap.owner_units.through.objects.filter(gap=OuterRef("pk"))
        rows = (
            gaps_on(self.pilot, self.as_of)
            .annotate(has_owner=Exists(owned))
            .select_related("step", "standard", "other_standard", "claimed_by")
            .prefetch_related("owner_units")
        )
        if GapState.CLOSED in self.request.GET.getlist("state"):
            return rows
        return rows.exclude(state=GapState.CLOSED)

    def get_filters(self) -> Sequence[Filter]:
        raised = Gap.objects.filter(pilot=self.pilot).order_by("position")
        domains = dict.fromkeys(raised.values_list("step__domain", flat=True))
        kinds = [(kind.value, KIND_WORDS[kind]) for kind in Gap.Kind]
        return (
            ChoiceFilter("kind", "类型", choices=kinds),
            ChoiceFilter("state", "状态", choices=GapState.choices),
            YesNoFilter("is_overdue", "逾期"),
            YesNoFilter(
                "settled",
                "责任和期限",
                narrowing=_settled,
                labels=("都已落实", "缺责任单位或期限"),
            ),
            ChoiceFilter(
                "domain",
                "领域",
                choices=[(d, d) for d in domains if d],
                narrowing="step__domain",
            ),
            self.unit_filter("owner", "责任单位", "owner_units"),
            self.unit_filter("claimed", "认领单位", "claimed_by"),
            ChoiceFilter("source", "来源", choices=Gap.Source.choices),
            YesNoFilter("check", "待核对", narrowing="needs_check"),
            DateRangeFilter("due", "完成时限", field="due_on"),
        )

    def narrowed(self) -> Any:
        # Two chosen units may own a gap together, which must stand there once.
        return super().narrowed().distinct()

    def prepare(self, rows: list[Any]) -> list[Any]:
        for gap in rows:
            self._count = getattr(self, "_count", 0) + 1
            gap.row_number = self._count
        return rows

    def next_step(self) -> NextStep | None:
        if self.account.is_office:
            return NextStep("运行分析", reverse("gaps:analyse"))
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        summary = gap_summary(self.pilot, self.as_of)
        return super().get_context_data(
            **kwargs,
            summary=summary,
            kinds=[(kind.value, summary.kinds.get(kind, 0)) for kind in Gap.Kind],
            is_office=self.account.is_office,
            word_query=self.address.changed(),
        )


def _settled(rows: Any, wanted: bool) -> Any:
    both = {"has_owner": True, "due_on__isnull": False}
    # Only what is still to be done lacks somebody who does it.
    return (
        rows.filter(**both)
        if wanted
        else rows.filter(state__in=UNFINISHED).exclude(**both)
    )


class GapWordView(GapListView):
    """The same list, with the same filters, as an official table in Word."""

    def get(  # type: ignore[override]  # as its parent's
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        gaps = self.prepare(list(self._all()))
        self.exported(len(gaps), "docx")
        chips = [f"{chip.label} {chip.text}" for chip in self.address.chips()]
        content = gap_list_document(
            pilot=self.pilot,
            day=self.as_of,
            gaps=gaps,
            summary=gap_summary(self.pilot, self.as_of),
            chosen="；".join(chips),
        )
        response = HttpResponse(content, content_type=DOCX)
        response.headers["Content-Disposition"] = self._disposition()
        return response

    def _all(self) -> Iterator[Gap]:
        yield from self.narrowed()

    def _disposition(self) -> str:
        header = content_disposition_header(True, f"{self.file_stem()}.docx")
        return header or "attachment"
