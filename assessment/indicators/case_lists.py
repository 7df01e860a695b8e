"""Lists of cases that are read from the ledger page by page."""

from collections.abc import Callable, Iterator

from assessment.indicators.ledger import CaseLedger, Parameters, Row
from assessment.indicators.records import Entry, RecordList

_EVERYTHING = 2**62


class CaseList(RecordList):
    """The rows of a ledger query as entries, read when asked for.

    The query selects position, case_number, unit and item first, has a fixed order
    and ends in `LIMIT $limit OFFSET $offset`; `count` is how many rows it has without
    them; `reason` makes the Chinese reason from a row.
    """

    def __init__(
        self,
        ledger: CaseLedger,
        sql: str,
        parameters: Parameters,
        count: int,
        reason: Callable[[Row], str],
    ) -> None:
        self._ledger = ledger
        self._sql = sql
        self._parameters = parameters
        self._count = count
        self._reason = reason

    def __len__(self) -> int:
        return self._count

    def page(self, offset: int, limit: int) -> list[Entry]:
        return list(self._read(offset, limit))

    def __iter__(self) -> Iterator[Entry]:
        return self._read(0, _EVERYTHING)

    def _read(self, offset: int, limit: int) -> Iterator[Entry]:
        window = {**self._parameters, "offset": offset, "limit": limit}
        for row in self._ledger.query(self._sql, window):
            position, case_number, unit, item = row[:4]
            yield Entry(
                kind="case",
                record_id=int(str(position)),
                key=str(case_number),
                label=f"{item} {case_number}",
                unit=str(unit),
                reason=self._reason(row),
            )
