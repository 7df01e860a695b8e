from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessment.indicators.ledger import CaseLedger, CaseRow
from assessment.indicators.observations import PilotFacts
from assessment.indicators.vocabulary import LimitUnit
from assessment.indicators.working_days import WorkCalendar
from tests.assessment.indicators.examples import (
    CIVIL_AFFAIRS,
    JUSTICE,
    case,
    counts,
    ledger,
    opened,
    pilot,
    rule,
)

TRANSFER = "transfer_timeliness"
APPLICANT = "applicant_feedback_timeliness"
WINDOW = "window_feedback_timeliness"
RULES = (rule("R01"), rule("R02"), rule("R03"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def facts_of(folder: Path, *rows: CaseRow, **facts: Any) -> PilotFacts:
    return pilot(**{"ledger": ledger(folder, *rows), "rules": RULES, **facts})


@pytest.mark.parametrize(
    ("accepted", "transferred", "as_of", "expected"),
    [
        pytest.param("2021-06-07", "2021-06-09", "2021-12-31", (1, 1), id="last day"),
        pytest.param("2021-06-07", "2021-06-10", "2021-12-31", (0, 1), id="a day late"),
        pytest.param("2021-06-07", "2021-06-07", "2021-12-31", (1, 1), id="same day"),
        pytest.param(
            "2021-06-07 17:59", "2021-06-09 23:59", "2021-12-31", (1, 1), id="by date"
        ),
        pytest.param(
            "2021-09-30", "2021-10-09", "2021-12-31", (1, 1), id="National Day in time"
        ),
        pytest.param(
            "2021-09-30", "2021-10-10", "2021-12-31", (0, 1), id="National Day late"
        ),
        pytest.param("2021-06-07", None, "2021-06-09", (0, 0), id="open on last day"),
        pytest.param(
            "2021-06-07", None, "2021-06-10", (0, 1), id="open, last day past"
        ),
        pytest.param(
            "2021-06-07", "2021-06-09", "2021-06-08", (0, 0), id="transferred after D"
        ),
        pytest.param(
            "2021-06-07", "2021-06-20", "2021-06-15", (0, 1), id="late and after D"
        ),
        pytest.param("2021-06-07", None, "2021-06-06", (0, 0), id="does not exist yet"),
        pytest.param(
            "2021-06-07", "2021-06-01", "2021-06-06", (0, 0), id="accepted after D"
        ),
        pytest.param(
            "2021-06-07", "2021-06-01", "2021-06-30", (1, 1), id="before its start"
        ),
    ],
)
def test_a_case_is_judged_by_its_last_allowed_day(
    tmp_path: Path,
    accepted: str,
    transferred: str | None,
    as_of: str,
    expected: tuple[int, int],
) -> None:
    row = case(1, accepted_at=accepted, transferred_at=transferred)
    assert counts(facts_of(tmp_path, row), TRANSFER, day(as_of)) == expected


@pytest.mark.parametrize(
    ("code", "column"),
    [(APPLICANT, "applicant_feedback_at"), (WINDOW, "window_feedback_at")],
)
@pytest.mark.parametrize(
    ("closed", "fed_back", "as_of", "expected"),
    [
        pytest.param("2021-06-01", "2021-06-03", "2021-12-31", (1, 1), id="two days"),
        pytest.param("2021-06-01", "2021-06-04", "2021-12-31", (0, 1), id="three days"),
        pytest.param("2021-06-03", "2021-06-07", "2021-12-31", (1, 1), id="rolls"),
        pytest.param("2021-09-29", "2021-10-08", "2021-12-31", (1, 1), id="holidays"),
        pytest.param("2021-06-01", None, "2021-06-03", (0, 0), id="not due"),
        pytest.param("2021-06-01", None, "2021-06-04", (0, 1), id="overdue"),
        pytest.param(None, None, "2021-12-31", (0, 0), id="not closed"),
        pytest.param(
            "2022-01-05", "2021-06-01", "2021-12-31", (0, 0), id="closed later"
        ),
    ],
)
def test_feedback_is_counted_in_calendar_days_from_the_close(
    tmp_path: Path,
    code: str,
    column: str,
    closed: str | None,
    fed_back: str | None,
    as_of: str,
    expected: tuple[int, int],
) -> None:
    events = {"accepted_at": "2021-05-10", "closed_at": closed, column: fed_back}
    facts = facts_of(tmp_path, case(1, **events))
    assert counts(facts, code, day(as_of)) == expected


def test_every_case_is_listed_with_its_reason(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        case(1, accepted_at="2021-09-30", transferred_at="2021-10-09"),
        case(2, accepted_at="2021-09-30", transferred_at="2021-10-10"),
        case(3, accepted_at="2021-09-30"),
        case(4, accepted_at="2021-10-19"),
        case(5, transferred_at="2021-10-12"),
        case(6, accepted_at="2021-10-12", transferred_at="2021-10-11"),
        case(7, accepted_at="2021-10-21", transferred_at="2021-10-21"),
    )
    breakdown = opened(facts, TRANSFER, day("2021-10-20"))
    assert [entry.reason for entry in breakdown.denominator] == [
        "受理2021-09-30，最迟2021-10-09，转办2021-10-09，及时",
        "受理2021-09-30，最迟2021-10-09，转办2021-10-10，超期",
        "受理2021-09-30，最迟2021-10-09，无转办时间（数据缺失），已超期",
        "受理2021-10-12，最迟2021-10-14，转办2021-10-11，及时",
    ]
    assert [entry.record_id for entry in breakdown.numerator] == [1, 6]
    assert [entry.key for entry in breakdown.shortfall] == ["AJ0002", "AJ0003"]
    assert [entry.reason for entry in breakdown.exclusions] == [
        "受理2021-10-19，最迟2021-10-21，尚未转办，未到期",
        "数据缺失：无受理时间，转办2021-10-12",
    ]
    assert [entry.reason for entry in breakdown.flagged] == [
        "时序异常：受理2021-10-12，转办2021-10-11"
    ]
    assert breakdown.value.note == "数据缺失1件；时序异常1件"
    assert breakdown.denominator.page(1, 2) == list(breakdown.denominator)[1:3]


def test_feedback_without_a_close_is_missing_data(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        case(1, accepted_at="2021-06-01", window_feedback_at="2021-06-20"),
        case(2, accepted_at="2021-06-01", window_feedback_at="2022-06-20"),
    )
    breakdown = opened(facts, WINDOW)
    assert (breakdown.value.denominator, breakdown.value.excluded) == (0, 1)
    assert breakdown.value.note == "数据缺失1件"
    assert opened(facts, APPLICANT).value.excluded == 0


def test_a_unit_answers_for_the_cases_of_its_window(tmp_path: Path) -> None:
    timely = {"accepted_at": "2021-06-07", "transferred_at": "2021-06-08"}
    late = {"accepted_at": "2021-06-07", "transferred_at": "2021-06-18"}
    facts = facts_of(
        tmp_path, case(1, **timely), case(2, **late), case(3, unit=JUSTICE, **late)
    )
    assert counts(facts, TRANSFER) == (1, 3)
    assert counts(facts, TRANSFER, unit=CIVIL_AFFAIRS) == (1, 2)
    assert counts(facts, TRANSFER, unit=JUSTICE) == (0, 1)


def test_a_rule_judges_only_the_items_it_is_for(tmp_path: Path) -> None:
    late = {"accepted_at": "2021-06-07", "transferred_at": "2021-06-18"}
    rows = (case(1, **late), case(2, item="教育救助", **late))
    facts = facts_of(tmp_path, *rows, rules=(rule("R01", items=("教育救助",)),))
    breakdown = opened(facts, TRANSFER)
    assert [entry.key for entry in breakdown.denominator] == ["AJ0002"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"limit": None}, id="no limit"),
        pytest.param({"limit_unit": None}, id="no unit"),
        pytest.param({"limit_unit": LimitUnit.PERCENT}, id="a percentage"),
        pytest.param({"limit": Decimal("1.5")}, id="not a whole number"),
        pytest.param({"limit": Decimal(-1)}, id="negative"),
        pytest.param({"rule_number": "R99"}, id="no such rule"),
    ],
)
def test_a_rule_without_a_number_of_days_yields_no_value(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    row = case(1, accepted_at="2021-06-07", transferred_at="2021-06-08")
    facts = facts_of(tmp_path, row, rules=(rule("R01", **changes),))
    value = opened(facts, TRANSFER).value
    assert (value.numerator, value.denominator, value.value) == (0, 0, None)
    assert value.note == "R01未配置"


def test_a_rule_may_set_another_limit_and_unit(tmp_path: Path) -> None:
    row = case(1, accepted_at="2021-06-04", transferred_at="2021-06-08")
    limited = rule("R01", limit=Decimal(4), limit_unit=LimitUnit.DAY)
    assert counts(facts_of(tmp_path, row, rules=(limited,)), TRANSFER) == (1, 1)
    shorter = rule("R01", limit=Decimal(1))
    assert counts(facts_of(tmp_path, row, rules=(shorter,)), TRANSFER) == (0, 1)


def test_the_offices_calendar_decides(tmp_path: Path) -> None:
    row = case(1, accepted_at="2021-06-07", transferred_at="2021-06-10")
    closed_day = WorkCalendar({day("2021-06-08"): "节假日"})
    assert counts(facts_of(tmp_path, row), TRANSFER) == (0, 1)
    assert counts(facts_of(tmp_path, row, calendar=closed_day), TRANSFER) == (1, 1)


def test_a_year_without_holiday_arrangement_is_told(tmp_path: Path) -> None:
    row = case(1, accepted_at="2098-12-31", transferred_at="2099-01-01")
    value = opened(facts_of(tmp_path, row), TRANSFER, day("2099-06-30")).value
    assert value.note == (
        "2098年节假日安排未公布，按周末推算；2099年节假日安排未公布，按周末推算"
    )


@pytest.mark.parametrize("parts", [None, ()])
def test_without_cases_there_is_no_rate(parts: tuple[Path, ...] | None) -> None:
    cases = None if parts is None else CaseLedger(parts)
    value = opened(pilot(rules=RULES, ledger=cases), TRANSFER).value
    assert value.value is None
    assert value.note == "未导入案件台账"


def test_a_ledger_without_any_case_has_no_rate(tmp_path: Path) -> None:
    value = opened(facts_of(tmp_path), TRANSFER).value
    assert (value.value, value.note) == (None, "")


def test_the_set_wise_judgement_agrees_with_one_case_at_a_time(tmp_path: Path) -> None:
    """Every pair of accepted and transferred dates around National Day 2021."""
    calendar = WorkCalendar()
    first, as_of = datetime(2021, 9, 24), day("2021-10-12")
    days = [first + timedelta(days=offset) for offset in range(24)]
    rows, timely, due = [], 0, 0
    for start in days:
        for end in [None, *days]:
            rows.append(
                case(len(rows) + 1, accepted_at=str(start), transferred_at=str(end))
                if end
                else case(len(rows) + 1, accepted_at=str(start))
            )
            if start.date() > as_of:
                continue
            last = calendar.deadline(start.date(), 2, "工作日")
            done = end is not None and end.date() <= as_of
            due += done or last < as_of
            timely += done and end.date() <= last
    facts = facts_of(tmp_path, *rows)
    assert counts(facts, TRANSFER, as_of) == (timely, due)
    assert 0 < timely < due < len(rows)
