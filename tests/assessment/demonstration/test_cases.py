import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from assessment.demonstration.case_days import CaseDays, later
from assessment.demonstration.cases import applicant_key
from assessment.demonstration.draws import Draws

Rows = list[dict[str, str]]


def test_case_days_know_the_arrangement_of_the_year() -> None:
    days = CaseDays(2021).days

    assert date(2021, 10, 9) in days
    assert date(2021, 10, 7) not in days
    assert date(2021, 2, 11) not in days


def test_a_reply_is_due_after_two_days_or_on_the_next_working_day() -> None:
    days = CaseDays(2021)
    closed = days.days.index(date(2021, 9, 30))

    assert days.days[days.reply_due(closed)] == date(2021, 10, 8)


def test_what_lies_after_the_year_has_not_happened() -> None:
    days = CaseDays(2021)

    assert days.text((days.last, 600)) == "2021-12-31 10:00"
    assert days.text((days.last + 1, 600)) == ""


def test_a_later_moment_of_the_same_day_is_not_before() -> None:
    draws = Draws(1, "moments")

    for _ in range(100):
        assert later((5, 1000), 0, draws) >= (5, 1000)


def test_applicant_keys_are_short_hexadecimal_and_all_different() -> None:
    keys = {applicant_key(1, serial) for serial in range(2000)}

    assert len(keys) == 2000
    assert all(re.fullmatch(r"[a-f][0-9a-f]{7}[a-f][0-9a-f]{7}", key) for key in keys)


def test_cases_are_accepted_on_working_days_in_office_hours(
    tables: Mapping[str, Rows],
) -> None:
    working = {day.isoformat() for day in CaseDays(2021).days}
    for row in tables["cases"]:
        day, clock = row["受理时间"].split()
        assert day in working
        assert "08:30" <= clock <= "17:30"


def test_windows_are_the_towns_and_the_lead_department(
    tables: Mapping[str, Rows],
) -> None:
    towns = {row["单位名称"] for row in tables["units"] if row["类别"] == "镇街园"}

    assert {row["单位"] for row in tables["cases"]} == towns | {"市民政局"}


def test_items_and_receivers_are_those_of_the_work_items(
    tables: Mapping[str, Rows], unit_names: frozenset[str]
) -> None:
    items = {row["事项"] for row in tables["work_items"] if row["领域"] == "救助事项"}

    assert {row["事项"] for row in tables["cases"]} == items
    assert {row["接收部门"] for row in tables["cases"]} - {""} <= unit_names


def test_about_sixty_cases_look_like_duplicate_assistance(
    tables: Mapping[str, Rows],
) -> None:
    granted = Counter(
        (row["申请人标识"], row["事项"])
        for row in tables["cases"]
        if row["结果"] == "准予"
    )

    assert sum(count - 1 for count in granted.values()) == 60


def test_forty_cases_have_events_in_the_wrong_order(
    tables: Mapping[str, Rows],
) -> None:
    events = ("受理时间", "转办时间", "办结时间", "反馈申请人时间")
    disordered = 0
    for row in tables["cases"]:
        happened = [row[event] for event in events if row[event]]
        disordered += happened != sorted(happened)

    assert disordered == 40


def test_only_refusals_have_reasons_and_most_have_a_written_notice(
    tables: Mapping[str, Rows],
) -> None:
    refused = [row for row in tables["cases"] if row["结果"] == "不予"]
    others = [row for row in tables["cases"] if row["结果"] != "不予"]

    assert {row["不予理由"] + row["书面通知"] for row in others} == {""}
    noticed = sum(row["书面通知"] == "是" for row in refused)
    assert 93 * len(refused) < 100 * noticed < 100 * len(refused)


def test_some_cases_are_open_and_some_never_transferred(
    tables: Mapping[str, Rows],
) -> None:
    still_open = [row for row in tables["cases"] if not row["办结时间"]]
    untransferred = [row for row in still_open if not row["转办时间"]]

    assert 1000 < len(still_open) < 6000
    assert 80 < len(untransferred) < 400
