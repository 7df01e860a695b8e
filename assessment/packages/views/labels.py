"""What the tables of a package are called on a page."""

from __future__ import annotations

TABLE_LABELS = {
    "units": "成员单位",
    "sections": "子体系",
    "standards": "标准",
    "editions": "原版次",
    "laws": "法律法规",
    "work_items": "工作环节",
    "gaps": "缺口",
    "posts": "岗位",
    "deliverables": "阶段与交付物",
    "tasks": "主要任务",
    "promotions": "标准上升",
    "notes": "资料疑点",
    "compilation_notes": "编制说明",
    "staff": "在册人员",
    "trainings": "培训",
    "sign_ins": "签到",
    "exemptions": "免训",
    "implementation_plans": "实施计划",
    "implementation": "实施记录",
    "surveys": "测评题目",
    "answers": "答卷",
    "self_evaluations": "自查自评",
    "findings": "不符合项与整改",
    "draws": "双随机抽查",
    "draw_candidates": "抽查候选清单",
    "inspections": "检查任务",
    "rules": "可度量条款",
    "calendar": "工作日历",
    "cases": "案件台账",
    "texts": "标准文本",
}
"""Chinese names of what a report counts: tables by file stem, and the texts."""


def table_label(name: str) -> str:
    """成员单位 for ``units``."""
    return TABLE_LABELS[name]
