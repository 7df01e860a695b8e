"""Cases judged set-wise against a time limit, and repeated grants found.

One SQL definition says what becomes of each case; the counts and the lists behind
them are both read from it. Working days enter as a joined table of last allowed days.
Times compare by date (pilot package, "Day counting").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assessment.indicators.case_lists import CaseList
from assessment.indicators.ledger import CaseLedger, Row
from assessment.indicators.records import RecordList
from assessment.indicators.working_days import WorkCalendar


class CaseEvent(StrEnum):
    """A time column of the ledger."""

    ACCEPTED = "accepted_at"
    TRANSFERRED = "transferred_at"
    CLOSED = "closed_at"
    APPLICANT_FEEDBACK = "applicant_feedback_at"
    WINDOW_FEEDBACK = "window_feedback_at"


EVENT_NAMES: Mapping[CaseEvent, str] = {
    CaseEvent.ACCEPTED: "受理",
    CaseEvent.TRANSFERRED: "转办",
    CaseEvent.CLOSED: "办结",
    CaseEvent.APPLICANT_FEEDBACK: "反馈申请人",
    CaseEvent.WINDOW_FEEDBACK: "反馈窗口",
}


class Outcome(StrEnum):
    """What becomes of a case under a limit on the as-of date."""

    TIMELY = "timely"
    LATE = "late"
    OVERDUE = "overdue"
    NOT_DUE = "not_due"
    NO_START = "no_start"


COUNTED = (Outcome.TIMELY, Outcome.LATE, Outcome.OVERDUE)
LEFT_OUT = (Outcome.NOT_DUE, Outcome.NO_START)

# START_EVENT and END_EVENT are replaced by column names of CaseEvent, nothing else.
_EVENTS = """
WITH events AS (
    SELECT position, case_number, unit, item,
           CAST(START_EVENT AS DATE) AS start_day,
           CASE WHEN CAST(END_EVENT AS DATE) <= $as_of::DATE
                THEN CAST(END_EVENT AS DATE) END AS end_day
    FROM read_parquet($parts)
    WHERE (len($items::VARCHAR[]) = 0 OR list_contains($items::VARCHAR[], item))
      AND coalesce(CAST(accepted_at AS DATE) <= $as_of::DATE, true)
)
"""
_JUDGED = """,
limits AS (
    SELECT unnest($start_days::DATE[]) AS start_day,
           unnest($last_days::DATE[]) AS last_day
),
judged AS (
    SELECT events.*, limits.last_day,
           CASE WHEN start_day IS NULL THEN 'no_start'
                WHEN end_day <= last_day THEN 'timely'
                WHEN end_day IS NOT NULL THEN 'late'
                WHEN last_day < $as_of::DATE THEN 'overdue'
                ELSE 'not_due' END AS outcome,
           coalesce(end_day < start_day, false) AS disordered
    FROM events LEFT JOIN limits USING (start_day)
    WHERE start_day <= $as_of::DATE OR (start_day IS NULL AND end_day IS NOT NULL)
)
"""
_START_DAYS = """
SELECT DISTINCT start_day FROM events WHERE start_day <= $as_of::DATE ORDER BY start_day
"""
_COUNTS = """
SELECT unit, GROUPING(unit) = 1 AS whole,
       count(*) FILTER (outcome = 'timely'), count(*) FILTER (outcome = 'late'),
       count(*) FILTER (outcome = 'overdue'), count(*) FILTER (outcome = 'not_due'),
       count(*) FILTER (outcome = 'no_start'), count(*) FILTER (disordered)
FROM judged GROUP BY GROUPING SETS ((unit), ())
"""
_LIST = """
SELECT position, case_number, unit, item, start_day, last_day, end_day, outcome
FROM judged
WHERE ($unit::VARCHAR IS NULL OR unit = $unit)
  AND list_contains($outcomes::VARCHAR[], outcome)
  AND (disordered OR NOT $disordered::BOOLEAN)
ORDER BY position LIMIT $limit::BIGINT OFFSET $offset::BIGINT
"""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A measurable clause: the end event must follow the start event within `limit`
    days of `unit`; empty `items` means every 事项."""

    start: CaseEvent
    end: CaseEvent
    limit: Decimal | int
    unit: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases of a scope came to each outcome, and how many of them have the
    end event before the start event."""

    by_outcome: Mapping[Outcome, int]
    disordered: int

    def of(self, outcomes: Sequence[Outcome]) -> int:
        return sum(self.by_outcome.get(outcome, 0) for outcome in outcomes)


class JudgedCases:
    """A ledger judged against one limit on one day; counts by unit are taken in one
    scan, lists are read when asked for."""

    def __init__(
        self,
        ledger: CaseLedger,
        time_limit: TimeLimit,
        as_of: date,
        calendar: WorkCalendar,
    ) -> None:
        self._ledger = ledger
        self.time_limit = time_limit
        base = {"as_of": as_of, "items": list(time_limit.items)}
        start_days = [
            day
            for (day,) in ledger.query(self._sql(_EVENTS, _START_DAYS), base)
            if isinstance(day, date)
        ]
        last_days = [
            calendar.deadline(day, time_limit.limit, time_limit.unit)
            for day in start_days
        ]
        self._parameters = {**base, "start_days": start_days, "last_days": last_days}
        self.unpublished_years = sorted(
            {
                year
                for first, last in zip(start_days, last_days, strict=True)
                for year in calendar.unpublished_years(first, last)
            }
        )
        self._counts = self._count()

    def _sql(self, *pieces: str) -> str:
        limit = self.time_limit
        template = "".join(pieces).replace("START_EVENT", limit.start)
        return template.replace("END_EVENT", limit.end)

    def _count(self) -> Mapping[str | None, CaseCounts]:
        counts: dict[str | None, CaseCounts] = {}
        for unit, whole, *numbers in self._ledger.query(
            self._sql(_EVENTS, _JUDGED, _COUNTS), self._parameters
        ):
            *outcomes, disordered = (int(str(number)) for number in numbers)
            counts[None if whole else str(unit)] = CaseCounts(
                dict(zip(Outcome, outcomes, strict=True)), disordered
            )
        return counts

    def counts(self, unit: str | None) -> CaseCounts:
        return self._counts.get(unit, CaseCounts({}, 0))

    def listing(self, outcomes: Sequence[Outcome], unit: str | None) -> RecordList:
        """The cases that came to one of the outcomes, in order of position."""
        count = self.counts(unit).of(outcomes)
        return self._list(unit, outcomes, False, count, self._reason)

    def disordered(self, unit: str | None) -> RecordList:
        """The cases whose end event is dated before their start event."""
        count = self.counts(unit).disordered
        return self._list(unit, tuple(Outcome), True, count, self._disorder)

    def _list(
        self,
        unit: str | None,
        outcomes: Sequence[Outcome],
        disordered: bool,
        count: int,
        reason: Callable[[Row], str],
    ) -> RecordList:
        parameters = {
            **self._parameters,
            "unit": unit,
            "outcomes": [str(outcome) for outcome in outcomes],
            "disordered": disordered,
        }
        return CaseList(
            self._ledger, self._sql(_EVENTS, _JUDGED, _LIST), parameters, count, reason
        )

    def _reason(self, row: Row) -> str:
        start_day, last_day, end_day, outcome = row[4:8]
        start = EVENT_NAMES[self.time_limit.start]
        end = EVENT_NAMES[self.time_limit.end]
        endings = {
            Outcome.TIMELY: f"{end}{end_day}，及时",
            Outcome.LATE: f"{end}{end_day}，超期",
            Outcome.OVERDUE: f"无{end}时间（数据缺失），已超期",
            Outcome.NOT_DUE: f"尚未{end}，未到期",
            Outcome.NO_START: f"数据缺失：无{start}时间，{end}{end_day}",
        }
        ending = endings[Outcome(str(outcome))]
        return (
            ending
            if start_day is None
            else (f"{start}{start_day}，最迟{last_day}，{ending}")
        )

    def _disorder(self, row: Row) -> str:
        start = EVENT_NAMES[self.time_limit.start]
        end = EVENT_NAMES[self.time_limit.end]
        return f"时序异常：{start}{row[4]}，{end}{row[6]}"
