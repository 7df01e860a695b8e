"""The indicators, in the order of the pilot package, each with what people must know.

Codes and names are the interface. Texts are shown to users beside the number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from assessment.indicators import (
    cases,
    implementation,
    programme,
    satisfaction,
    self_evaluation,
    system,
    training,
)
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.tally import Tally


class Kind(StrEnum):
    """How a value reads: a share of 1, points of 100, or a plain number."""

    RATE = "rate"
    INDEX = "index"
    COUNT = "count"


Formula = Callable[[Snapshot, str | None], Tally]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: `formula_text`, `source` and `undefined` (when there is no
    value) are Chinese texts for users; `formula` makes the lists behind it from the
    tables of `PilotFacts` that `needs` names, and from units, targets and settings."""

    code: str
    name: str
    kind: Kind
    formula_text: str
    source: str
    undefined: str
    formula: Formula
    needs: tuple[str, ...]
    higher_is_better: bool = True


_PLAN_2020 = "澄政发〔2020〕94号"
_PLAN_2018 = "澄政发〔2018〕67号"
_OPINION_2018 = "澄政发〔2018〕121号"

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        code="standard_coverage",
        name="标准覆盖率",
        kind=Kind.RATE,
        formula_text="有现行覆盖标准的环节 ÷ 适用且需要标准的环节（法律法规不计覆盖）",
        source=f"{_PLAN_2020} 三：“试点完成标准覆盖率达96%以上”",
        undefined="没有适用且需要标准的环节",
        formula=system.standard_coverage,
        needs=("standards", "steps"),
    ),
    Indicator(
        code="system_completeness",
        name="体系完备率",
        kind=Kind.RATE,
        formula_text="现行标准 ÷ 列入体系且未废止的标准",
        source=f"{_PLAN_2020} 五（二）（2）：“编制标准体系框架”；GB/T 13016—2018 统计表",
        undefined="体系内没有未废止的标准",
        formula=system.system_completeness,
        needs=("standards",),
    ),
    Indicator(
        code="post_coverage",
        name="岗位覆盖率",
        kind=Kind.RATE,
        formula_text="有现行岗位标准的岗位 ÷ 全部岗位",
        source=f"{_PLAN_2018} 三：“岗岗有标准规范”",
        undefined="没有登记岗位",
        formula=system.post_coverage,
        needs=("standards", "posts"),
    ),
    Indicator(
        code="implementation_rate",
        name="标准实施率",
        kind=Kind.RATE,
        formula_text=(
            "各适用单位均有已核实的执行、检查或记录的现行标准 ÷ 现行标准"
            "（可设置为任一适用单位有即可）"
        ),
        source=f"{_PLAN_2018} 三：“实施率达到100%”",
        undefined="没有现行标准",
        formula=implementation.implementation_rate,
        needs=("standards", "implementation_records"),
    ),
    Indicator(
        code="publication_rate",
        name="服务标准公开率",
        kind=Kind.RATE,
        formula_text="已公开的应公开现行服务提供标准 ÷ 应公开的现行服务提供标准",
        source=f"{_PLAN_2018} 三：“服务标准公开率100%”",
        undefined="没有应公开的现行服务提供标准",
        formula=system.publication_rate,
        needs=("standards",),
    ),
    Indicator(
        code="training_participation",
        name="全员参训率",
        kind=Kind.RATE,
        formula_text="应训培训全部签到的在册人员 ÷ 有应训培训的在册人员（人员去重）",
        source=f"{_PLAN_2020} 五（三）（1）：“确保全员参训率达100%”",
        undefined="没有在册人员有应训培训",
        formula=training.training_participation,
        needs=("staff", "trainings", "sign_ins", "exemptions"),
    ),
    Indicator(
        code="training_pass_rate",
        name="考核合格率",
        kind=Kind.RATE,
        formula_text="成绩达到合格分的人次 ÷ 参加需考核培训的人次（在册人员，取最好成绩）",
        source=f"{_PLAN_2020} 五（三）（1）：“使各岗位人员熟练掌握体系标准”",
        undefined="没有人参加需考核的培训",
        formula=training.training_pass_rate,
        needs=("staff", "trainings", "sign_ins"),
    ),
    Indicator(
        code="satisfaction_rate",
        name="满意率",
        kind=Kind.RATE,
        formula_text=(
            "总体评价在基本满意及以上的有效答卷 ÷ 有效答卷"
            "（可设置为满意及以上；无总体题时取各题平均，四舍五入）"
        ),
        source=f"{_PLAN_2020} 五（三）（3）：“开展社会满意度测评”",
        undefined="没有有效答卷",
        formula=satisfaction.satisfaction_rate,
        needs=("surveys", "answer_sheets"),
    ),
    Indicator(
        code="satisfaction_index",
        name="满意度指数",
        kind=Kind.INDEX,
        formula_text="20 × Σ（权重 × 得分）÷ Σ 权重，合并全部有效答卷的已答题目",
        source=f"{_PLAN_2020} 五（三）（3）：“开展社会满意度测评”",
        undefined="没有有效答卷",
        formula=satisfaction.satisfaction_index,
        needs=("surveys", "answer_sheets"),
    ),
    Indicator(
        code="transfer_timeliness",
        name="转办及时率",
        kind=Kind.RATE,
        formula_text="在规则R01限期内转办的案件 ÷ 已转办或已超期未转办的案件",
        source=f"{_OPINION_2018} 三（二）2：“服务窗口在2个工作日内，办理申请转办手续”",
        undefined="没有已转办或已超期的案件，或规则R01未配置限值",
        formula=cases.transfer_timeliness,
        needs=("rules", "calendar", "ledger"),
    ),
    Indicator(
        code="applicant_feedback_timeliness",
        name="反馈及时率（申请人）",
        kind=Kind.RATE,
        formula_text="在规则R02限期内反馈申请人的办结案件 ÷ 已反馈或已超期未反馈的办结案件",
        source=f"{_OPINION_2018} 三（二）3：“在办结完成2日内将处理结果反馈救助申请人”",
        undefined="没有已反馈或已超期的办结案件，或规则R02未配置限值",
        formula=cases.applicant_feedback_timeliness,
        needs=("rules", "calendar", "ledger"),
    ),
    Indicator(
        code="window_feedback_timeliness",
        name="反馈及时率（窗口）",
        kind=Kind.RATE,
        formula_text="在规则R03限期内反馈服务窗口的办结案件 ÷ 已反馈或已超期未反馈的办结案件",
        source=(
            f"{_OPINION_2018} 三（二）3："
            "“在办结完成2日内将处理结果反馈救助申请人和服务窗口”"
        ),
        undefined="没有已反馈或已超期的办结案件，或规则R03未配置限值",
        formula=cases.window_feedback_timeliness,
        needs=("rules", "calendar", "ledger"),
    ),
    Indicator(
        code="duplicate_assistance",
        name="疑似重复救助件数",
        kind=Kind.COUNT,
        formula_text="同一申请人标识、同一事项准予的案件，办结日距上一件办结日不超过365日的件数",
        source=f"{_OPINION_2018} 三（三）2：“避免重复救助、过度救助、缺失救助等问题”",
        undefined="件数总有值；未导入案件台账时为0并注明",
        formula=cases.duplicate_assistance,
        needs=("ledger",),
        higher_is_better=False,
    ),
    Indicator(
        code="self_evaluation_submission",
        name="自评提交率",
        kind=Kind.RATE,
        formula_text="自评条款全部提交的成员单位 ÷ 启用中的成员单位",
        source=f"{_PLAN_2020} 五（四）（1）：“各成员单位建立标准化自我评价机制”",
        undefined="没有启用中的成员单位",
        formula=self_evaluation.self_evaluation_submission,
        needs=("self_evaluations",),
    ),
    Indicator(
        code="clause_conformity",
        name="条款符合率",
        kind=Kind.RATE,
        formula_text=(
            "符合 ÷（符合＋部分符合＋不符合），仅计已提交条款；不适用而无说明按不符合计"
        ),
        source=f"{_PLAN_2020} 五（四）（1）：“进行完整的内部审核评估”",
        undefined="没有已提交且适用的条款",
        formula=self_evaluation.clause_conformity,
        needs=("self_evaluations",),
    ),
    Indicator(
        code="rectification_closure",
        name="整改完成率",
        kind=Kind.RATE,
        formula_text="经整改人以外的岗位验证通过并关闭的不符合项 ÷ 已提出的不符合项",
        source=f"{_PLAN_2020} 五（四）（1）：“做好检查记录和问题处理记录”",
        undefined="没有提出不符合项",
        formula=self_evaluation.rectification_closure,
        needs=("findings",),
    ),
    Indicator(
        code="deliverable_completion",
        name="交付物完成率",
        kind=Kind.RATE,
        formula_text="已确认的交付物 ÷ 已开始阶段的交付物",
        source=f"{_PLAN_2020} 五：五个阶段的实施步骤",
        undefined="第一个阶段尚未开始",
        formula=programme.deliverable_completion,
        needs=("deliverables",),
    ),
    Indicator(
        code="promoted_standards",
        name="上升标准数",
        kind=Kind.COUNT,
        formula_text="上升为国家标准、行业标准或省级地方标准的内部标准项数",
        source=(
            f"{_PLAN_2018} 三：“力争各体系均有2项特色管理与服务标准"
            "上升为国家标准、行业标准或江苏省地方标准”"
        ),
        undefined="项数总有值",
        formula=programme.promoted_standards,
        needs=("standards", "steps"),
    ),
)

INDICATORS_BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
