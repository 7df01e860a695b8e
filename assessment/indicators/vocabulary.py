"""The value words of the pilot package that a formula looks at.

The words are the interface (pilot package, "Tables") and are kept exactly as users
write them; each is declared here once. Every member equals its Chinese word.
"""

from enum import StrEnum


class StandardLevel(StrEnum):
    """`standards`.标准级别: who issued the standard."""

    NATIONAL = "国家标准"
    SECTOR = "行业标准"
    PROVINCIAL = "省级地方标准"
    MUNICIPAL = "市级地方标准"
    GROUP = "团体标准"
    ENTERPRISE = "企业标准"
    INTERNAL = "内部标准"


class StandardStatus(StrEnum):
    """`standards`.状态."""

    CURRENT = "现行"
    UPCOMING = "即将实施"
    TO_BE_DRAFTED = "待制定"
    IN_DRAFTING = "制定中"
    WITHDRAWN = "废止"


class Applicability(StrEnum):
    """`work_items`.适用性: whether a step binds this pilot or is another place's."""

    BINDING = "适用"
    REFERENCE = "参考"


class ImplementationKind(StrEnum):
    """`implementation`.类型. A promotion (宣贯) alone is not implementation."""

    PROMOTION = "宣贯"
    EXECUTION = "执行"
    INSPECTION = "检查"
    RECORD = "记录"


class Dimension(StrEnum):
    """`surveys`.维度."""

    QUALITY = "服务质量"
    MANNER = "服务方式"
    EFFECT = "服务效果"
    AWARENESS = "政策知晓"
    OVERALL = "总体"


class Channel(StrEnum):
    """`answers`.渠道: the three ways the plan names."""

    ON_SITE = "现场评价"
    ONLINE = "网络测评"
    PHONE = "电话回访"


class Judgement(StrEnum):
    """`self_evaluations`.评价."""

    CONFORMING = "符合"
    PARTLY_CONFORMING = "部分符合"
    NOT_CONFORMING = "不符合"
    NOT_APPLICABLE = "不适用"


class Verdict(StrEnum):
    """`findings`.验证结论."""

    PASSED = "通过"
    FAILED = "不通过"


class LimitUnit(StrEnum):
    """`rules`.单位."""

    WORKING_DAY = "工作日"
    DAY = "日"
    PERCENT = "百分比"


class DayKind(StrEnum):
    """`calendar`.类型."""

    HOLIDAY = "节假日"
    MAKE_UP_WORKDAY = "调休上班"


class CaseResult(StrEnum):
    """`cases`.结果."""

    GRANTED = "准予"
    REFUSED = "不予"
    TERMINATED = "终止"


class ImplementationScope(StrEnum):
    """`pilot.toml` settings.implementation_scope."""

    EVERY_UNIT = "every_unit"
    ANY_UNIT = "any_unit"


SERVICE_PROVISION = "服务提供"
"""The 分体系 whose standards are owed to the public."""

EVERYBODY = "全员"
"""`trainings`.应训范围 that names everybody on the roster."""

TRANSFER_RULE = "R01"
APPLICANT_FEEDBACK_RULE = "R02"
WINDOW_FEEDBACK_RULE = "R03"
