"""实施率: strict and loose beside each other, by standard, by unit and by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Unit
from assessment.implementation.rate_chart import rate_chart
from assessment.indicators.engine import IndicatorValue
from assessment.indicators.implementation_table import (
    LOOSE,
    STRICT,
    ImplementationTable,
    MonthLine,
    StandardLine,
    UnitLine,
)
from assessment.services import implementation_rates
from listing.columns import Badge, Column, Kind, Tone, joined, share_text
from listing.filters import ChoiceFilter, Filter, YesNoFilter
from listing.sequences import SequenceRows, chosen_by, with_words
from listing.spreadsheets import Heading, SheetContent, write_sheets
from standards_catalog.models import Subsystem
from standards_catalog.views.pilot_lists import PilotListView

_DONE, _OPEN = Badge("已实施", Tone.GOOD), Badge("未实施", Tone.BAD)
STRICT_NAME, LOOSE_NAME = "严格口径", "宽松口径"
STRICT_TEXT = "每个适用单位都有核实的执行、检查或记录，这项标准才算实施"
UNIT_TEXT = "适用于本单位的现行标准中，本单位有核实的执行、检查或记录的"
LOOSE_TEXT = "任一适用单位有核实的执行、检查或记录，这项标准就算实施"


def rate_text(value: IndicatorValue) -> str:
    """A rate with decimals enough to tell it from its target."""
    return share_text(value.value, value.target.value if value.target else None)


def _state(is_met: bool) -> Badge:
    return _DONE if is_met else _OPEN


@dataclass(frozen=True, slots=True)
class MissingUnit:
    """A unit without a verified record, and where its records are."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A line of the table with the missing units as links."""

    line: StandardLine
    position: int
    short_names: dict[str, tuple[int, str]]

    @property
    def url(self) -> str:
        """The standard's page."""
        return reverse("standards_catalog:detail", args=[self.line.standard.record_id])

    @property
    def records_url(self) -> str:
        """The records about the standard."""
        query = urlencode({"standard": self.line.standard.code})
        return f"{reverse('implementation:records')}?{query}"

    @property
    def strict(self) -> Badge:
        """Whether it counts strictly."""
        return _state(self.line.is_strict)

    @property
    def loose(self) -> Badge:
        """Whether it counts loosely."""
        return _state(self.line.is_loose)

    @property
    def proven(self) -> int:
        """How many bound units have a verified record."""
        return len(self.line.bound) - len(self.line.missing)

    @property
    def missing_count(self) -> int:
        """How many bound units have none."""
        return len(self.line.missing)

    @property
    def missing_words(self) -> str:
        """The names of the missing units."""
        return joined(self.short_names[name][1] for name in self.line.missing)

    @property
    def missing(self) -> list[MissingUnit]:
        """The missing units, each linked to its records about the standard."""
        return [
            MissingUnit(short, f"{self.records_url}&unit={pk}")
            for pk, short in (self.short_names[name] for name in self.line.missing)
        ]


_SHEET_UNITS = (
    Column("unit", "单位", value="unit.name", width=28),
    Column("n", "已实施", Kind.NUMBER, value="value.numerator"),
    Column("d", "适用的现行标准", Kind.NUMBER, value="value.denominator"),
    Column("rate", "实施率", value=lambda row: rate_text(row.value)),
    Column("open", "未实施", Kind.NUMBER, value="open_count"),
)


def _sheet_months(is_one_unit: bool) -> Sequence[Column]:
    strict = "本单位实施率" if is_one_unit else STRICT_NAME
    return (
        Column("day", "截至", Kind.DATE),
        Column("d", "现行标准", Kind.NUMBER, value="strict.denominator"),
        Column("n1", f"{strict}已实施", Kind.NUMBER, value="strict.numerator"),
        Column("r1", strict, value=lambda row: rate_text(row.strict)),
        *(
            ()
            if is_one_unit
            else (
                Column(
                    "n2", f"{LOOSE_NAME}已实施", Kind.NUMBER, value="loose.numerator"
                ),
                Column("r2", LOOSE_NAME, value=lambda row: rate_text(row.loose)),
            )
        ),
    )


class RatesView(PilotListView):
    """标准实施率 with everything it is made of."""

    template_name = "implementation/rates.html"
    title = "标准实施率"
    about = "现行标准中有核实的实施记录的，按 {as_of} 判定；数字与指标页、驾驶舱相同"
    is_unit_list = True
    purpose = "标准现行以后，有没有实施、哪些单位还没有记录，列在这里。"
    search_fields = ("code", "title")
    search_hint = "体系编号、标准名称、单位"
    default_order = ("position",)

    def get_template_names(self) -> list[str]:
        names = super().get_template_names()
        partial = ["implementation/_rates_list.html"]
        return partial if names == ["listing/_list.html"] else names

    @cached_property
    def table(self) -> ImplementationTable:
        """The rates; for unit roles those of the own unit alone."""
        unit = self.account.unit if self.account.is_unit_bound else None
        if unit is not None and not self.pilot.units.filter(pk=unit.pk).exists():
            raise Http404("您的单位不是这个试点的成员单位。")
        return implementation_rates(
            self.pilot, self.as_of, unit.name if unit is not None else None
        )

    @cached_property
    def _names(self) -> dict[str, tuple[int, str]]:
        units = Unit.objects.filter(pilots=self.pilot)
        return {unit.name: (unit.pk, str(unit)) for unit in units}

    def get_rows(self) -> SequenceRows[RateRow]:
        lines = enumerate(self.table.standards)
        return SequenceRows(RateRow(line, n, self._names) for n, line in lines)

    def get_columns(self) -> Sequence[Column]:
        one = self.account.is_unit_bound
        both = (
            Column("strict", STRICT_NAME, Kind.STATUS, sort="line.is_strict"),
            Column("loose", LOOSE_NAME, Kind.STATUS, sort="line.is_loose"),
        )
        units = (
            Column("bound", "适用单位", Kind.NUMBER, value=lambda r: len(r.line.bound)),
            Column("proven", "有核实记录", Kind.NUMBER, sort="proven"),
            Column(
                "open",
                "缺记录",
                Kind.NUMBER,
                value="missing_count",
                sort="missing_count",
            ),
            Column("missing", "缺核实记录的单位", value="missing_words", is_wide=True),
        )
        own = (Column("strict", "本单位", Kind.STATUS, sort="line.is_strict"),)
        return (
            Column(
                "code",
                "体系编号",
                value="line.standard.code",
                sort="line.standard.code",
                width=12,
            ),
            Column(
                "title",
                "标准名称",
                value="line.standard.title",
                sort="line.standard.title",
                is_wide=True,
            ),
            Column(
                "subsystem",
                "分体系",
                value="line.standard.subsystem",
                sort="line.standard.subsystem",
                width=12,
            ),
            *(own if one else (*both, *units)),
        )

    def get_filters(self) -> Sequence[Filter]:
        labels = (_DONE.word, _OPEN.word)

        def met(name: str) -> Callable[[Any, bool], Any]:
            return lambda rows, wanted: rows.where(
                lambda row: getattr(row.line, name) is wanted
            )

        subsystem = ChoiceFilter(
            "subsystem",
            "分体系",
            choices=Subsystem.choices,
            narrowing=chosen_by("line.standard.subsystem"),
        )
        if self.account.is_unit_bound:
            return (
                YesNoFilter("strict", "本单位", met("is_strict"), labels),
                subsystem,
            )
        missing = ChoiceFilter(
            "missing",
            "缺记录的单位",
            choices=[
                (line.unit.name, self._names[line.unit.name][1])
                for line in self.table.units
            ],
            narrowing=lambda rows, chosen: rows.where(
                lambda row: bool(set(row.line.missing) & set(chosen))
            ),
        )
        return (
            YesNoFilter("strict", STRICT_NAME, met("is_strict"), labels),
            YesNoFilter("loose", LOOSE_NAME, met("is_loose"), labels),
            missing,
            subsystem,
        )

    def search(self, rows: Any, text: str) -> Any:
        def said(row: RateRow) -> str:
            standard = row.line.standard
            return f"{standard.code}\n{standard.title}\n{row.missing_words}"

        return with_words(rows, text, said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table
        units = sorted(table.units, key=_worst_first)
        return super().get_context_data(
            **kwargs,
            table=table,
            cards=self._cards(),
            units=[(u, self._names[u.unit.name], rate_text(u.value)) for u in units],
            months=[
                (m, rate_text(m.strict), rate_text(m.loose))
                for m in reversed(table.months)
            ],
            chart=rate_chart(table.months),
            is_one_unit=self.account.is_unit_bound,
            target=table.value.target,
        )

    def _cards(self) -> list[dict[str, Any]]:
        """The figures at the top; the official one says that it is."""
        table = self.table
        if self.account.is_unit_bound:
            return [_card("本单位实施率", table.value, "strict", UNIT_TEXT, True)]
        return [
            _card(
                STRICT_NAME,
                table.strict,
                "strict",
                STRICT_TEXT,
                table.official == STRICT,
            ),
            _card(
                LOOSE_NAME, table.loose, "loose", LOOSE_TEXT, table.official == LOOSE
            ),
        ]

    def workbook(self, heading: Heading, records: Iterable[Any]) -> IO[bytes]:
        table, one = self.table, self.account.is_unit_bound
        lines = tuple(
            (
                card["label"],
                f"{card['text']}（{card['n']} / {card['d']}）{card['mark']}",
            )
            for card in self._cards()
        )
        top = Heading(heading.title, (*lines, *heading.lines))
        whole = Heading(heading.title, (*lines, *self.provenance()))
        units: Sequence[UnitLine] = table.units
        months: Sequence[MonthLine] = table.months
        return write_sheets(
            [
                SheetContent("按标准", top, self._columns, records),
                SheetContent("按单位", whole, _SHEET_UNITS, units),
                SheetContent("按月", whole, _sheet_months(one), months),
            ]
        )


def _worst_first(line: UnitLine) -> tuple[bool, Any]:
    share = line.value.value
    return share is None, share if share is not None else 0


def _card(
    label: str, value: IndicatorValue, key: str, text: str, is_official: bool
) -> dict[str, Any]:
    attained = {True: "达标", False: "未达标", None: ""}[value.attained]
    return {
        "label": label,
        "text": rate_text(value),
        "n": value.numerator,
        "d": value.denominator,
        "missing": value.denominator - value.numerator,
        "key": key,
        "meaning": text,
        "is_official": is_official,
        "mark": "，本试点采用" if is_official else "",
        "status": attained if is_official else "",
        "target": value.target.text if value.target else "",
    }
