"""The case ledger: immutable Parquet parts, and the one schema both sides agree on.

Cases come by the million, so they are never rows of the web database (architecture,
"The ledger of service cases"). An importer writes parts with `write_part`; formulas
read them set-wise through `CaseLedger.query`. Columns are those of the `cases` table of
the pilot package; times are naive local times of Asia/Shanghai.
"""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from itertools import islice
from operator import attrgetter
from pathlib import Path

import duckdb

_ROWS_AT_ONCE = 10_000
_ENGINE_OPTIONS: dict[str, str | bool | int | float | list[str]] = {
    # The ledger works without the internet: an extension is never fetched.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Nothing of a ledger stays in memory when its query is done.
    "enable_external_file_cache": False,
}
_CREATE_PART = """
CREATE TEMP TABLE part (
    position BIGINT NOT NULL,
    case_number VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    channel VARCHAR,
    accepted_at TIMESTAMP,
    transferred_at TIMESTAMP,
    receiving_department VARCHAR,
    closed_at TIMESTAMP,
    result VARCHAR,
    applicant_feedback_at TIMESTAMP,
    window_feedback_at TIMESTAMP,
    one_time_notices INTEGER,
    written_notice BOOLEAN,
    refusal_reason VARCHAR,
    applicant_key VARCHAR
)
"""
_INSERT_COLUMNS = """
INSERT INTO part SELECT
    unnest($position::BIGINT[]), unnest($case_number::VARCHAR[]),
    unnest($unit::VARCHAR[]), unnest($item::VARCHAR[]), unnest($channel::VARCHAR[]),
    unnest($accepted_at::TIMESTAMP[]), unnest($transferred_at::TIMESTAMP[]),
    unnest($receiving_department::VARCHAR[]), unnest($closed_at::TIMESTAMP[]),
    unnest($result::VARCHAR[]), unnest($applicant_feedback_at::TIMESTAMP[]),
    unnest($window_feedback_at::TIMESTAMP[]), unnest($one_time_notices::INTEGER[]),
    unnest($written_notice::BOOLEAN[]), unnest($refusal_reason::VARCHAR[]),
    unnest($applicant_key::VARCHAR[])
"""
_COPY_PART = """
COPY (FROM part ORDER BY position)
TO $path (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""
_READ_ROWS = """
SELECT position, case_number, unit, item, channel, accepted_at, transferred_at,
       receiving_department, closed_at, result, applicant_feedback_at,
       window_feedback_at, one_time_notices, written_notice, refusal_reason,
       applicant_key
FROM read_parquet($parts)
WHERE $unit::VARCHAR IS NULL OR unit = $unit
ORDER BY position
"""
_COUNT_ROWS = """
SELECT count(*) FROM read_parquet($parts) WHERE $unit::VARCHAR IS NULL OR unit = $unit
"""

_UNREADABLE = (
    duckdb.IOException,
    duckdb.InvalidInputException,
    duckdb.BinderException,
)

Parameters = Mapping[str, object]
Row = tuple[object, ...]


class LedgerError(Exception):
    """The ledger cannot be read; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. `position` is unique in the pilot's ledger and keeps file order; it is
    the `record_id` of the case. `applicant_key` is a keyed hash, never an ID number."""

    position: int
    case_number: str
    unit: str
    item: str
    channel: str | None = None
    accepted_at: datetime | None = None
    transferred_at: datetime | None = None
    receiving_department: str | None = None
    closed_at: datetime | None = None
    result: str | None = None
    applicant_feedback_at: datetime | None = None
    window_feedback_at: datetime | None = None
    one_time_notices: int | None = None
    written_notice: bool | None = None
    refusal_reason: str | None = None
    applicant_key: str | None = None


def write_part(rows: Iterable[CaseRow], path: Path) -> int:
    """Write the rows, ordered by position, as one Parquet part; how many there were.

    The same rows give the same bytes (with one version of DuckDB). An existing file
    is replaced.
    """
    names = [column.name for column in fields(CaseRow)]
    pending = iter(rows)
    written = 0
    with _connection() as connection:
        connection.execute(_CREATE_PART)
        while chunk := list(islice(pending, _ROWS_AT_ONCE)):
            columns = zip(*map(attrgetter(*names), chunk), strict=True)
            values = dict(zip(names, map(list, columns), strict=True))
            connection.execute(_INSERT_COLUMNS, values)
            written += len(chunk)
        connection.execute(_COPY_PART, {"path": str(path)})
    return written


@dataclass(frozen=True, slots=True)
class CaseLedger:
    """The parts of a pilot's ledger. Each call reads them with a connection of its
    own; nothing is kept between calls."""

    parts: tuple[Path, ...]

    def count(self, unit: str | None = None) -> int:
        """How many cases there are, or those of a 受理窗口. Not `__len__`: an empty
        ledger is still a ledger, and must not be false."""
        return sum(int(str(row[0])) for row in self.query(_COUNT_ROWS, {"unit": unit}))

    def rows(self, unit: str | None = None) -> Iterator[CaseRow]:
        """All cases, or those of a 受理窗口, in order of position."""
        for row in self.query(_READ_ROWS, {"unit": unit}):
            yield CaseRow(*row)  # type: ignore[arg-type]

    def query(self, sql: str, parameters: Parameters | None = None) -> Iterator[Row]:
        """The rows of a query over `read_parquet($parts)`, fetched piece by piece.

        A ledger without parts has no rows. Raises LedgerError when a part is missing
        or is not a ledger part.
        """
        if not self.parts:
            return
        values = {"parts": [str(part) for part in self.parts], **(parameters or {})}
        try:
            with _connection() as connection:
                connection.execute(sql, values)
                while rows := connection.fetchmany(_ROWS_AT_ONCE):
                    yield from rows
        except _UNREADABLE as error:
            names = "、".join(part.name for part in self.parts)
            raise LedgerError(f"案件台账分片读不出来（{names}）：{error}") from error


@contextmanager
def _connection() -> Generator[duckdb.DuckDBPyConnection, None, None]:
    connection = _engine(os.getpid()).cursor()
    try:
        yield connection
    finally:
        connection.close()


@cache
def _engine(process: int) -> duckdb.DuckDBPyConnection:
    """The in-memory engine of this process, without any table of its own.

    Opening one takes longer than most queries. A forked child must not use its
    parent's, hence the process number.
    """
    return duckdb.connect(":memory:", config=_ENGINE_OPTIONS)
