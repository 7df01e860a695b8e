"""Cases granted again to the same applicant for the same item within a year.

Source: 澄政发〔2018〕121号 三(三)2 “避免重复救助、过度救助、缺失救助等问题”; pilot
package, `duplicate_assistance`.
"""

from dataclasses import dataclass
from datetime import date

from assessment.indicators.case_lists import CaseList
from assessment.indicators.ledger import CaseLedger, Row
from assessment.indicators.records import RecordList
from assessment.indicators.vocabulary import CaseResult

REPEAT_DAYS = 365

_LISTED = """
WITH granted AS (
    SELECT position, case_number, unit, item, closed_at,
           CAST(closed_at AS DATE) AS closed_day,
           coalesce(trim(applicant_key), '') AS applicant
    FROM read_parquet($parts)
    WHERE result = $granted AND CAST(closed_at AS DATE) <= $as_of::DATE
      AND coalesce(CAST(accepted_at AS DATE) <= $as_of::DATE, true)
),
chained AS (
    SELECT *, lag(closed_day) OVER earlier AS previous_day,
           lag(case_number) OVER earlier AS previous_case
    FROM granted WHERE applicant <> ''
    WINDOW earlier AS (
        PARTITION BY applicant, item, CASE WHEN $by_unit::BOOLEAN THEN unit END
        ORDER BY closed_at, position
    )
),
listed AS (
    SELECT position, case_number, unit, item, closed_day, previous_day, previous_case,
           true AS repeated
    FROM chained WHERE closed_day - previous_day <= $repeat_days::BIGINT
    UNION ALL
    SELECT position, case_number, unit, item, closed_day, NULL, NULL, false
    FROM granted WHERE applicant = ''
)
"""
_COUNTS = (
    _LISTED
    + """
SELECT CASE WHEN $by_unit::BOOLEAN THEN unit END,
       count(*) FILTER (repeated), count(*) FILTER (NOT repeated)
FROM listed GROUP BY 1
"""
)
_PAGE = (
    _LISTED
    + """
SELECT * FROM listed
WHERE repeated = $repeated::BOOLEAN AND ($unit::VARCHAR IS NULL OR unit = $unit)
ORDER BY position LIMIT $limit::BIGINT OFFSET $offset::BIGINT
"""
)


@dataclass(frozen=True, slots=True)
class GrantCounts:
    """Cases granted again, and granted cases that could not be matched."""

    repeated: int = 0
    unmatched: int = 0


class RepeatedGrants:
    """The repeats in a ledger on one day, in the whole pilot or inside each unit.

    Closes of the same applicant (a keyed hash) and item, result 准予, accepted and
    closed by the day, are put in a row; a case is repeated when its 办结 date is at
    most 365 days after that of the one before it, the same day included. Inside a
    unit only its own cases are put in the row. An empty applicant matches nobody.
    """

    def __init__(self, ledger: CaseLedger, as_of: date, *, by_unit: bool) -> None:
        self._ledger = ledger
        self._parameters = {
            "as_of": as_of,
            "by_unit": by_unit,
            "granted": str(CaseResult.GRANTED),
            "repeat_days": REPEAT_DAYS,
        }
        self._counts = {
            unit: GrantCounts(int(str(repeated)), int(str(unmatched)))
            for unit, repeated, unmatched in ledger.query(_COUNTS, self._parameters)
        }

    def counts(self, unit: str | None) -> GrantCounts:
        """The counts of a unit, or of the pilot when it was not split by unit."""
        return self._counts.get(unit, GrantCounts())

    def repeated(self, unit: str | None) -> RecordList:
        return self._list(unit, True, self.counts(unit).repeated)

    def unmatched(self, unit: str | None) -> RecordList:
        return self._list(unit, False, self.counts(unit).unmatched)

    def _list(self, unit: str | None, repeated: bool, count: int) -> RecordList:
        parameters = {**self._parameters, "unit": unit, "repeated": repeated}
        return CaseList(self._ledger, _PAGE, parameters, count, _reason)


def _reason(row: Row) -> str:
    closed_day, previous_day, previous_case = row[4:7]
    if previous_case is None:
        return f"办结{closed_day}，无申请人标识，无法比对"
    return f"办结{closed_day}，上一件{previous_case}办结{previous_day}"
