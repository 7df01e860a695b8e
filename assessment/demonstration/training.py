"""Trainings, sign-ins and exemptions.

Behind the sign-ins stands one idea: a person is either up to date or has a day
on which everything missed is made up for (补训). The participation rate of the
whole roster, which wants every training that is due, then rises month by month
and ends a few named people short of the 100 % of the plan (五(三)(1)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.demonstration.draws import Draws, Weighted
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.people import Person
from assessment.demonstration.standards import REPORTING_DATE

EVERYBODY = "全员"


@dataclass(frozen=True)
class Course:
    """A training as planned; ``posts`` are words that a post in scope contains."""

    code: str
    theme: str
    held: date
    means: str
    hours: str
    standards: tuple[str, ...]
    posts: tuple[str, ...] = ()
    pass_mark: int | None = None


_POST_STANDARDS = tuple(
    f"GW{number}" for number in (*range(101, 107), 201, 202, 301, 302, 401, 402, 501)
)
COURSES = (
    Course(
        "PX2020-01",
        "标准化基础知识培训",
        date(2020, 7, 24),
        "专家授课",
        "6",
        ("TY101", "TY102"),
    ),
    Course(
        "PX2020-02",
        "标准编写与编号规则培训",
        date(2020, 11, 18),
        "现场指导",
        "8",
        ("TY110", "GL401"),
        ("联络员", "负责人"),
        60,
    ),
    Course(
        "PX2021-01",
        "社会联动救助标准体系宣贯",
        date(2021, 3, 19),
        "线上",
        "4",
        ("TY109", "TY201", "GL404"),
        (),
        60,
    ),
    Course(
        "PX2021-02",
        "服务提供标准宣贯",
        date(2021, 4, 13),
        "专家授课",
        "6",
        ("FW301", "FW302", "FW303"),
        (),
        60,
    ),
    Course(
        "PX2021-03",
        "受理转办与限时办结实务",
        date(2021, 4, 27),
        "现场指导",
        "4",
        ("FW302", "GL107"),
        ("窗口", "受理", "分办", "转办", "反馈", "经办"),
        80,
    ),
    Course(
        "PX2021-04",
        "主动发现与入户调查实务",
        date(2021, 5, 18),
        "学习考察",
        "8",
        ("FW308", "FW403"),
        ("协管", "协理", "网格", "入户", "核对"),
    ),
    Course(
        "PX2021-05",
        "岗位工作标准与实施记录填写",
        date(2021, 6, 8),
        "线上",
        "4",
        ("GL402", *_POST_STANDARDS),
        (),
        60,
    ),
    Course(
        "PX2021-06",
        "自查自评与持续改进培训",
        date(2021, 8, 20),
        "线上",
        "3",
        ("GL403",),
        (),
        60,
    ),
    Course(
        "PX2021-07",
        "典型案例分析与档案归集",
        date(2021, 10, 15),
        "现场指导",
        "4",
        ("GL501", "GL502"),
        ("窗口", "入户", "经办", "联络员"),
    ),
)

STRAGGLERS = (3, 2, 1)
"""People of three units who still owe a training on the reporting date."""

_EXEMPT_REASONS = ("产假", "长期病假", "援派外地工作", "脱产学习")
_BEHIND_UNTIL = Weighted(
    [
        (date(2021, 1, 15), 6),
        (date(2021, 2, 10), 8),
        (date(2021, 3, 26), 12),
        (date(2021, 4, 30), 14),
        (date(2021, 5, 28), 16),
        (date(2021, 6, 25), 18),
        (date(2021, 7, 30), 12),
        (date(2021, 8, 31), 10),
        (date(2021, 9, 28), 8),
        (date(2021, 10, 29), 6),
        (date(2021, 11, 26), 5),
        (date(2021, 12, 24), 4),
    ]
)


@dataclass(frozen=True)
class TrainingTables:
    """The three tables of this theme."""

    trainings: list[Row]
    sign_ins: list[Row]
    exemptions: list[Row]


def demonstrate_training(
    people: list[Person], known_codes: frozenset[str], draws: Draws
) -> TrainingTables:
    """Return trainings, sign-ins (in order of time) and exemptions."""
    posts = tuple(sorted({person.post for person in people}))
    scopes = {course.code: _scope(course, posts) for course in COURSES}
    exempt = _draw_exemptions(people, scopes, draws)
    owing = _draw_stragglers(people, draws)
    sign_ins: list[Row] = []
    for person in people:
        behind_until = _behind_until(person, draws)
        for course in COURSES:
            key = (course.code, person.number)
            if not _is_due(course, scopes, person) or key in exempt or key in owing:
                continue
            day = max(course.held, behind_until)
            sign_ins += _attendance(course, person, day, draws)
    sign_ins += _outsiders(draws)
    sign_ins.sort(key=lambda row: (row["签到时间"], row["培训编号"], row["工号"]))
    return TrainingTables(
        [_training_row(course, scopes[course.code], known_codes) for course in COURSES],
        sign_ins,
        [_exemption_row(key, reason) for key, reason in sorted(exempt.items())],
    )


def _scope(course: Course, posts: Iterable[str]) -> tuple[str, ...]:
    """Return the posts in scope; none means everybody."""
    return tuple(post for post in posts if any(word in post for word in course.posts))


def _is_due(course: Course, scopes: dict[str, tuple[str, ...]], person: Person) -> bool:
    scope = scopes[course.code]
    has_left = person.leaves is not None and person.leaves < course.held
    return (not scope or person.post in scope) and not has_left


def _draw_exemptions(
    people: list[Person], scopes: dict[str, tuple[str, ...]], draws: Draws
) -> dict[tuple[str, str], str]:
    exempt: dict[tuple[str, str], str] = {}
    for person in draws.sample(people, 9):
        reason = draws.pick(_EXEMPT_REASONS)
        due = [course for course in COURSES if _is_due(course, scopes, person)]
        first = draws.below(len(due)) if due else 0
        for course in due[first : first + 2]:
            exempt[course.code, person.number] = reason
    return exempt


def _draw_stragglers(people: list[Person], draws: Draws) -> set[tuple[str, str]]:
    """Return (training, person) pairs that stay open, in three units only."""
    staying: dict[int, list[Person]] = {}
    for person in people:
        if person.leaves is None:
            staying.setdefault(person.unit.order, []).append(person)
    large = [order for order in sorted(staying) if len(staying[order]) > 20]
    everybody = [course for course in COURSES if not course.posts]
    return {
        (course.code, person.number)
        for order, number in zip(
            draws.sample(large, len(STRAGGLERS)), STRAGGLERS, strict=False
        )
        for person in draws.sample(staying[order], number)
        for course in draws.sample(everybody[-3:], draws.between(1, 2))
    }


def _behind_until(person: Person, draws: Draws) -> date:
    """Return the day from which the person is up to date."""
    if person.joins > COURSES[0].held:
        return person.joins + timedelta(days=draws.between(7, 40))
    if draws.chance(560):
        return COURSES[0].held
    return _BEHIND_UNTIL.draw(draws) - timedelta(days=draws.below(12))


def _attendance(course: Course, person: Person, day: date, draws: Draws) -> list[Row]:
    """Return the sign-ins of a person in a course: none, one, or several."""
    if day > course.held:
        day = office_day(day + timedelta(days=draws.below(4)))
    last = min(person.leaves or REPORTING_DATE, REPORTING_DATE)
    if day > last:
        return []
    means = "线上" if day > course.held or course.means == "线上" else "扫码"
    if means == "扫码" and draws.chance(120):
        means = "纸质"
    first = _sign_in(course, person.number, day, means, draws)
    rows = [first]
    if draws.chance(25):
        rows.append({**first, "方式": "纸质", "签到时间": _moment(day, draws)})
    score = first["成绩"]
    failed = course.pass_mark is not None and score and int(score) < course.pass_mark
    again = office_day(day + timedelta(days=draws.between(5, 20)))
    if failed and again <= last and draws.chance(800):
        retake = _sign_in(course, person.number, again, "线上", draws)
        rows.append({**retake, "成绩": str(draws.between(course.pass_mark or 60, 96))})
    return rows


def _sign_in(course: Course, number: str, day: date, means: str, draws: Draws) -> Row:
    return {
        "培训编号": course.code,
        "工号": number,
        "签到时间": _moment(day, draws),
        "方式": means,
        "成绩": _score(course, draws),
    }


def _moment(day: date, draws: Draws) -> str:
    return f"{day.isoformat()} {draws.between(8, 9):02d}:{draws.below(60):02d}"


def _score(course: Course, draws: Draws) -> str:
    if course.pass_mark is None or draws.chance(4):
        return ""
    if draws.chance(45):
        return str(course.pass_mark - draws.between(2, 18))
    return str(draws.between(course.pass_mark, 100))


def _outsiders(draws: Draws) -> list[Row]:
    """Return sign-ins of people who are on nobody's roster (志愿者、学员 …)."""
    rows = []
    for serial in range(1, 41):
        course = draws.pick(COURSES)
        rows.append(_sign_in(course, f"W-{serial:04d}", course.held, "纸质", draws))
    return rows


def _training_row(
    course: Course, scope: tuple[str, ...], known_codes: frozenset[str]
) -> Row:
    return {
        "培训编号": course.code,
        "主题": course.theme,
        "日期": course.held.isoformat(),
        "方式": course.means,
        "学时": course.hours,
        "涉及标准": ";".join(code for code in course.standards if code in known_codes),
        "应训范围": ";".join(scope) or EVERYBODY,
        "需考核": "否" if course.pass_mark is None else "是",
        "合格分": "" if course.pass_mark is None else str(course.pass_mark),
    }


def _exemption_row(key: tuple[str, str], reason: str) -> Row:
    course, number = key
    return {
        "培训编号": course,
        "工号": number,
        "理由": reason,
        "批准人岗位": "单位分管领导",
    }
