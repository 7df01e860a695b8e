"""覆盖矩阵: the steps against the four subsystems on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Any

from assessment.coverage.views.rows import MatrixRow
from assessment.coverage.views.steps import StepListView
from assessment.coverage.workbooks import write_matrix
from assessment.indicators.engine import IndicatorValue
from assessment.services import domain_coverage, indicator_value
from listing.columns import Column, joined, share_text
from listing.spreadsheets import Heading
from standards_catalog.models import Subsystem


def _cell_text(index: int) -> Callable[[MatrixRow], str]:
    return lambda row: joined(row.cells[index])


_SUBSYSTEM_COLUMNS = tuple(
    Column(f"subsystem_{index}", subsystem.label, value=_cell_text(index), width=24)
    for index, subsystem in enumerate(Subsystem)
)


@dataclass(frozen=True, slots=True)
class DomainBlock:
    """The steps of one domain with the domain's own coverage."""

    domain: str
    value: IndicatorValue | None
    share: str
    items: tuple[tuple[str, tuple[MatrixRow, ...]], ...]


class CoverageMatrixView(StepListView):
    """覆盖矩阵: steps against the four subsystems, gaps in red with their owner."""

    template_name = "coverage/matrix.html"
    title = "覆盖矩阵"
    about = "工作环节 × 四个分体系，标准状态按 {as_of} 判定"
    columns = (
        *StepListView.columns[:3],
        *_SUBSYSTEM_COLUMNS,
        *StepListView.columns[5:7],
        StepListView.columns[3],
        StepListView.columns[8],
    )

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The matrix is one sheet: it is read and printed whole, never paged.
        rows = self.prepare(list(self.narrowed()))
        coverage = indicator_value(self.pilot, "standard_coverage", self.as_of)
        return {
            **kwargs,
            "list": self,
            "view": self,
            "table_id": "record-list",
            "problems": self.address.problems,
            "controls": self.controls(),
            "exports": [("xlsx", self.address.changed(export="xlsx"))],
            "subsystems": Subsystem.values,
            "blocks": list(self._blocks(rows)),
            "row_count": len(rows),
            "gap_count": sum(row.is_gap for row in rows),
            "coverage": coverage,
            "coverage_share": share_text(coverage.value),
        }

    def _blocks(self, rows: Sequence[MatrixRow]) -> Iterator[DomainBlock]:
        values = domain_coverage(self.pilot, self.as_of)
        for domain, steps in groupby(rows, key=lambda row: row.step.domain):
            value = values.get(domain)
            yield DomainBlock(
                domain=domain,
                value=value,
                share=share_text(value.value if value else None),
                items=tuple(
                    (item, tuple(group))
                    for item, group in groupby(steps, key=lambda row: row.step.item)
                ),
            )

    def workbook(self, heading: Heading, records: Iterable[Any]) -> IO[bytes]:
        return write_matrix(heading, list(Subsystem.values), records)
