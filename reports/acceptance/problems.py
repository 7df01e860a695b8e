"""What went wrong, said plainly, and what to do about it.

Every problem is derived from numbers of the snapshot; nothing is softened or left out
because it is awkward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from assessment.indicators.engine import IndicatorValue
from reports.acceptance.stored_values import Row, read_value
from reports.acceptance.wording import joined, plain, shortfall_text, verdict
from reports.figures.figure import figure_of
from reports.figures.rounding import count_text, share_text

OFFICE = "标准化办公室"
_WORST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its heading, a sentence with the numbers, who has to act and how.

    ``indicator`` is the code of the number it comes from.
    """

    title: str
    text: str
    units: tuple[str, ...]
    suggestion: str
    indicator: str


Snapshot = dict[str, Any]


def find_problems(snapshot: Snapshot) -> list[Row]:
    """The problems of a snapshot, missed targets first."""
    found = [problem for find in _FINDERS for problem in find(snapshot)]
    told = {problem.indicator for problem in found}
    found += [p for p in _other_targets(snapshot) if p.indicator not in told]
    ordered = sorted(found, key=lambda p: not _is_missed(snapshot, p.indicator))
    return [{**asdict(problem), "units": list(problem.units)} for problem in ordered]


def _value(snapshot: Snapshot, code: str) -> IndicatorValue:
    return next(read_value(r) for r in snapshot["indicators"] if r["code"] == code)


def _is_missed(snapshot: Snapshot, code: str) -> bool:
    return _value(snapshot, code).attained is False


def _opening(value: IndicatorValue) -> str:
    """The value against its target, or alone where it has none."""
    figure = figure_of(value)
    if value.attained is False:
        return (
            f"{figure.label}为{figure.text}，比{figure.target}的目标值"
            f"{shortfall_text(value)}，未达到目标"
        )
    return plain(verdict(value)).removesuffix("，未设目标值")


def _units(rows: Iterable[Row], key: str = "units") -> tuple[str, ...]:
    """Unit names in order, each once; rows without any fall to the office."""
    names = dict.fromkeys(name for row in rows for name in row[key])
    return tuple(names) or (OFFICE,)


def _other_targets(snapshot: Snapshot) -> Iterator[Problem]:
    """Targets that are missed, or cannot be judged, whatever the indicator."""
    for row in snapshot["indicators"]:
        value = read_value(row)
        if value.target is None or value.attained:
            continue
        judged = value.attained is False
        yield Problem(
            f"{value.name}未达到目标" if judged else f"{value.name}无数据",
            f"{_opening(value)}。",
            (OFFICE,),
            "查明原因，逐单位制定改进措施并限期落实" if judged else "补齐有关记录",
            value.code,
        )


def _coverage(snapshot: Snapshot) -> Iterator[Problem]:
    gaps = snapshot["coverage"]["gaps"]
    if not gaps:
        return
    domains = joined([gap["domain"] for gap in gaps], "个领域")
    yield Problem(
        "标准覆盖存在缺项",
        f"{_opening(_value(snapshot, 'standard_coverage'))}。"
        f"尚有{count_text(len(gaps))}个环节没有现行标准覆盖，分布在{domains}。",
        _units(gaps),
        "对照缺项清单逐环节认领，编制或修订相应标准，按程序征求意见、评审后发布实施",
        "standard_coverage",
    )


def _unfinished_standards(snapshot: Snapshot) -> Iterator[Problem]:
    waiting = [
        row
        for row in snapshot["system"]["standards"]
        if row["status"] in ("待制定", "制定中") and not row["is_in_force"]
    ]
    if not waiting:
        return
    figure = figure_of(_value(snapshot, "system_completeness"))
    yield Problem(
        "部分标准尚未制定完成",
        f"列入体系的标准中有{count_text(len(waiting))}项仍为待制定或制定中，"
        f"体系完备率为{figure.text}（{figure.fraction}）。",
        _units(waiting),
        "按明细表排出起草、征求意见、评审和发布的时间，逐项销号",
        "system_completeness",
    )


def _implementation(snapshot: Snapshot) -> Iterator[Problem]:
    rows = snapshot["implementation"]["not_implemented"]
    if not rows:
        return
    lagging = _below_whole(snapshot["implementation"]["units"], "implementation_rate")
    yield Problem(
        "部分现行标准未全面实施",
        f"{_opening(_value(snapshot, 'implementation_rate'))}。"
        f"有{count_text(len(rows))}项现行标准缺少适用单位经核实的实施记录。",
        lagging or (OFFICE,),
        "对照实施情况表补充执行、检查记录，由标准化办公室核实",
        "implementation_rate",
    )


def _below_whole(rows: Iterable[Row], code: str) -> tuple[str, ...]:
    """The units whose rate is not complete, lowest first."""
    values = [(read_value(row[code]), row["unit"]) for row in rows]
    short = [
        (value.value, unit)
        for value, unit in values
        if value.value is not None and value.value < 1
    ]
    return tuple(unit for _, unit in sorted(short, key=lambda pair: pair[0]))


def _publication(snapshot: Snapshot) -> Iterator[Problem]:
    rows = snapshot["implementation"]["not_public"]
    if not rows:
        return
    titles = joined([f"{row['code']}《{row['title']}》" for row in rows], "项", 3)
    yield Problem(
        "部分服务标准未向社会公开",
        f"{_opening(_value(snapshot, 'publication_rate'))}。"
        f"未公开的应公开标准有{count_text(len(rows))}项：{titles}。",
        (OFFICE,),
        "在政府信息公开栏目和服务窗口公开标准文本，登记公开日期和网址",
        "publication_rate",
    )


def _training(snapshot: Snapshot) -> Iterator[Problem]:
    value = _value(snapshot, "training_participation")
    missing = value.denominator - value.numerator
    if not missing:
        return
    lagging = _below_whole(snapshot["training"]["units"], "training_participation")
    yield Problem(
        "全员参训尚未到位",
        f"{_opening(value)}。有{count_text(missing)}名在册人员没有参加全部应训培训"
        + (f"，涉及{count_text(len(lagging))}个单位。" if lagging else "。"),
        lagging or (OFFICE,),
        "按应训未训名单组织补训，补训签到与考核结果一并归档",
        "training_participation",
    )


def _satisfaction(snapshot: Snapshot) -> Iterator[Problem]:
    value = _value(snapshot, "satisfaction_rate")
    if value.attained is False:
        yield Problem(
            "满意率未达到目标",
            f"{_opening(value)}。",
            (OFFICE,),
            "对不满意答卷逐件回访，查明原因并列入整改",
            "satisfaction_rate",
        )
    small = [
        row["unit"] for row in snapshot["satisfaction"]["units"] if row["is_small"]
    ]
    if not small:
        return
    minimum = snapshot["pilot"]["minimum_answers_per_unit"]
    yield Problem(
        "部分单位测评样本不足",
        f"有{count_text(len(small))}个单位的有效答卷少于{count_text(minimum)}份，"
        "其满意率仅供参考，不宜用于单位间比较。",
        tuple(small),
        "补充现场评价和电话回访，使有效答卷达到规定份数",
        "satisfaction_rate",
    )


def _timeliness(snapshot: Snapshot) -> Iterator[Problem]:
    for rule in snapshot["timeliness"]["rules"]:
        value = read_value(rule["value"])
        late = value.denominator - value.numerator
        if not late:
            continue
        worst = _below_whole(snapshot["timeliness"]["units"], value.code)[:_WORST_UNITS]
        yield Problem(
            f"{value.name}有待提高",
            f"{_opening(value)}。应在{rule['limit']}内完成的案件中有"
            f"{count_text(late)}件超期"
            + (f"，比率较低的单位是{'、'.join(worst)}。" if worst else "。"),
            worst or (OFFICE,),
            "逐件分析超期原因，落实专人转办和反馈，设置到期前提醒",
            value.code,
        )


def _duplicates(snapshot: Snapshot) -> Iterator[Problem]:
    value = _value(snapshot, "duplicate_assistance")
    if not value.numerator:
        return
    rows = snapshot["timeliness"]["duplicate_units"]
    ranked = sorted(rows, key=lambda row: -row["count"])
    yield Problem(
        "存在疑似重复救助",
        f"同一申请人、同一事项在365日内再次准予的案件有{count_text(value.numerator)}件，"
        "须逐件核查是否属于重复救助。",
        tuple(row["unit"] for row in ranked) or (OFFICE,),
        "由受理单位逐件核查，确属重复的依规纠正，属正常续办的注明理由",
        "duplicate_assistance",
    )


def _self_evaluation(snapshot: Snapshot) -> Iterator[Problem]:
    rows = snapshot["self_evaluation"]["not_submitted"]
    if not rows:
        return
    names = [row["unit"] for row in rows]
    yield Problem(
        "自查自评提交不齐",
        f"{_opening(_value(snapshot, 'self_evaluation_submission'))}。"
        f"未完成提交的单位有{count_text(len(rows))}个：{joined(names)}。",
        tuple(names),
        "限期完成自评并经分管领导审阅后提交",
        "self_evaluation_submission",
    )


def _rectification(snapshot: Snapshot) -> Iterator[Problem]:
    rows = snapshot["rectification"]["open"]
    overdue = [row for row in rows if row["overdue_days"]]
    if not overdue:
        return
    serious = sum(row["severity"] == "严重" for row in overdue)
    said = f"，其中严重的{count_text(serious)}项" if serious else ""
    longest = max(row["overdue_days"] for row in overdue)
    yield Problem(
        "部分不符合项逾期未关闭",
        f"{_opening(_value(snapshot, 'rectification_closure'))}。"
        f"有{count_text(len(overdue))}项不符合项超过整改期限尚未关闭{said}，"
        f"最长逾期{count_text(longest)}日。",
        tuple(dict.fromkeys(row["unit"] for row in overdue)),
        "重新确定期限和责任岗位，整改完成后由其他岗位验证并关闭",
        "rectification_closure",
    )


def _deliverables(snapshot: Snapshot) -> Iterator[Problem]:
    late = [
        deliverable
        for phase in snapshot["programme"]["phases"]
        for deliverable in phase["deliverables"]
        if deliverable["state"] == "逾期"
    ]
    if not late:
        return
    titles = joined([row["title"] for row in late], "项", 4)
    yield Problem(
        "部分阶段交付物逾期未确认",
        f"{_opening(_value(snapshot, 'deliverable_completion'))}。"
        f"逾期未确认的交付物有{count_text(len(late))}项：{titles}。",
        _units(late),
        "补齐佐证材料，由标准化办公室确认",
        "deliverable_completion",
    )


def _posts(snapshot: Snapshot) -> Iterator[Problem]:
    rows = snapshot["organisation"]["uncovered_posts"]
    if not rows:
        return
    whole = snapshot["organisation"]["posts"]
    yield Problem(
        "部分岗位没有现行岗位标准",
        f"{_opening(_value(snapshot, 'post_coverage'))}。"
        f"没有现行岗位标准的岗位有{count_text(len(rows))}个，"
        f"占{share_text(len(rows), whole)}。",
        tuple(dict.fromkeys(row["unit"] for row in rows)),
        "为有关岗位编制岗位工作标准，明确职责、流程和考核要求",
        "post_coverage",
    )


def _unset_limits(snapshot: Snapshot) -> Iterator[Problem]:
    rules = snapshot["timeliness"]["unconfigured_rules"]
    if not rules:
        return
    whole = snapshot["timeliness"]["all_rules"]
    yield Problem(
        "部分可度量条款未配置限值",
        f"{count_text(whole)}条可度量条款中有{count_text(len(rules))}条未配置限值，"
        "这些条款的执行情况暂不能判定。",
        (OFFICE,),
        "会同责任单位依据规定确定各事项的办理时限并予配置",
        "transfer_timeliness",
    )


_FINDERS: tuple[Callable[[Snapshot], Iterator[Problem]], ...] = (
    _coverage,
    _unfinished_standards,
    _posts,
    _implementation,
    _publication,
    _training,
    _satisfaction,
    _timeliness,
    _duplicates,
    _self_evaluation,
    _rectification,
    _deliverables,
    _unset_limits,
)
