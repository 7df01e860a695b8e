"""The problems of a check as rows of a record list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.packages.problems import Problem, Severity
from listing.columns import Badge, Column, Kind, Tone

_ERROR, _WARNING = Badge("错误", Tone.BAD), Badge("警告", Tone.WARNING)


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem with its place in the report, where errors come first."""

    pk: int
    problem: Problem

    @property
    def is_error(self) -> bool:
        """Whether it keeps the package from being loaded."""
        return self.problem.severity is Severity.ERROR


def _badge(row: ListedProblem) -> Badge:
    return _ERROR if row.is_error else _WARNING


PROBLEM_COLUMNS = (
    Column("severity", "级别", Kind.STATUS, value=_badge, sort="severity"),
    Column("file", "文件", value="problem.file", sort="file", width=22),
    Column("row", "行", Kind.NUMBER, value="problem.row", sort="row"),
    Column("column", "列", value="problem.column", sort="column", width=16),
    Column("value", "值", value="problem.value", width=30),
    Column("reason", "原因", value="problem.reason", sort="reason", is_wide=True),
)
_KEYS = {
    "pk": lambda row: row.pk,
    "severity": lambda row: not row.is_error,
    "file": lambda row: row.problem.file,
    "row": lambda row: row.problem.row or 0,
    "column": lambda row: row.problem.column,
    "reason": lambda row: row.problem.reason,
}


@dataclass(frozen=True, slots=True)
class ProblemRows:
    """Problems in memory, with what a record list asks of a queryset."""

    rows: Sequence[ListedProblem]

    def filter(self, **lookups: Sequence[str]) -> ProblemRows:
        """The rows whose ``severity__in`` or ``file__in`` holds their value."""
        rows = self.rows
        for lookup, wanted in lookups.items():
            name = lookup.removesuffix("__in")
            rows = [row for row in rows if getattr(row.problem, name) in wanted]
        return replace(self, rows=rows)

    def search(self, text: str) -> ProblemRows:
        """The rows in which every word of ``text`` occurs, whatever the column."""
        words = text.lower().split()
        found = [
            row
            for row in self.rows
            if all(w in str(row.problem).lower() for w in words)
        ]
        return replace(self, rows=found)

    def order_by(self, *names: str) -> ProblemRows:
        """The rows by these columns, ``-`` for descending."""
        rows = list(self.rows)
        for name in reversed(names):
            key: Any = _KEYS[name.removeprefix("-")]
            rows.sort(key=key, reverse=name.startswith("-"))
        return replace(self, rows=rows)

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def __getitem__(self, wanted: slice) -> Sequence[ListedProblem]:
        return self.rows[wanted]

    def iterator(self, chunk_size: int = 0) -> Iterator[ListedProblem]:
        """All of them."""
        return iter(self.rows)


def problem_rows(problems: Sequence[Problem]) -> ProblemRows:
    """The rows of a check's problems: errors first, each in file order."""
    ranked = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    return ProblemRows([ListedProblem(i, p) for i, p in enumerate(ranked, start=1)])
