"""The plan a standard begins with: what its carrying out takes, counted from 实施日期.

The stages are those of GB/T 24421.4 (准备, 实施, 检查, 改进) and the preparations those
of its 实施准备: scheme, publicity, and conditions (people, documents, equipment, forms).
Days are the office's starting point and are edited afterwards. Plain data: the generator
of the demonstration, which runs without Django, uses it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class Who(Enum):
    """Whose a measure is: the units responsible for the standard or bound by it."""

    RESPONSIBLE = "responsible"
    APPLICABLE = "applicable"


@dataclass(frozen=True, slots=True)
class DefaultMeasure:
    """A measure; ``begins`` and ``ends`` are days after 实施日期, negative before."""

    stage: str
    preparation: str
    content: str
    who: Who
    post: str
    begins: int
    ends: int

    def starts_on(self, effective_on: date) -> date:
        """计划开始 for a standard in force from ``effective_on``."""
        return effective_on + timedelta(days=self.begins)

    def due_on(self, effective_on: date) -> date:
        """完成期限 for a standard in force from ``effective_on``."""
        return effective_on + timedelta(days=self.ends)


DEFAULT_PLAN: tuple[DefaultMeasure, ...] = (
    DefaultMeasure(
        "准备",
        "方案",
        "制定实施方案：明确执行本标准的单位和岗位、时间安排和检查办法",
        Who.RESPONSIBLE,
        "标准化联络员",
        -45,
        -31,
    ),
    DefaultMeasure(
        "准备",
        "文件",
        "清理与本标准不一致的制度、流程和办事指南，需要的一并修改",
        Who.RESPONSIBLE,
        "标准化联络员",
        -30,
        -11,
    ),
    DefaultMeasure(
        "准备",
        "表单",
        "印制或在系统中配置本标准规定的表单，用于留存实施记录",
        Who.RESPONSIBLE,
        "标准化联络员",
        -30,
        -11,
    ),
    DefaultMeasure(
        "准备",
        "人员",
        "落实执行本标准的岗位和人员，发放标准文本",
        Who.APPLICABLE,
        "标准化联络员",
        -20,
        -6,
    ),
    DefaultMeasure(
        "准备",
        "设备",
        "检查场所、标识和设备，补齐本标准要求的条件",
        Who.APPLICABLE,
        "标准化联络员",
        -20,
        -6,
    ),
    DefaultMeasure(
        "准备",
        "宣贯",
        "组织宣贯：逐条讲解标准，参加人员签到",
        Who.APPLICABLE,
        "标准化联络员",
        -15,
        -1,
    ),
    DefaultMeasure(
        "实施",
        "",
        "按标准办理，逐次填写实施记录并由标准化办公室核实",
        Who.APPLICABLE,
        "执行岗位",
        0,
        89,
    ),
    DefaultMeasure(
        "检查",
        "",
        "本单位自查：对照条款检查执行情况，记下不符合之处",
        Who.APPLICABLE,
        "分管领导",
        90,
        119,
    ),
    DefaultMeasure(
        "检查",
        "",
        "对各适用单位的执行情况进行检查，形成检查记录",
        Who.RESPONSIBLE,
        "标准化联络员",
        105,
        134,
    ),
    DefaultMeasure(
        "改进",
        "",
        "评价实施效果，督促整改，提出修订或继续实施的意见",
        Who.RESPONSIBLE,
        "分管领导",
        135,
        164,
    ),
)
