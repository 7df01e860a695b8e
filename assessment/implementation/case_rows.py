"""The case ledger as rows of a record list: narrowed, ordered and paged by DuckDB.

Cases are Parquet parts, not rows of the database (docs/architecture.md); this class
offers the few QuerySet methods a list needs, so nothing is read but the page shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from assessment.indicators.judged_cases import CaseEvent, TimeLimit
from assessment.indicators.ledger import CaseLedger
from assessment.indicators.working_days import WorkCalendar

_EVENTS = tuple(CaseEvent)
# Events dated after the day have not happened on it; a result comes with 办结.
_SEEN = """
WITH cases AS (
    SELECT position, case_number, unit, item, channel, receiving_department,
           one_time_notices, written_notice, refusal_reason,
           CASE WHEN CAST(closed_at AS DATE) <= $as_of::DATE OR closed_at IS NULL
                THEN result END AS result,
           EVENTS,
           OUTCOMES
    FROM read_parquet($parts)
    WHERE accepted_at IS NULL OR CAST(accepted_at AS DATE) <= $as_of::DATE
)
"""
_EVENT = "CASE WHEN CAST({0} AS DATE) <= $as_of::DATE THEN {0} END AS {0}"
# The same judgement as assessment.indicators.judged_cases, told per case; tests hold
# the two together.
_OUTCOME = """
CASE WHEN len($items_{n}::VARCHAR[]) > 0
          AND NOT list_contains($items_{n}::VARCHAR[], item) THEN NULL
     WHEN {start} IS NULL OR CAST({start} AS DATE) > $as_of::DATE THEN NULL
     WHEN CAST({end} AS DATE) <= $as_of::DATE THEN
          CASE WHEN CAST({end} AS DATE) <= {last} THEN 'timely' ELSE 'late' END
     WHEN {last} < $as_of::DATE THEN 'overdue' ELSE 'not_due' END AS outcome_{n}
"""
_LAST_DAY = (
    "list_extract($last_{n}::DATE[],"
    " 1 + date_diff('day', $first_{n}::DATE, CAST({start} AS DATE)))"
)
_RANGE = """
SELECT min(CAST(EVENT AS DATE)), max(CAST(EVENT AS DATE)) FROM read_parquet($parts)
WHERE CAST(EVENT AS DATE) <= $as_of::DATE
"""
_COLUMNS = (
    "position", "case_number", "unit", "item", "channel", "receiving_department",
    "one_time_notices", "written_notice", "refusal_reason", "result",
    *(str(event) for event in _EVENTS), "outcomes",
)  # fmt: skip
_SORTABLE = frozenset(_COLUMNS)
LATE = ("late", "overdue")


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stood on the date; ``outcomes`` are those of the limits, in
    their order, ``None`` where a limit does not apply."""

    position: int
    case_number: str
    unit: str
    item: str
    channel: str | None
    receiving_department: str | None
    one_time_notices: int | None
    written_notice: bool | None
    refusal_reason: str | None
    result: str | None
    accepted_at: datetime | None
    transferred_at: datetime | None
    closed_at: datetime | None
    applicant_feedback_at: datetime | None
    window_feedback_at: datetime | None
    outcomes: Sequence[str | None]

    @property
    def pk(self) -> int:
        """The case's key in the pilot's ledger."""
        return self.position


@dataclass(frozen=True, slots=True)
class CaseRows:
    """Cases of a ledger as of a date. Every method that narrows returns new rows."""

    ledger: CaseLedger | None
    base: str
    parameters: Mapping[str, object]
    conditions: tuple[str, ...] = ()
    order: tuple[str, ...] = ("position",)

    def where(self, condition: str, **parameters: object) -> CaseRows:
        """The rows that meet an SQL condition; values only as ``$name``."""
        return replace(
            self,
            conditions=(*self.conditions, condition),
            parameters={**self.parameters, **parameters},
        )

    def filter(self, **lookups: object) -> CaseRows:
        """``column__in`` and ``column__date__gte`` / ``__lte``, as lists use them."""
        rows = self
        for number, (lookup, value) in enumerate(lookups.items(), len(self.parameters)):
            column, *kind = lookup.split("__")
            if column not in _SORTABLE:
                raise ValueError(f"no such column: {column}")
            name = f"value_{number}"
            condition = _CONDITIONS["__".join(kind)].format(column=column, name=name)
            stored = list(value) if isinstance(value, tuple) else value
            rows = rows.where(condition, **{name: stored})
        return rows

    def order_by(self, *names: str) -> CaseRows:
        """The rows by these columns, ``-`` for descending; nothing comes last."""
        order = []
        for name in names:
            column = name.removeprefix("-")
            if column not in _SORTABLE:
                raise ValueError(f"no such column: {column}")
            direction = "DESC" if name.startswith("-") else "ASC"
            order.append(f"{column} {direction} NULLS LAST")
        return replace(self, order=tuple(order))

    def count(self) -> int:
        """How many cases there are."""
        found = list(self._query("count(*)", ""))
        return int(found[0][0]) if found else 0

    def __getitem__(self, wanted: slice) -> list[Case]:
        start = wanted.start or 0
        size = f" LIMIT {int(wanted.stop) - start} OFFSET {int(start)}"
        return [_case(row) for row in self._select(size)]

    def iterator(self, chunk_size: int = 0) -> Iterator[Case]:
        """All cases, streamed; the ledger chooses its own chunks."""
        return (_case(row) for row in self._select(""))

    def _select(self, window: str) -> Iterator[tuple[Any, ...]]:
        order = f" ORDER BY {', '.join(self.order)}"
        return self._query(", ".join(_COLUMNS), order + window)

    def _query(self, what: str, ending: str) -> Iterator[tuple[Any, ...]]:
        if self.ledger is None:
            return iter(())
        conditions = " AND ".join(f"({text})" for text in self.conditions) or "true"
        # Only literals of this module and checked column names are put into the text.
        sql = f"{self.base} SELECT {what} FROM cases WHERE {conditions}{ending}"  # noqa: S608
        return self.ledger.query(sql, self.parameters)


_CONDITIONS = {
    "in": "list_contains(${name}::VARCHAR[], {column})",
    "date__gte": "CAST({column} AS DATE) >= ${name}::DATE",
    "date__lte": "CAST({column} AS DATE) <= ${name}::DATE",
}


def _case(row: tuple[Any, ...]) -> Case:
    return Case(*row)


def case_rows(
    ledger: CaseLedger | None,
    limits: Sequence[TimeLimit | None],
    calendar: WorkCalendar,
    as_of: date,
) -> CaseRows:
    """The cases known on ``as_of``, each judged against ``limits``.

    A limit that is ``None`` (未配置) judges nothing. Raises ``LedgerError`` when a
    part of the ledger cannot be read.
    """
    parameters: dict[str, object] = {"as_of": as_of}
    outcomes = []
    for number, limit in enumerate(limits):
        sql, values = _outcome(ledger, number, limit, calendar, as_of)
        outcomes.append(sql)
        parameters.update(values)
    names = [f"outcome_{number}" for number in range(len(limits))]
    base = _SEEN.replace(
        "EVENTS", ",\n".join(_EVENT.format(event) for event in _EVENTS)
    ).replace("OUTCOMES", ",\n".join([*outcomes, f"[{', '.join(names)}] AS outcomes"]))
    return CaseRows(ledger, base, parameters)


def _outcome(
    ledger: CaseLedger | None,
    number: int,
    limit: TimeLimit | None,
    calendar: WorkCalendar,
    as_of: date,
) -> tuple[str, dict[str, object]]:
    """The SQL of one outcome column and the values it needs."""
    first, last = _days_of(ledger, limit, as_of)
    if limit is None or first is None or last is None:
        return f"NULL::VARCHAR AS outcome_{number}", {}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    last_day = _LAST_DAY.format(n=number, start=limit.start)
    sql = _OUTCOME.format(n=number, start=limit.start, end=limit.end, last=last_day)
    return sql, {
        f"items_{number}": list(limit.items),
        f"first_{number}": first,
        f"last_{number}": [
            calendar.deadline(day, limit.limit, limit.unit) for day in days
        ],
    }


def _days_of(
    ledger: CaseLedger | None, limit: TimeLimit | None, as_of: date
) -> tuple[date | None, date | None]:
    """The first and last day on which the limit's start event happened."""
    if ledger is None or limit is None:
        return None, None
    sql = _RANGE.replace("EVENT", limit.start)
    found: Any = next(iter(ledger.query(sql, {"as_of": as_of})), (None, None))
    return found[0], found[1]
