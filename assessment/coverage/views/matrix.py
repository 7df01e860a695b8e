"""覆盖矩阵: the steps against the four subsystems on one sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import IO, Any, ClassVar

from assessment.coverage.models import WorkStep
from assessment.coverage.phases import PhaseEnd, coverage_text, phase_ends
from assessment.coverage.views.markup import RowMarkup
from assessment.coverage.views.matrix_rows import matrix_rows
from assessment.coverage.views.rows import (
    COVERED,
    GAP,
    NOT_NEEDED,
    REFERENCE,
    MatrixRow,
)
from assessment.coverage.views.steps import StepListView
from assessment.coverage.workbooks import DomainLine, MatrixSheet, write_matrix
from assessment.indicators.engine import IndicatorValue
from assessment.services import SharedFacts, domain_coverage, indicator_value
from listing.columns import Column, joined
from listing.filters import ChoiceFilter, Filter
from listing.spreadsheets import Heading
from standards_catalog.models import Subsystem

_CODE = "standard_coverage"
# What narrows the rows; the phase and the columns only change how they are shown.
_ENDING_COLUMNS = 3
_NARROWING = ("domain", "owner", "applicability", "gap")


@dataclass(frozen=True, slots=True)
class DomainBlock:
    """The steps of one domain, item by item, with the coverage of the whole domain."""

    domain: str
    value: IndicatorValue | None
    share: str
    items: tuple[tuple[str, tuple[MatrixRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A way to look at the matrix: its words, address and counts.

    ``covered`` of ``counted`` steps are the engine's for the whole pilot.
    """

    label: str
    url: str
    is_chosen: bool
    value: IndicatorValue | None = None

    @property
    def gaps(self) -> int:
        """How many steps of it nothing in force covers."""
        return self.value.denominator - self.value.numerator if self.value else 0


@dataclass(frozen=True, slots=True)
class Selection:
    """How many of the rows shown are what; ``share`` where one unit is chosen."""

    total: int
    covered: int
    gaps: int
    reference: int
    not_needed: int

    @property
    def counted(self) -> int:
        """The steps shown that the rate counts."""
        return self.covered + self.gaps


def _selection(rows: Sequence[MatrixRow]) -> Selection:
    counts = Counter(row.state for row in rows)
    return Selection(
        len(rows), counts[COVERED], counts[GAP], counts[REFERENCE], counts[NOT_NEEDED]
    )


def _cell_text(index: int) -> Callable[[MatrixRow], str]:
    return lambda row: joined(item.with_clauses for item in row.cells[index])


def _as_they_are(rows: Any, chosen: tuple[str, ...]) -> Any:
    return rows


class CoverageMatrixView(StepListView):
    """覆盖矩阵: steps against the four subsystems, gaps in red with their owner."""

    template_name = "coverage/matrix.html"
    title = "覆盖矩阵"
    about = "工作环节 × 四个分体系，标准状态按 {as_of} 判定"
    search_fields: ClassVar[Sequence[str]] = (
        *StepListView.search_fields,
        "coverage__standard__code",
        "coverage__standard__title",
    )
    search_hint = "环节、事项、标准"
    columns = (
        *StepListView.columns[:3],
        *(
            Column(f"subsystem_{i}", name, value=_cell_text(i), width=24)
            for i, name in enumerate(Subsystem.values)
        ),
        *StepListView.columns[5:7],
        StepListView.columns[3],
        Column("marks", "缺口与处理", value=lambda row: joined(row.marks)),
        StepListView.columns[8],
    )

    @cached_property
    def facts(self) -> SharedFacts:
        """What the figures of the page are counted from, read once."""
        return SharedFacts(self.pilot)

    @cached_property
    def coverage(self) -> IndicatorValue:
        """The rate of the whole pilot on the date, as everywhere."""
        return indicator_value(self.pilot, _CODE, self.as_of, shared=self.facts)

    @cached_property
    def phases(self) -> tuple[PhaseEnd, ...]:
        """The phases begun by the page's date."""
        return phase_ends(self.pilot, self.page_date, self.facts)

    @cached_property
    def phase(self) -> PhaseEnd | None:
        """The phase asked for: the matrix then shows its last day."""
        asked = self.request.GET.get("phase", "").strip()
        return next((each for each in self.phases if each.name == asked), None)

    @property
    def page_date(self) -> date:
        """The date in the page's head."""
        return super().as_of

    @property
    def as_of(self) -> date:
        """The date the matrix shows: the page's, or the end of the chosen phase."""
        return self.phase.day if self.phase else self.page_date

    def subtitle(self) -> str:
        words = super().subtitle()
        return f"{words}（{self.phase.name}）" if self.phase else words

    def get_filters(self) -> Sequence[Filter]:
        phases = [(each.name, each.name) for each in self.phases]
        return (
            *super().get_filters(),
            ChoiceFilter("phase", "阶段", choices=phases, narrowing=_as_they_are),
            ChoiceFilter(
                "columns",
                "显示的分体系",
                choices=Subsystem.choices,
                narrowing=_as_they_are,
            ),
        )

    @cached_property
    def shown_columns(self) -> tuple[int, ...]:
        """Which of the four subsystems are shown; all unless some are chosen."""
        chosen = self._chosen("columns")
        every = tuple(range(len(Subsystem)))
        picked = tuple(i for i in every if Subsystem.values[i] in chosen)
        return picked or every

    def _chosen(self, key: str) -> tuple[str, ...]:
        return next(r.of(key) for f, r in self.address.filters if f.key == key)

    @property
    def every_domain(self) -> str:
        """The address of the same matrix with all domains."""
        return self.address.changed(domain=None)

    @property
    def domain_is_chosen(self) -> bool:
        """Whether one of the domains is chosen."""
        return bool(self._chosen("domain"))

    @property
    def domain_span(self) -> int:
        """How many columns the line of a domain stands across, beside its name."""
        return len(self.shown_columns) + _ENDING_COLUMNS

    @property
    def is_selection(self) -> bool:
        """Whether some steps of the pilot are left out."""
        return bool(self.address.text) or any(map(self._chosen, _NARROWING))

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_rows(self) -> Any:
        # Owners and links of all steps are read at once, not object by object.
        return super().get_rows().prefetch_related(None)

    def prepare(self, rows: list[Any]) -> list[Any]:
        return matrix_rows(
            rows,
            pilot=self.pilot,
            day=self.as_of,
            lines=self._lines,
            heirs=self.heirs,
            user=self.account,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The matrix is one sheet: it is read and printed whole, never paged.
        rows = self.prepare(list(self.narrowed()))
        coverage = self.coverage
        selection = _selection(rows)
        blocks, markup = list(self._blocks(rows)), RowMarkup()
        return {
            **kwargs,
            "list": self,
            "view": self,
            "table_id": "record-list",
            "problems": self.address.problems,
            "filters": {f.key: (f, f.form(r)) for f, r in self.address.filters},
            "xlsx": self.address.changed(export="xlsx"),
            "subsystems": [
                (i, name, i in self.shown_columns)
                for i, name in enumerate(Subsystem.values)
            ],
            "hidden": set(range(len(Subsystem))).difference(self.shown_columns),
            "blocks": blocks,
            "sheets": [(block, markup.rows(block.items)) for block in blocks],
            "selection": selection,
            "row_count": selection.total,
            "gap_count": selection.gaps,
            "coverage": coverage,
            "coverage_share": coverage_text(coverage),
            "missing": coverage.denominator - coverage.numerator,
            "unit_coverage": self._unit_coverage(),
            "domains": list(self._domains()),
            "views": list(self._views()),
            "phase_strip": list(self._phase_strip()),
        }

    @cached_property
    def _domain_values(self) -> dict[str, IndicatorValue]:
        return domain_coverage(self.pilot, self.as_of, shared=self.facts)

    def _unit_coverage(self) -> tuple[IndicatorValue, str] | None:
        """The engine's value for the unit, where a unit and nothing else is chosen."""
        others = any(self._chosen(key) for key in _NARROWING if key != "owner")
        chosen = self._chosen("owner")
        if len(chosen) != 1 or others or self.address.text:
            return None
        unit = self.pilot.units.get(pk=chosen[0])
        value = indicator_value(
            self.pilot, _CODE, self.as_of, unit.name, shared=self.facts
        )
        return value, coverage_text(value)

    def _domains(self) -> Iterator[Switch]:
        chosen = self._chosen("domain")
        for domain, value in self._domain_values.items():
            url = self.address.changed(domain=domain)
            yield Switch(domain, url, domain in chosen, value)

    def _views(self) -> Iterator[Switch]:
        gap, kinds = self._chosen("gap"), self._chosen("applicability")
        ways: Sequence[tuple[str, str | None, str | None]] = (
            ("全部环节", None, None),
            ("只看缺口", "yes", None),
            ("只看参考", None, WorkStep.Applicability.REFERENCE.value),
        )
        for label, wanted_gap, kind in ways:
            url = self.address.changed(gap=wanted_gap, applicability=kind)
            is_chosen = gap == _one(wanted_gap) and kinds == _one(kind)
            yield Switch(label, url, is_chosen)

    def _phase_strip(self) -> Iterator[tuple[PhaseEnd, str, bool]]:
        for each in self.phases:
            is_chosen = each == self.phase
            url = self.address.changed(phase=None if is_chosen else each.name)
            yield each, url, is_chosen

    def _blocks(self, rows: Sequence[MatrixRow]) -> Iterator[DomainBlock]:
        grouped: dict[str, dict[str, list[MatrixRow]]] = {}
        for row in rows:
            items = grouped.setdefault(row.step.domain, {})
            items.setdefault(row.step.item, []).append(row)
        for domain, items in grouped.items():
            value = self._domain_values.get(domain)
            yield DomainBlock(
                domain,
                value,
                coverage_text(value),
                tuple((item, tuple(steps)) for item, steps in items.items()),
            )

    def provenance(self) -> list[tuple[str, str]]:
        lines = super().provenance()
        if self.phase:
            lines.append(("阶段", f"{self.phase.name}（{self.phase.state}）"))
        return [*lines, ("标准覆盖率（整个试点）", _in_words(self.coverage))]

    def workbook(self, heading: Heading, records: Iterable[Any]) -> IO[bytes]:
        sheet = MatrixSheet(
            heading=heading,
            subsystems=tuple(
                (i, name)
                for i, name in enumerate(Subsystem.values)
                if i in self.shown_columns
            ),
            blocks=tuple(
                (DomainLine(b.domain, b.value, b.share), _rows_of(b))
                for b in self._blocks(list(records))
            ),
            domains=tuple(
                DomainLine(domain, value, coverage_text(value))
                for domain, value in self._domain_values.items()
            ),
            whole=DomainLine("整个试点", self.coverage, coverage_text(self.coverage)),
        )
        return write_matrix(sheet)


def _rows_of(block: DomainBlock) -> tuple[MatrixRow, ...]:
    return tuple(row for _, rows in block.items for row in rows)


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _in_words(value: IndicatorValue) -> str:
    """“81 / 85，95.29%，目标 96%，未达标”."""
    words = [f"{value.numerator} / {value.denominator}", coverage_text(value)]
    words.append(f"目标 {value.target.text}" if value.target else "未设目标值")
    if value.attained is not None:
        words.append("达标" if value.attained else "未达标")
    return "，".join(words)
