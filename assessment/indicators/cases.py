"""Indicators of service cases, judged against the measurable clauses R01 to R03.

Source: 澄政发〔2018〕121号 三(二)2 “服务窗口在2个工作日内，办理申请转办手续” and 三(二)3
“在办结完成2日内将处理结果反馈救助申请人和服务窗口”. The limits themselves come from the
pilot's `rules` table; a rule without a number is 未配置 and yields no value.
"""

from dataclasses import dataclass

from assessment.indicators.judged_cases import (
    COUNTED,
    LEFT_OUT,
    CaseEvent,
    JudgedCases,
    Outcome,
    TimeLimit,
)
from assessment.indicators.ledger import CaseLedger
from assessment.indicators.observations import RuleFact
from assessment.indicators.repeated_grants import RepeatedGrants
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.tally import Tally
from assessment.indicators.vocabulary import (
    APPLICANT_FEEDBACK_RULE,
    TRANSFER_RULE,
    WINDOW_FEEDBACK_RULE,
    LimitUnit,
)
from assessment.indicators.working_days import InvalidLimitError, whole_days

_NOT_CONFIGURED = "未配置"
_NO_LEDGER = "未导入案件台账"
_EVENTS = {
    TRANSFER_RULE: (CaseEvent.ACCEPTED, CaseEvent.TRANSFERRED),
    APPLICANT_FEEDBACK_RULE: (CaseEvent.CLOSED, CaseEvent.APPLICANT_FEEDBACK),
    WINDOW_FEEDBACK_RULE: (CaseEvent.CLOSED, CaseEvent.WINDOW_FEEDBACK),
}


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The judged ledger, or the Chinese reason why there is none."""

    cases: JudgedCases | None
    why_not: str = ""


def transfer_timeliness(snapshot: Snapshot, unit: str | None) -> Tally:
    """转办及时率: cases handed to the department in time.

    Cases transferred on or before the last day allowed by R01 after 受理 ÷ cases
    transferred (by the day), or not transferred and overdue on it; accepted ≤ day.
    Open and not yet due is left out. With a unit: cases of that 受理窗口.
    Undefined when no case is counted, or R01 is 未配置.
    """
    return _timeliness(snapshot, unit, TRANSFER_RULE)


def applicant_feedback_timeliness(snapshot: Snapshot, unit: str | None) -> Tally:
    """反馈及时率（申请人）: closed cases whose result reached the applicant in time.

    As `transfer_timeliness`, by R02, from 办结 to 反馈申请人; accepted and closed ≤ day
    (“one accepted (or closed, for feedback) after D does not exist yet”). Feedback
    without a 办结时间 is 数据缺失: left out and listed.
    """
    return _timeliness(snapshot, unit, APPLICANT_FEEDBACK_RULE)


def window_feedback_timeliness(snapshot: Snapshot, unit: str | None) -> Tally:
    """反馈及时率（窗口）: closed cases whose result reached the window in time.

    As `applicant_feedback_timeliness`, by R03, from 办结 to 反馈窗口.
    """
    return _timeliness(snapshot, unit, WINDOW_FEEDBACK_RULE)


def duplicate_assistance(snapshot: Snapshot, unit: str | None) -> Tally:
    """疑似重复救助件数: grants that may repeat an earlier one; lower is better.

    Cases with result 准予 and 办结 ≤ day that follow a case of the same 申请人标识 and
    事项 by at most 365 days (see `RepeatedGrants`). Granted cases without 申请人标识 are
    listed as left out. With a unit: among the cases of that 受理窗口.
    A count is always defined.
    Source: 澄政发〔2018〕121号 三(三)2 “避免重复救助、过度救助、缺失救助等问题”.
    """
    grants = snapshot.derive(repeated_grants, unit is not None)
    if grants is None:
        return Tally(note=_NO_LEDGER)
    return Tally(
        numerator=grants.repeated(unit),
        exclusions=grants.unmatched(unit),
    )


def repeated_grants(snapshot: Snapshot, by_unit: bool) -> RepeatedGrants | None:
    """The repeats of the ledger, `None` where no ledger was imported."""
    ledger = _ledger(snapshot)
    if ledger is None:
        return None
    return RepeatedGrants(ledger, snapshot.as_of, by_unit=by_unit)


def time_limit_of(rule: RuleFact) -> TimeLimit | None:
    """The limit a rule sets, `None` when it has no whole number of days."""
    if rule.limit is None or rule.limit_unit in (None, LimitUnit.PERCENT):
        return None
    try:
        days = whole_days(rule.limit)
    except InvalidLimitError:
        return None
    start, end = _EVENTS[rule.rule_number]
    return TimeLimit(start, end, days, str(rule.limit_unit), rule.items)


def judged_by_rule(snapshot: Snapshot, rule_number: str) -> _Judgement:
    """The ledger judged against a rule, for all units at once."""
    rule = next(
        (rule for rule in snapshot.facts.rules if rule.rule_number == rule_number), None
    )
    limit = time_limit_of(rule) if rule else None
    if limit is None:
        return _Judgement(None, f"{rule_number}{_NOT_CONFIGURED}")
    ledger = _ledger(snapshot)
    if ledger is None:
        return _Judgement(None, _NO_LEDGER)
    calendar = snapshot.facts.calendar
    return _Judgement(JudgedCases(ledger, limit, snapshot.as_of, calendar))


def _ledger(snapshot: Snapshot) -> CaseLedger | None:
    """The ledger, if anything was ever imported into it."""
    ledger = snapshot.facts.ledger
    return ledger if ledger is not None and ledger.parts else None


def _timeliness(snapshot: Snapshot, unit: str | None, rule_number: str) -> Tally:
    judgement = snapshot.derive(judged_by_rule, rule_number)
    cases = judgement.cases
    if cases is None:
        return Tally(note=judgement.why_not)
    return Tally(
        numerator=cases.listing((Outcome.TIMELY,), unit),
        denominator=cases.listing(COUNTED, unit),
        shortfall=cases.listing((Outcome.LATE, Outcome.OVERDUE), unit),
        exclusions=cases.listing(LEFT_OUT, unit),
        flagged=cases.disordered(unit),
        note=_remarks(cases, unit),
    )


def _remarks(cases: JudgedCases, unit: str | None) -> str:
    counts = cases.counts(unit)
    remarks = [
        f"{year}年节假日安排未公布，按周末推算" for year in cases.unpublished_years
    ]
    missing = counts.of((Outcome.NO_START,))
    if missing:
        remarks.append(f"数据缺失{missing}件")
    if counts.disordered:
        remarks.append(f"时序异常{counts.disordered}件")
    return "；".join(remarks)
