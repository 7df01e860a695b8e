"""The rows of each table of a pilot package, in canonical column order.

Source: the tables of the pilot-package page; headers and value words are the
interface. ``sections``, ``tasks`` and ``notes`` are our own further tables.
A unit is always its full name here, whichever of its names the file used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessment.packages.case_row import CaseRow
from assessment.packages.cells import (
    COUNT,
    DATE,
    QUESTION_NUMBER,
    TIME,
    UNIT,
    UNITS,
    YES_NO,
    choice_kind,
    code_kind,
    codes_kind,
    limit_kind,
    name_kind,
    names_kind,
    number_kind,
    standard_number_kind,
    standard_numbers_kind,
    text_kind,
)
from assessment.packages.gap_rows import GapRow
from assessment.packages.planning_rows import PlanMeasureRow
from assessment.packages.promotion_rows import PromotionRow
from assessment.packages.schema import PackageRow, Table, column
from assessment.packages.supervision_rows import SUPERVISION_TABLES
from assessment.packages.written_rows import CompilationNoteRow, EditionRow

SUBSYSTEM = choice_kind("通用基础", "服务提供", "管理", "岗位工作")
CATALOGUE_CODE = code_kind(30)
CATALOGUE_CODES = codes_kind(30)
LONG_TEXT = text_kind()
CLAUSE = text_kind(200)
SOURCE_FILE = text_kind(200)
POST_TITLE = name_kind(100)
ITEM = name_kind(200)
STAFF_NUMBER = code_kind(50)
TRAINING_CODE = code_kind(50)
SURVEY_CODE = code_kind(50)
MARK = number_kind(8, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow(PackageRow):
    name: str = column("单位名称", name_kind(100), required=True)
    short_name: str = column("简称", name_kind(50))
    kind: str = column("类别", choice_kind("部门", "镇街园", "机构"), required=True)
    aliases: tuple[str, ...] = column("别名", names_kind(100))
    role: str = column("成员角色", choice_kind("牵头", "责任", "成员"))
    starts_on: date | None = column("启用日期", DATE)
    ends_on: date | None = column("停用日期", DATE)
    successor: str = column("继任单位", UNIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow(PackageRow):
    subsystem: str = column("分体系", SUBSYSTEM, required=True)
    code: str = column("子体系编号", code_kind(30), required=True)
    title: str = column("子体系名称", text_kind(200), required=True)
    parent: str = column("上级子体系", text_kind(200))
    sort: int | None = column("排序", COUNT)
    source_clause: str = column("来源条款", LONG_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow(PackageRow):
    subsystem: str = column("分体系", SUBSYSTEM, required=True)
    code: str = column("体系编号", CATALOGUE_CODE, required=True)
    title: str = column("标准名称", text_kind(300), required=True)
    level: str = column(
        "标准级别",
        choice_kind(
            "国家标准",
            "行业标准",
            "省级地方标准",
            "市级地方标准",
            "团体标准",
            "企业标准",
            "内部标准",
        ),
        required=True,
    )
    number: str = column("标准编号", standard_number_kind(60))
    status: str = column(
        "状态",
        choice_kind("现行", "即将实施", "待制定", "制定中", "废止"),
        required=True,
    )
    published_on: date | None = column("发布日期", DATE)
    effective_on: date | None = column("实施日期", DATE)
    abolished_on: date | None = column("废止日期", DATE)
    replaces: str = column("代替标准", standard_numbers_kind(200))
    promoted_to: str = column("上升为", standard_numbers_kind(200))
    responsible_units: tuple[str, ...] = column("责任单位", UNITS)
    applicable_units: tuple[str, ...] = column("适用单位", UNITS)
    must_publish: bool | None = column("应公开", YES_NO)
    unpublished_reason: str = column("不公开理由", LONG_TEXT)
    opened_on: date | None = column("公开日期", DATE)
    opened_at_url: str = column("公开网址", text_kind(500))
    source_file: str = column("来源文件", SOURCE_FILE)
    source_clause: str = column("来源条款", LONG_TEXT)
    section: str = column("子体系", text_kind(200))
    replaced_by: str = column("被代替为", text_kind(200))
    promoted_on: date | None = column("上升日期", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow(PackageRow):
    code: str = column("体系编号", CATALOGUE_CODE, required=True)
    title: str = column("名称", text_kind(300), required=True)
    document_number: str = column("文号", text_kind(100))
    issuer: str = column("发布机关", text_kind(200))
    effective_on: date | None = column("实施日期", DATE)
    abolished_on: date | None = column("废止日期", DATE)
    source_file: str = column("来源文件", SOURCE_FILE)
    source_clause: str = column("来源条款", LONG_TEXT)
    replaced_by: str = column("被代替为", text_kind(300))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStepRow(PackageRow):
    domain: str = column("领域", name_kind(100), required=True)
    item: str = column("事项", ITEM, required=True)
    name: str = column("环节", name_kind(300), required=True)
    owner_units: tuple[str, ...] = column("责任单位", UNITS)
    needs_standard: bool = column("需要标准", YES_NO, required=True)
    no_standard_reason: str = column("不需要理由", LONG_TEXT)
    time_limit: str = column("办理时限", text_kind(100))
    applicability: str = column("适用性", choice_kind("适用", "参考"), required=True)
    covered_by: tuple[str, ...] = column("覆盖标准", CATALOGUE_CODES)
    covering_clauses: str = column("覆盖条款", text_kind(500))
    source_file: str = column("来源文件", SOURCE_FILE)
    source_clause: str = column("来源条款", LONG_TEXT)
    code: str = column("环节编号", code_kind(30))
    reason_accepted_by: str = column("理由认可岗位", POST_TITLE)
    reason_accepted_on: date | None = column("理由认可日期", DATE)
    starts_on: date | None = column("启用日期", DATE)
    ends_on: date | None = column("停用日期", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow(PackageRow):
    title: str = column("岗位", POST_TITLE, required=True)
    unit: str = column("单位", UNIT, required=True)
    standards: tuple[str, ...] = column("岗位标准", CATALOGUE_CODES)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableRow(PackageRow):
    phase: str = column("阶段", name_kind(100), required=True)
    phase_starts_on: date = column("阶段开始", DATE, required=True)
    phase_ends_on: date = column("阶段结束", DATE, required=True)
    number: str = column("序号", code_kind(20), required=True)
    title: str = column("交付物", text_kind(300), required=True)
    evidence_required: str = column("佐证要求", LONG_TEXT)
    responsible_units: tuple[str, ...] = column("责任单位", UNITS)
    completed_on: date | None = column("完成日期", DATE)
    confirmed_on: date | None = column("确认日期", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow(PackageRow):
    number: str = column("任务编号", code_kind(20), required=True)
    name: str = column("任务名称", text_kind(300), required=True)
    content: str = column("任务内容", LONG_TEXT)
    responsible_units: tuple[str, ...] = column("责任单位", UNITS)
    standards: tuple[str, ...] = column("应制定标准", CATALOGUE_CODES)
    source_file: str = column("来源文件", SOURCE_FILE)
    source_clause: str = column("来源条款", LONG_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow(PackageRow):
    number: str = column("编号", code_kind(20), required=True)
    topic: str = column("主题", text_kind(200))
    content: str = column("内容", LONG_TEXT, required=True)
    source_file: str = column("来源文件", SOURCE_FILE)
    source_clause: str = column("来源条款", LONG_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow(PackageRow):
    unit: str = column("单位", UNIT, required=True)
    number: str = column("工号", STAFF_NUMBER, required=True)
    name: str = column("姓名", text_kind(100), required=True)
    post_title: str = column("岗位", POST_TITLE, required=True)
    on_roster_from: date = column("在册起", DATE, required=True)
    on_roster_until: date | None = column("在册止", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow(PackageRow):
    code: str = column("培训编号", TRAINING_CODE, required=True)
    topic: str = column("主题", text_kind(300), required=True)
    held_on: date = column("日期", DATE, required=True)
    method: str = column(
        "方式", choice_kind("专家授课", "现场指导", "学习考察", "线上")
    )
    hours: Decimal | None = column("学时", MARK)
    standards: tuple[str, ...] = column("涉及标准", CATALOGUE_CODES)
    scope: tuple[str, ...] = column("应训范围", names_kind(100))
    needs_exam: bool | None = column("需考核", YES_NO)
    pass_mark: Decimal | None = column("合格分", MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRow(PackageRow):
    training: str = column("培训编号", TRAINING_CODE, required=True)
    staff_number: str = column("工号", STAFF_NUMBER, required=True)
    signed_at: datetime = column("签到时间", TIME, required=True)
    method: str = column("方式", choice_kind("扫码", "纸质", "线上"))
    score: Decimal | None = column("成绩", MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRow(PackageRow):
    training: str = column("培训编号", TRAINING_CODE, required=True)
    staff_number: str = column("工号", STAFF_NUMBER, required=True)
    reason: str = column("理由", LONG_TEXT, required=True)
    approver_post: str = column("批准人岗位", POST_TITLE, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementationRow(PackageRow):
    unit: str = column("单位", UNIT, required=True)
    catalogue_code: str = column("体系编号", CATALOGUE_CODE, required=True)
    done_on: date = column("日期", DATE, required=True)
    kind: str = column(
        "类型", choice_kind("宣贯", "执行", "检查", "记录"), required=True
    )
    clause: str = column("条款", CLAUSE)
    description: str = column("说明", LONG_TEXT)
    verified_on: date | None = column("核实日期", DATE)
    is_filed: bool | None = column("已填报", YES_NO)
    filed_on: date | None = column("填报日期", DATE)
    filer_post: str = column("填报人岗位", POST_TITLE)
    reviewed_on: date | None = column("审阅日期", DATE)
    reviewer_post: str = column("审阅人岗位", POST_TITLE)
    returned_on: date | None = column("退回日期", DATE)
    returner_post: str = column("退回人岗位", POST_TITLE)
    returned_note: str = column("退回说明", LONG_TEXT)
    verifier_post: str = column("核实人岗位", POST_TITLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyQuestionRow(PackageRow):
    survey: str = column("测评编号", SURVEY_CODE, required=True)
    survey_name: str = column("名称", name_kind(200), required=True)
    opens_on: date = column("开始", DATE, required=True)
    closes_on: date = column("结束", DATE, required=True)
    number: int = column("题号", QUESTION_NUMBER, required=True)
    text: str = column("题目", text_kind(500), required=True)
    dimension: str = column(
        "维度",
        choice_kind("服务质量", "服务方式", "服务效果", "政策知晓", "总体"),
        required=True,
    )
    weight: Decimal | None = column("权重", number_kind(12, 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow(PackageRow):
    """``answers`` maps question numbers to 1–5; unanswered ones have no entry."""

    survey: str = column("测评编号", SURVEY_CODE, required=True)
    code: str = column("答卷编号", code_kind(80), required=True)
    channel: str = column(
        "渠道", choice_kind("现场评价", "网络测评", "电话回访"), required=True
    )
    unit: str = column("单位", UNIT, required=True)
    item: str = column("事项", ITEM)
    rated_on: date = column("评价日期", DATE, required=True)
    answers: Mapping[int, int]
    comment: str = column("意见", LONG_TEXT)
    is_valid: bool | None = column("有效", YES_NO)
    invalid_reason: str = column("无效理由", text_kind(300))


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluationRow(PackageRow):
    unit: str = column("单位", UNIT, required=True)
    catalogue_code: str = column("体系编号", CATALOGUE_CODE, required=True)
    clause: str = column("条款", CLAUSE)
    judgement: str = column(
        "评价", choice_kind("符合", "部分符合", "不符合", "不适用"), required=True
    )
    explanation: str = column("说明", LONG_TEXT)
    evaluated_on: date = column("评价日期", DATE, required=True)
    submitted_on: date | None = column("提交日期", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow(PackageRow):
    code: str = column("编号", code_kind(50), required=True)
    source: str = column(
        "来源", choice_kind("自评", "检查", "测评", "案件", "反馈"), required=True
    )
    unit: str = column("单位", UNIT, required=True)
    catalogue_code: str = column("体系编号", CATALOGUE_CODE)
    clause: str = column("条款", CLAUSE)
    fact: str = column("事实", LONG_TEXT, required=True)
    severity: str = column("程度", choice_kind("一般", "严重"), required=True)
    raised_on: date = column("提出日期", DATE, required=True)
    due_on: date = column("期限", DATE, required=True)
    cause: str = column("原因", LONG_TEXT)
    action: str = column("措施", LONG_TEXT)
    fixer_post: str = column("整改人岗位", POST_TITLE)
    completed_on: date | None = column("完成日期", DATE)
    verifier_post: str = column("验证人岗位", POST_TITLE)
    verified_on: date | None = column("验证日期", DATE)
    verdict: str = column("验证结论", choice_kind("通过", "不通过"))
    closed_on: date | None = column("关闭日期", DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow(PackageRow):
    code: str = column("规则编号", code_kind(30), required=True)
    clause_text: str = column("条款原文", LONG_TEXT, required=True)
    start_event: str = column("起点事件", text_kind(100), required=True)
    end_event: str = column("终点事件", text_kind(100), required=True)
    limit: Decimal | None = column(
        "限值", limit_kind(12, 4), required=True, may_be_empty=True
    )
    limit_unit: str = column(
        "单位", choice_kind("工作日", "日", "百分比"), required=True
    )
    applicable_items: tuple[str, ...] = column("适用事项", names_kind(200))
    catalogue_code: str = column("体系编号", CATALOGUE_CODE)
    clause: str = column("条款", CLAUSE)
    source_file: str = column("来源文件", SOURCE_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow(PackageRow):
    day: date = column("日期", DATE, required=True)
    kind: str = column("类型", choice_kind("节假日", "调休上班"), required=True)


# In the order of dependence: a table refers to tables above it only.
TABLES: tuple[Table, ...] = (
    Table("units", UnitRow, ("name",)),
    Table("sections", SectionRow, ("code",)),
    Table("standards", StandardRow, ("code",)),
    Table("editions", EditionRow, ("code", "number"), keeps_extra=False),
    Table("laws", LawRow, ("code",)),
    Table("work_items", WorkStepRow),  # keyed by time too: step_periods
    Table("gaps", GapRow, ("code",)),
    Table("posts", PostRow, ("title", "unit")),
    Table("deliverables", DeliverableRow, ("phase", "number")),
    Table("tasks", TaskRow, ("number",)),
    Table("promotions", PromotionRow, ("code", "level")),
    Table("notes", NoteRow, ("number",)),
    Table("compilation_notes", CompilationNoteRow, ("point",), keeps_extra=False),
    Table("staff", StaffRow, ("number",)),
    Table("trainings", TrainingRow, ("code",)),
    Table("sign_ins", SignInRow),
    Table("exemptions", ExemptionRow, ("training", "staff_number")),
    Table("implementation_plans", PlanMeasureRow, keeps_extra=False),
    Table("implementation", ImplementationRow),
    Table("surveys", SurveyQuestionRow, ("survey", "number")),
    Table("answers", AnswerRow, has_questions=True),
    Table("self_evaluations", SelfEvaluationRow),
    Table("findings", FindingRow, ("code",)),
    *SUPERVISION_TABLES,
    Table("rules", RuleRow, ("code",)),
    Table("calendar", CalendarRow, ("day",)),
    Table("cases", CaseRow, ("case_number",)),
)
TABLES_BY_NAME = {table.name: table for table in TABLES}
