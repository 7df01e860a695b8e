"""What is wrong with a package, said in one Chinese line per problem.

Interface: ``docs`` table “pilot package”: each problem is one line naming file,
row, column, value and reason; rows are numbered as Excel shows them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

# A mainland identity number: region, birth date, serial, check character. Letters
# and digits around it would make it part of a longer code or of a hash.
IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
SHOWN_VALUE_LENGTH = 60
KEPT_PER_REASON = 100
"""A ledger of a million bad rows must not need a million problem objects."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line for the user. ``row`` counts the header as row 1, as Excel does."""

    severity: Severity
    file: str
    row: int | None
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" 第{self.row}行"
        if self.column:
            place += f" {self.column}"
        if self.value:
            place += f"“{self.value}”" if self.column else f" “{self.value}”"
        return f"{place}：{self.reason}"


def mask_identity_numbers(text: str) -> str:
    """``text`` with every identity number reduced to its region and last four."""
    return IDENTITY_NUMBER.sub(lambda m: f"{m[0][:6]}********{m[0][-4:]}", text)


def shown(value: object) -> str:
    """``value`` fit for one line of a message: short, without personal numbers."""
    text = " ".join(mask_identity_numbers(str(value)).split())
    if len(text) > SHOWN_VALUE_LENGTH:
        return text[:SHOWN_VALUE_LENGTH] + "…"
    return text


class ProblemLog:
    """Collects problems: every one is counted, a sensible number is kept."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._file_order: dict[str, int] = {}
        self.counts: Counter[Severity] = Counter()

    def order_files(self, names: Iterable[str]) -> None:
        """List the problems of these files in this order, whenever they are found."""
        for name in names:
            self._file_order.setdefault(name, len(self._file_order))

    def error(
        self,
        file: str,
        reason: str,
        *,
        row: int | None = None,
        column: str = "",
        value: object = "",
    ) -> None:
        """Add an error: the package cannot be loaded."""
        self._add(Problem(Severity.ERROR, file, row, column, shown(value), reason))

    def warning(
        self,
        file: str,
        reason: str,
        *,
        row: int | None = None,
        column: str = "",
        value: object = "",
    ) -> None:
        """Add a warning: the package loads, and somebody should look at this."""
        self._add(Problem(Severity.WARNING, file, row, column, shown(value), reason))

    def reporter(self, severity: Severity) -> Callable[..., None]:
        """:meth:`error` or :meth:`warning`."""
        return self.error if severity is Severity.ERROR else self.warning

    def _add(self, problem: Problem) -> None:
        self.counts[problem.severity] += 1
        self.order_files([problem.file])
        kind = (problem.severity, problem.file, problem.column)
        self._seen[kind] += 1
        if self._seen[kind] <= KEPT_PER_REASON:
            self._kept.append(problem)

    def problems(self) -> tuple[Problem, ...]:
        """The kept problems by file and row."""
        return tuple(
            sorted(
                self._kept,
                key=lambda p: (self._file_order[p.file], p.row or 0),
            )
        )
