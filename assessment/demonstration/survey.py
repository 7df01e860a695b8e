"""The satisfaction survey: three channels, five dimensions, about 6,000 sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.demonstration.case_items import CaseItem
from assessment.demonstration.draws import Draws, Weighted
from assessment.demonstration.office_days import is_office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import MemberUnit, PilotFacts
from assessment.demonstration.town_sizes import town_size

QUESTIONS = (
    ("窗口受理是否公平公正、一视同仁", "服务质量", "1"),
    ("申请办理是否准确、没有差错", "服务质量", "1"),
    ("办理时限是否符合承诺", "服务质量", "1"),
    ("申请材料是否精简、没有重复提交", "服务质量", "1"),
    ("窗口、热线和网上渠道是否便利", "服务方式", "0.8"),
    ("帮办代办和上门服务是否到位", "服务方式", "0.8"),
    ("工作人员的态度和解释是否耐心", "服务方式", "1"),
    ("救助是否缓解了实际困难", "服务效果", "1.2"),
    ("办理结果是否及时告知", "服务效果", "1"),
    ("救助金或服务是否及时到位", "服务效果", "1"),
    ("对可申请的救助政策是否了解", "政策知晓", "0.8"),
    ("对社会救助服务的总体评价", "总体", "2"),
)
_OVERALL = len(QUESTIONS) - 1


@dataclass(frozen=True)
class Round:
    """One survey round; ``moods`` weighs the overall grade 5, 4, 3, 2, 1."""

    code: str
    name: str
    first: date
    last: date
    sheets: int
    moods: tuple[int, int, int, int, int]


ROUNDS = (
    Round(
        "MY2021-1",
        "试运行阶段社会救助服务满意度测评",
        date(2021, 4, 6),
        date(2021, 6, 30),
        2600,
        (540, 322, 92, 32, 14),
    ),
    Round(
        "MY2021-2",
        "社会救助服务满意度持续测评",
        date(2021, 7, 1),
        date(2021, 12, 31),
        3400,
        (590, 306, 76, 20, 8),
    ),
)

ONLINE = "网络测评"
_CHANNELS = Weighted([("现场评价", 56), (ONLINE, 20), ("电话回访", 24)])
_DEVIATION = Weighted([(0, 62), (-1, 16), (1, 22)])
_BLANKS = Weighted([(0, 918), (1, 50), (2, 17), (3, 8), (4, 5), (6, 2)])
_INVALID_REASONS = ("答题时间过短", "非服务对象填写", "测试数据")
_PRAISE = ("窗口态度好", "办得快", "解释很清楚", "不用跑第二趟", "救助金到账及时")
_COMPLAINTS = ("等待时间长", "材料要求多", "没有及时告知结果", "电话不好打通")
_NEUTRAL = ("希望多宣传政策", "希望增加上门服务", "网上操作还可以更简单")


def survey_rows() -> list[Row]:
    """Return the ``surveys`` table: one row for a question of a round."""
    return [
        {
            "测评编号": survey.code,
            "名称": survey.name,
            "开始": survey.first.isoformat(),
            "结束": survey.last.isoformat(),
            "题号": str(number),
            "题目": text,
            "维度": dimension,
            "权重": weight,
        }
        for survey in ROUNDS
        for number, (text, dimension, weight) in enumerate(QUESTIONS, start=1)
    ]


def demonstrate_answers(
    facts: PilotFacts, items: Sequence[CaseItem], draws: Draws
) -> list[Row]:
    """Return the ``answers`` table by round and day; repeated sheets come last."""
    units = Weighted([(unit, _unit_weight(facts, unit)) for unit in facts.units])
    weak = set(draws.sample([unit.order for unit in facts.towns], 2))
    rows: list[Row] = []
    for survey in ROUNDS:
        days = sorted(
            draws.day_between(survey.first, survey.last) for _ in range(survey.sheets)
        )
        sheets = []
        for serial, day in enumerate(days, start=1):
            unit = units.draw(draws)
            mood = _mood(survey, unit.order in weak, draws)
            grades = _grades(mood, draws)
            sheet = _sheet(survey, serial, unit, day, grades, draws)
            sheets.append({**sheet, "事项": draws.pick(_items_of(unit, items))})
        rows += sheets
        rows += [_repeat(sheet, survey, draws) for sheet in draws.sample(sheets, 9)]
    return rows


def _unit_weight(facts: PilotFacts, unit: MemberUnit) -> int:
    """Weigh a unit by its visitors; offices without a counter see very few."""
    if unit.is_town:
        return 60 + 10 * town_size(unit)
    posts = "".join(facts.posts.get(unit.name, ()))
    return 40 if "经办" in posts or "窗口" in posts else 3


def _items_of(unit: MemberUnit, items: Sequence[CaseItem]) -> list[str]:
    """Return what a unit decides on itself, or everything a window takes in."""
    own = [item.name for item in items if item.receiver == unit]
    return own or [item.name for item in items]


def _mood(survey: Round, is_weak: bool, draws: Draws) -> int:
    fifth, fourth, third, second, first = survey.moods
    if is_weak:
        fifth, second = fifth - 90, second + 70
    return Weighted(
        [(5, fifth), (4, fourth), (3, third), (2, second), (1, first)]
    ).draw(draws)


def _grades(mood: int, draws: Draws) -> list[int]:
    """Return the twelve grades; 0 stands for a question left unanswered."""
    grades = [min(max(mood + _DEVIATION.draw(draws), 1), 5) for _ in QUESTIONS]
    grades[_OVERALL] = mood
    for place in draws.sample(range(len(QUESTIONS)), _BLANKS.draw(draws)):
        grades[place] = 0
    return grades


def _sheet(
    survey: Round,
    serial: int,
    unit: MemberUnit,
    day: date,
    grades: list[int],
    draws: Draws,
) -> Row:
    is_valid = not draws.chance(10)
    answers = {
        f"Q{number}": str(grade) if grade else ""
        for number, grade in enumerate(grades, start=1)
    }
    return {
        "测评编号": survey.code,
        "答卷编号": f"{survey.code}-{serial:05d}",
        "渠道": _CHANNELS.draw(draws) if is_office_day(day) else ONLINE,
        "单位": unit.name,
        "评价日期": day.isoformat(),
        **answers,
        "意见": _comment(grades, draws),
        "有效": "是" if is_valid else "否",
        "无效理由": "" if is_valid else draws.pick(_INVALID_REASONS),
    }


def _comment(grades: list[int], draws: Draws) -> str:
    overall = grades[_OVERALL]
    if 1 <= overall <= 2:
        return draws.pick(_COMPLAINTS) if draws.chance(700) else ""
    if not draws.chance(70):
        return ""
    return draws.pick(_PRAISE if overall >= 4 else _NEUTRAL)


def _repeat(sheet: Row, survey: Round, draws: Draws) -> Row:
    """Return the same sheet handed in again, some days later."""
    day = draws.day_between(date.fromisoformat(sheet["评价日期"]), survey.last)
    return {**sheet, "评价日期": day.isoformat(), "Q12": str(draws.between(3, 5))}
