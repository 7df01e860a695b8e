from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assessment.indicators.ledger import CaseLedger, CaseRow, LedgerError, write_part
from tests.assessment.indicators.examples import JUSTICE, case

FULL = CaseRow(
    position=2,
    case_number="AJ0002",
    unit=JUSTICE,
    item="法律援助",
    channel="窗口",
    accepted_at=datetime(2021, 4, 1, 9, 30),
    transferred_at=datetime(2021, 4, 2, 10, 0),
    receiving_department="司法局",
    closed_at=datetime(2021, 4, 20, 16, 0),
    result="不予",
    applicant_feedback_at=datetime(2021, 4, 21, 9, 0),
    window_feedback_at=datetime(2021, 4, 22, 9, 0),
    one_time_notices=1,
    written_notice=True,
    refusal_reason="不属于援助范围",
    applicant_key="0f3a",
)


def test_rows_come_back_as_they_were_in_order_of_position(tmp_path: Path) -> None:
    bare = case(1)
    path = tmp_path / "part.parquet"
    assert write_part([FULL, bare], path) == 2
    ledger = CaseLedger((path,))
    assert list(ledger.rows()) == [bare, FULL]
    assert list(ledger.rows(JUSTICE)) == [FULL]
    assert (ledger.count(), ledger.count(JUSTICE)) == (2, 1)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [replace(FULL, position=number) for number in range(25_000)]
    write_part(rows, tmp_path / "one.parquet")
    write_part(iter(rows), tmp_path / "two.parquet")
    one, two = (tmp_path / f"{name}.parquet" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert CaseLedger((one,)).count() == 25_000


def test_several_parts_are_one_ledger(tmp_path: Path) -> None:
    paths = (tmp_path / "b.parquet", tmp_path / "a.parquet")
    write_part([case(1), case(4)], paths[0])
    write_part([case(3), case(2)], paths[1])
    ledger = CaseLedger(paths)
    assert [row.position for row in ledger.rows()] == [1, 2, 3, 4]


def test_an_empty_part_is_a_part(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    assert write_part([], path) == 0
    assert list(CaseLedger((path,)).rows()) == []
    assert CaseLedger(()).count() == 0


def test_a_missing_or_broken_part_is_said_in_chinese(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_text("not parquet at all")
    foreign = tmp_path / "foreign.parquet"
    duckdb.sql("SELECT 1 AS something").write_parquet(str(foreign))
    for path in (tmp_path / "missing.parquet", broken, foreign):
        with pytest.raises(LedgerError, match=f"案件台账分片读不出来（{path.name}）"):
            list(CaseLedger((path,)).rows())


def test_threads_read_the_ledger_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    write_part([replace(FULL, position=number) for number in range(3000)], path)
    ledger = CaseLedger((path,))
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = list(pool.map(lambda _: len(list(ledger.rows())), range(12)))
    assert found == [3000] * 12
