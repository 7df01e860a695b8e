from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    JUSTICE,
    case,
    counts,
    ledger,
    opened,
    pilot,
)

CODE = "duplicate_assistance"


def grant(position: int, closed: str | None, **changes: Any):
    base = {"result": "准予", "applicant_key": "k1", "closed_at": closed}
    return case(position, **{**base, **changes})


@pytest.mark.parametrize(
    ("closes", "repeated"),
    [
        pytest.param(["2021-01-01"], 0, id="once"),
        pytest.param(["2021-01-01", "2021-01-01"], 1, id="same day"),
        pytest.param(["2020-12-31", "2021-12-31"], 1, id="365 days"),
        pytest.param(["2020-12-30", "2021-12-31"], 0, id="366 days"),
        pytest.param(["2020-01-01", "2020-12-31"], 1, id="365 days in a leap year"),
        pytest.param(
            ["2021-03-01", "2021-01-01", "2021-02-01"], 2, id="any file order"
        ),
        pytest.param(
            ["2019-06-01", "2020-05-01", "2021-04-01"], 2, id="each after the last one"
        ),
        pytest.param(["2021-05-01", "2022-01-01"], 0, id="the second is after D"),
        pytest.param(["2021-05-01", None], 0, id="the second is open"),
    ],
)
def test_the_days_between_closes(
    tmp_path: Path, closes: list[str | None], repeated: int
) -> None:
    rows = [grant(place, closed) for place, closed in enumerate(closes, start=1)]
    assert counts(pilot(ledger=ledger(tmp_path, *rows)), CODE) == (repeated, 1)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"applicant_key": "k2"}, id="another applicant"),
        pytest.param({"item": "教育救助"}, id="another item"),
        pytest.param({"result": "不予"}, id="refused"),
        pytest.param({"result": "终止"}, id="terminated"),
        pytest.param({"result": None}, id="no result"),
    ],
)
def test_what_is_no_repeat(tmp_path: Path, changes: dict[str, Any]) -> None:
    rows = (grant(1, "2021-05-01"), grant(2, "2021-06-01", **changes))
    assert counts(pilot(ledger=ledger(tmp_path, *rows)), CODE) == (0, 1)


@pytest.mark.parametrize("key", [None, "", " "])
def test_an_empty_applicant_matches_nobody_and_is_listed(
    tmp_path: Path, key: str | None
) -> None:
    rows = (
        grant(1, "2021-05-01", applicant_key=key),
        grant(2, "2021-06-01", applicant_key=key),
    )
    breakdown = opened(pilot(ledger=ledger(tmp_path, *rows)), CODE)
    assert (breakdown.value.numerator, breakdown.value.excluded) == (0, 2)
    assert [entry.reason for entry in breakdown.exclusions] == [
        "办结2021-05-01，无申请人标识，无法比对",
        "办结2021-06-01，无申请人标识，无法比对",
    ]


def test_a_refusal_between_two_grants_does_not_break_the_chain(tmp_path: Path) -> None:
    rows = (
        grant(1, "2021-05-01"),
        grant(2, "2021-06-01", result="不予"),
        grant(3, "2021-07-01"),
    )
    breakdown = opened(pilot(ledger=ledger(tmp_path, *rows)), CODE)
    assert [(entry.key, entry.reason) for entry in breakdown.numerator] == [
        ("AJ0003", "办结2021-07-01，上一件AJ0001办结2021-05-01")
    ]


def test_a_unit_sees_repeats_among_its_own_cases(tmp_path: Path) -> None:
    rows = (
        grant(1, "2021-01-01"),
        grant(2, "2021-02-01", unit=JUSTICE),
        grant(3, "2021-03-01"),
    )
    facts = pilot(ledger=ledger(tmp_path, *rows))
    assert counts(facts, CODE) == (2, 1)
    assert counts(facts, CODE, unit=CIVIL_AFFAIRS) == (1, 1)
    assert counts(facts, CODE, unit=JUSTICE) == (0, 1)
    own = opened(facts, CODE, unit=CIVIL_AFFAIRS).numerator
    assert [entry.key for entry in own] == ["AJ0003"]


def test_no_ledger_is_told_beside_the_nought() -> None:
    value = opened(pilot(), CODE, date(2021, 12, 31)).value
    assert (value.numerator, value.note) == (0, "未导入案件台账")
