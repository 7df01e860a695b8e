"""What else must hold within a row, or is worth a second look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.indicators.working_days import LONGEST_LIMIT
from assessment.packages.keys import first_places, place_words
from assessment.packages.planning_rows import check_plans
from assessment.packages.problems import ProblemLog, Severity
from assessment.packages.tables import ParsedTable

Tables = Mapping[str, ParsedTable]
EVERYBODY = "全员"
DAY_UNITS = ("工作日", "日")


@dataclass(frozen=True)
class _Order:
    table: str
    earlier: str
    later: str
    severity: Severity


_ORDERS = (
    _Order("units", "starts_on", "ends_on", Severity.ERROR),
    _Order("standards", "published_on", "effective_on", Severity.WARNING),
    _Order("standards", "effective_on", "abolished_on", Severity.WARNING),
    _Order("editions", "published_on", "effective_on", Severity.WARNING),
    _Order("editions", "effective_on", "abolished_on", Severity.WARNING),
    _Order("laws", "effective_on", "abolished_on", Severity.WARNING),
    _Order("deliverables", "phase_starts_on", "phase_ends_on", Severity.ERROR),
    _Order("staff", "on_roster_from", "on_roster_until", Severity.ERROR),
    _Order("implementation_plans", "starts_on", "due_on", Severity.ERROR),
    _Order("surveys", "opens_on", "closes_on", Severity.ERROR),
)

# What the number of a standard of each level starts with. A pilot's own numbers
# must not look like national or local ones.
_NUMBER_STARTS = {
    "国家标准": "GB",
    "行业标准": "(?!GB|DB)[A-Z]{2}",
    "省级地方标准": r"DB\s?\d{2}(?!\d)",
    "市级地方标准": r"DB\s?\d{4}",
    "团体标准": "T/",
    "企业标准": "Q/",
    "内部标准": "(?!GB|DB)",
}


def check_rows(tables: Tables, log: ProblemLog) -> None:
    """Dates in order, abolished standards dated, sheets and scopes that look odd."""
    for order in _ORDERS:
        if order.table in tables:
            _check_order(tables[order.table], order, log)
    if "units" in tables:
        _check_successors(tables["units"], log)
    if "standards" in tables:
        _check_abolished(tables["standards"], log)
        _check_numbers(tables["standards"], log)
    if "implementation" in tables:
        _check_unfiled(tables["implementation"], log)
    if "rules" in tables:
        _check_day_limits(tables["rules"], log)
    if "trainings" in tables:
        _note_missing_marks(tables["trainings"], log)
    if "implementation_plans" in tables:
        check_plans(tables["implementation_plans"], log)
    if "answers" in tables:
        _note_repeated_sheets(tables["answers"], log)
    if "trainings" in tables and "staff" in tables:
        _note_unheld_posts(tables["trainings"], tables["staff"], log)


def _check_order(parsed: ParsedTable, order: _Order, log: ProblemLog) -> None:
    report = log.reporter(order.severity)
    earlier, later = (parsed.table.column(f) for f in (order.earlier, order.later))
    for index, (first, last) in enumerate(parsed.keys((order.earlier, order.later))):
        if first is not None and last is not None and last < first:
            report(
                parsed.files[index],
                f"早于{earlier.header}（{first}）",
                row=parsed.rows[index],
                column=later.header,
                value=last,
            )


def _check_successors(units: ParsedTable, log: ProblemLog) -> None:
    for index, (name, successor) in enumerate(units.keys(("name", "successor"))):
        if name is not None and name == successor:
            log.error(
                units.files[index],
                "不能是单位自身",
                row=units.rows[index],
                column="继任单位",
                value=successor,
            )


def _check_abolished(standards: ParsedTable, log: ProblemLog) -> None:
    for index, status in enumerate(standards.values("status")):
        if status == "废止" and standards.values("abolished_on")[index] is None:
            log.warning(
                standards.files[index],
                "已废止而没有废止日期，将按未废止计算",
                row=standards.rows[index],
                column="废止日期",
            )


def _check_numbers(standards: ParsedTable, log: ProblemLog) -> None:
    for index, (level, number) in enumerate(standards.keys(("level", "number"))):
        if level and number and not re.match(_NUMBER_STARTS[level], number):
            log.warning(
                standards.files[index],
                f"与标准级别“{level}”不符",
                row=standards.rows[index],
                column="标准编号",
                value=number,
            )


def _check_unfiled(records: ParsedTable, log: ProblemLog) -> None:
    """What a unit has not filed has no 填报日期 and cannot be verified."""
    for index, is_filed in enumerate(records.values("is_filed")):
        for name in ("filed_on", "verified_on") if is_filed is False else ():
            if records.values(name)[index] is not None:
                log.error(
                    records.files[index],
                    "“已填报”为否的记录不能有这个日期",
                    row=records.rows[index],
                    column=records.table.column(name).header,
                    value=records.values(name)[index],
                )


def _check_day_limits(rules: ParsedTable, log: ProblemLog) -> None:
    for index, (limit, unit) in enumerate(rules.keys(("limit", "limit_unit"))):
        if limit is None or unit not in DAY_UNITS:
            continue
        if limit > LONGEST_LIMIT:
            report, reason = log.error, f"超过{LONGEST_LIMIT}天"
        elif limit != int(limit):
            report, reason = log.warning, "不是整数天，将按未配置处理"
        else:
            continue
        report(
            rules.files[index],
            reason,
            row=rules.rows[index],
            column="限值",
            value=limit,
        )


def _note_missing_marks(trainings: ParsedTable, log: ProblemLog) -> None:
    for index, (exam, mark) in enumerate(trainings.keys(("needs_exam", "pass_mark"))):
        if exam and mark is None:
            log.warning(
                trainings.files[index],
                "需考核而没有合格分，将按不合格计算",
                row=trainings.rows[index],
                column="合格分",
            )


def _note_repeated_sheets(answers: ParsedTable, log: ProblemLog) -> None:
    """A repeated sheet is listed, not refused: the first in file order counts."""
    key = ("survey", "code")
    first = first_places(answers, key)
    for index, values in enumerate(answers.keys(key)):
        place = first[values]
        if place[1] != answers.rows[index] and None not in values:
            log.warning(
                answers.files[index],
                f"与{place_words(place, answers.files[index])}重复，以前者为准",
                row=answers.rows[index],
                column="答卷编号",
                value=values[1],
            )


def _note_unheld_posts(
    trainings: ParsedTable, staff: ParsedTable, log: ProblemLog
) -> None:
    held = {post for post in staff.values("post_title") if post is not None}
    for index, scope in enumerate(trainings.values("scope")):
        for post in scope or ():
            if post != EVERYBODY and post not in held:
                log.warning(
                    trainings.files[index],
                    "名册上没有这一岗位的人员",
                    row=trainings.rows[index],
                    column="应训范围",
                    value=post,
                )
