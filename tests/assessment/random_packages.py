"""Small random packages around National Day 2021, where days are hard to count.

Dates are few and close together, so that equal days, the day itself and the day
before and after the as-of date all come up often.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import StringIO

from hypothesis import strategies as st

from tests.assessment.worked_package import Files

CODE = "random-pilot"
UNITS = ("甲局", "乙镇", "丙镇")
DAYS = tuple(str(date(2021, 9, 14) + timedelta(days=n)) for n in range(32))

days = st.sampled_from(DAYS)
maybe_days = st.one_of(st.just(""), days)
spans = st.lists(days, min_size=2, max_size=2).map(sorted)
units = st.sampled_from(UNITS)
yes_or_no = st.sampled_from(["是", "否", ""])
items = st.sampled_from(["低保", "医疗"])
posts = st.sampled_from(["", "窗口", "科长"])


def times(optional: bool = True) -> st.SearchStrategy[str]:
    """A time on one of the days."""
    clock = st.sampled_from(["00:00", "09:30", "23:59"])
    moment = st.tuples(days, clock).map(" ".join)
    return st.one_of(st.just(""), moment) if optional else moment


def several(values: Sequence[str]) -> st.SearchStrategy[str]:
    """Some of the values in one cell, possibly none."""
    if not values:
        return st.just("")
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(";".join)


def table(header: str, rows: Iterable[Iterable[object]]) -> str:
    """A CSV table."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header.split())
    writer.writerows(rows)
    return out.getvalue()


@st.composite
def rows(draw: st.DrawFn, prefix: str, most: int, *cells: object) -> list[list[str]]:
    """Rows with a running key; a cell is a strategy or a fixed text."""
    drawn = []
    for number in range(draw(st.integers(0, most))):
        row = [f"{prefix}{number}"]
        for cell in cells:
            row.append(draw(cell) if isinstance(cell, st.SearchStrategy) else str(cell))
        drawn.append(row)
    return drawn


@st.composite
def packages(draw: st.DrawFn) -> Files:
    """A package without errors."""
    found: Files = {}
    found["pilot.toml"] = draw(_manifests())
    found["units.csv"] = table(
        "单位名称 类别 启用日期 停用日期",
        [
            ("甲局", "部门", "", ""),
            ("乙镇", "镇街园", draw(maybe_days), ""),
            ("丙镇", "镇街园", "", draw(maybe_days)),
        ],
    )
    found["standards.csv"] = table(
        "体系编号 分体系 标准名称 标准级别 状态 实施日期 废止日期 上升为 适用单位 应公开 公开日期 上升日期",
        standards := draw(_standards()),
    )
    codes = [row[0] for row in standards]
    found |= draw(_system(codes)) | draw(_people()) | draw(_surveys())
    found |= draw(_evaluation(codes)) | draw(_cases())
    return found


def _manifests() -> st.SearchStrategy[str]:
    return st.builds(
        'code = "{}"\nname = "随机试点"\nstarts = 2021-01-01\nends = 2021-12-31\n'
        "[settings]\nsatisfaction_counts_fair = {}\n"
        'implementation_scope = "{}"\n'.format,
        st.just(CODE),
        st.sampled_from(["true", "false"]),
        st.sampled_from(["every_unit", "any_unit"]),
    )


def _standards() -> st.SearchStrategy[list[list[str]]]:
    return rows(
        "FW",
        5,
        st.sampled_from(["服务提供", "管理"]),
        "规范",
        st.sampled_from(["内部标准", "国家标准"]),
        st.sampled_from(["现行", "现行", "即将实施", "待制定", "制定中", "废止"]),
        maybe_days,
        maybe_days,
        st.sampled_from(["", "GB/T 100—2021", "DB32/T 1—2021", "DB3202/T 1—2021"]),
        several(UNITS),
        yes_or_no,
        maybe_days,
        maybe_days,
    )


@st.composite
def _system(draw: st.DrawFn, codes: list[str]) -> Files:
    some = several(codes)
    applicable = st.sampled_from(["适用", "参考"])
    needed = st.sampled_from(["是", "否"])
    # A step that changes or ends does so after any day on which one begins.
    begins = st.one_of(st.just(""), st.sampled_from(DAYS[:16]))
    ends = st.one_of(st.just(""), st.sampled_from(DAYS[16:]))
    steps = rows("环节", 4, "救助", "低保", needed, applicable, some, begins, ends)
    kinds = st.sampled_from(["宣贯", "执行", "检查", "记录"])
    code = st.sampled_from(codes) if codes else st.nothing()
    most = 6 if codes else 0
    records = rows("说明", most, units, code, days, kinds, maybe_days)
    phases = rows("阶段", 3, days, "2021-12-31", "1", "方案", maybe_days)
    calendar = st.lists(days, max_size=4, unique=True)
    kind = st.sampled_from(["节假日", "调休上班"])
    return {
        "work_items.csv": table(
            "环节 领域 事项 需要标准 适用性 覆盖标准 启用日期 停用日期", draw(steps)
        ),
        "posts.csv": table("岗位 单位 岗位标准", draw(rows("岗位", 3, units, some))),
        "implementation.csv": table(
            "说明 单位 体系编号 日期 类型 核实日期", draw(records)
        ),
        "deliverables.csv": table(
            "阶段 阶段开始 阶段结束 序号 交付物 确认日期", draw(phases)
        ),
        "calendar.csv": table(
            "日期 类型", [(day, draw(kind)) for day in draw(calendar)]
        ),
    }


@st.composite
def _people(draw: st.DrawFn) -> Files:
    post = st.sampled_from(["窗口", "网格员"])
    scope = st.sampled_from(["", "全员", "窗口", "窗口;网格员"])
    mark = st.sampled_from(["", "60", "72.5"])
    staff = [
        [*row, *draw(spans)][: None if draw(st.booleans()) else -1]
        for row in draw(rows("P", 4, units, "某人员", post))
    ]
    trainings = draw(rows("T", 3, "主题", days, scope, yes_or_no, mark))
    person = st.sampled_from([*(row[0] for row in staff), "外来"])
    number = st.sampled_from([row[0] for row in trainings] or [""])
    score = st.sampled_from(["", "59.5", "60", "72.5", "100"])
    signed = rows("扫码", 8 if trainings else 0, number, person, times(False), score)
    pairs = [(t[0], p[0]) for t in trainings for p in staff]
    excused = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return {
        "staff.csv": table(
            "工号 单位 姓名 岗位 在册起 在册止",
            [(*row, "")[:6] for row in staff],
        ),
        "trainings.csv": table("培训编号 主题 日期 应训范围 需考核 合格分", trainings),
        "sign_ins.csv": table(
            "培训编号 工号 签到时间 成绩", [row[1:] for row in draw(signed)]
        ),
        "exemptions.csv": table(
            "培训编号 工号 理由 批准人岗位",
            [(*pair, "公差", "科长") for pair in excused],
        ),
    }


@st.composite
def _surveys(draw: st.DrawFn) -> Files:
    size = draw(st.integers(1, 6))
    dimension = st.sampled_from(["服务质量", "服务效果", "总体"])
    weight = st.sampled_from(["", "0", "0.5", "2"])
    questions = [
        ("MY", "测评", DAYS[0], DAYS[-1], n, "题目", draw(dimension), draw(weight))
        for n in range(1, size + 1)
    ]
    score = st.sampled_from(["", "1", "2", "3", "3", "4", "5"])
    scores = [score] * size
    sheet = st.sampled_from(["A", "B", "C", "D"])
    sheets = rows("MY", 8, sheet, "现场评价", units, days, yes_or_no, *scores)
    asked = " ".join(f"Q{n}" for n in range(1, size + 1))
    return {
        "surveys.csv": table("测评编号 名称 开始 结束 题号 题目 维度 权重", questions),
        "answers.csv": table(
            f"测评编号 答卷编号 渠道 单位 评价日期 有效 {asked}",
            [["MY", *row[1:]] for row in draw(sheets)],
        ),
    }


@st.composite
def _evaluation(draw: st.DrawFn, codes: list[str]) -> Files:
    verdict = st.sampled_from(["符合", "部分符合", "不符合", "不适用"])
    code = st.sampled_from(codes) if codes else st.nothing()
    note = st.sampled_from(["", "没有窗口"])
    clauses = rows(
        "5.", 6 if codes else 0, units, code, verdict, note, days, maybe_days
    )
    result = st.sampled_from(["", "通过", "不通过"])
    closing = (posts, posts, maybe_days, result, maybe_days)
    findings = rows(
        "ZG", 5, "检查", units, "事实", "一般", days, "2021-12-31", *closing
    )
    return {
        "self_evaluations.csv": table(
            "条款 单位 体系编号 评价 说明 评价日期 提交日期", draw(clauses)
        ),
        "findings.csv": table(
            "编号 来源 单位 事实 程度 提出日期 期限 整改人岗位 验证人岗位 验证日期 验证结论 关闭日期",
            draw(findings),
        ),
    }


@st.composite
def _cases(draw: st.DrawFn) -> Files:
    limit = st.sampled_from(["", "0", "1", "2", "5"])
    kind = st.sampled_from(["工作日", "日"])
    events = [
        ("受理登记", "转交相关部门"),
        ("办结", "反馈申请人"),
        ("办结", "反馈服务窗口"),
    ]
    rules = [
        (
            f"R0{n}",
            "条款",
            *pair,
            draw(limit),
            draw(kind),
            draw(several(["低保", "医疗"])),
        )
        for n, pair in enumerate(events, start=1)
    ]
    result = st.sampled_from(["准予", "准予", "不予", ""])
    person = st.sampled_from(["", "p1", "p2"])
    told = (times(), times())
    ledger = rows(
        "AJ", 8, units, items, times(False), times(), times(), result, *told, person
    )
    return {
        "rules.csv": table(
            "规则编号 条款原文 起点事件 终点事件 限值 单位 适用事项", rules
        ),
        "cases.csv": table(
            "案件编号 单位 事项 受理时间 转办时间 办结时间 结果 反馈申请人时间 反馈窗口时间 申请人标识",
            draw(ledger),
        ),
    }
