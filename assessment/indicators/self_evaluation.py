"""Indicators of self-evaluation and of what was mended afterwards.

Source: 澄政发〔2020〕94号 五(四)(1) “各成员单位建立标准化自我评价机制…做好检查记录和
问题处理记录”.
"""

from collections.abc import Mapping

from assessment.indicators.observations import FindingFact, SelfEvaluationFact
from assessment.indicators.records import ReasonedFact
from assessment.indicators.snapshot import Snapshot, active_units, grouped_by_unit
from assessment.indicators.tally import Judged, Tally, rate_tally
from assessment.indicators.vocabulary import Judgement, Verdict


def evaluations_by_unit(
    snapshot: Snapshot,
) -> Mapping[str | None, list[SelfEvaluationFact]]:
    """The rows with 评价日期 ≤ day."""
    return grouped_by_unit(
        row
        for row in snapshot.facts.self_evaluations
        if snapshot.has_happened(row.rated_on)
    )


def self_evaluation_submission(snapshot: Snapshot, unit: str | None) -> Tally:
    """自评提交率: member units that have handed in the whole of their evaluation.

    Member units active on the day that have at least one row (评价日期 ≤ day) and all
    of whose rows carry a 提交日期 ≤ day ÷ member units active on the day. With a unit:
    that unit alone. Source: 五(四)(1). Undefined when no unit is active.
    """
    rows = snapshot.derive(evaluations_by_unit)
    judged: list[Judged] = []
    for member in snapshot.derive(active_units):
        if unit not in (None, member.name):
            continue
        own = rows.get(member.name, [])
        open_rows = sum(not snapshot.has_happened(row.submitted_on) for row in own)
        why = f"{open_rows}条未提交" if open_rows else f"{len(own)}条均已提交"
        submitted = bool(own) and not open_rows
        judged.append((member, submitted, why if own else "没有自评记录"))
    return rate_tally(judged)


def clause_conformity(snapshot: Snapshot, unit: str | None) -> Tally:
    """条款符合率: clauses judged conforming of those that apply.

    Over submitted rows (提交日期 ≤ day): 符合 ÷ (符合 + 部分符合 + 不符合). 不适用 is
    left out when it has a 说明, and counts as 不符合 when it has none. With a unit: its
    rows. Source: 五(四)(1). Undefined when no submitted clause applies.
    """
    judged: list[Judged] = []
    excluded: list[ReasonedFact] = []
    unexplained: list[ReasonedFact] = []
    for row in snapshot.derive(evaluations_by_unit).get(unit, ()):
        if not snapshot.has_happened(row.submitted_on):
            excluded.append((row, "未提交"))
        elif row.judgement != Judgement.NOT_APPLICABLE:
            conforming = row.judgement == Judgement.CONFORMING
            judged.append((row, conforming, str(row.judgement)))
        elif row.remark.strip():
            excluded.append((row, f"不适用：{row.remark}"))
        else:
            judged.append((row, False, "不适用但无说明，按不符合计"))
            unexplained.append((row, "不适用但无说明"))
    note = f"{len(unexplained)}条不适用无说明，按不符合计" if unexplained else ""
    return rate_tally(judged, exclusions=excluded, flagged=unexplained, note=note)


def rectification_closure(snapshot: Snapshot, unit: str | None) -> Tally:
    """整改完成率: findings really closed of the findings raised.

    Findings with 关闭日期 ≤ day and 验证结论=通过 by a 验证人岗位 that is given and
    differs from 整改人岗位 (验证日期, if given, ≤ day) ÷ findings with 提出日期 ≤ day.
    With a unit: its findings. Source: 五(四)(1) “问题处理记录”; the verifier is
    somebody else by the pilot package. Undefined when nothing was raised.
    """
    return rate_tally(
        _judge_finding(snapshot, finding)
        for finding in snapshot.facts.findings
        if unit in (None, finding.unit) and snapshot.has_happened(finding.raised_on)
    )


def _judge_finding(snapshot: Snapshot, finding: FindingFact) -> Judged:
    missing = _why_open(snapshot, finding)
    return finding, not missing, missing or f"{finding.closed_on}关闭"


def _why_open(snapshot: Snapshot, finding: FindingFact) -> str:
    if not snapshot.has_happened(finding.closed_on):
        return "未关闭"
    if finding.verdict != Verdict.PASSED:
        return "未验证通过"
    if finding.verified_on is not None and finding.verified_on > snapshot.as_of:
        return "尚未验证"
    verifier = finding.verifier_post.strip()
    if not verifier:
        return "无验证人岗位"
    if verifier == finding.fixer_post.strip():
        return "验证人与整改人为同一岗位"
    return ""
