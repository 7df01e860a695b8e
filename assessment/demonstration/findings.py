"""Findings from all five sources and what became of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from assessment.demonstration.draws import Draws
from assessment.demonstration.implementation import Application
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import PilotFacts
from assessment.demonstration.standards import REPORTING_DATE


@dataclass(frozen=True)
class Source:
    """Where findings come from, when, and what they say of which standards."""

    name: str
    amount: int
    first: date
    last: date
    facts: tuple[tuple[str, tuple[str, ...]], ...]


SOURCES = (
    Source(
        "检查",
        21,
        date(2021, 5, 6),
        date(2021, 11, 19),
        (
            ("抽查台账发现实施记录缺页", ("GL402", "GL502")),
            ("窗口未按统一标识设置", ("TY303", "GL301")),
            ("公示栏内容未及时更新", ("GL105",)),
        ),
    ),
    Source(
        "自评",
        29,
        date(2021, 7, 19),
        date(2021, 9, 24),
        (
            ("条款要求的记录表单未建立", ("FW2", "GL402")),
            ("一户一档资料不齐全", ("GL502",)),
            ("回访记录未按月汇总", ("FW303",)),
            ("岗位人员不熟悉岗位标准", ("GW",)),
        ),
    ),
    Source(
        "测评",
        12,
        date(2021, 5, 20),
        date(2021, 12, 10),
        (
            ("群众反映等待时间长", ("FW301", "GL107")),
            ("群众反映未及时告知办理结果", ("FW303",)),
        ),
    ),
    Source(
        "案件",
        12,
        date(2021, 5, 10),
        date(2021, 12, 8),
        (
            ("转办超过2个工作日", ("FW302",)),
            ("办结后反馈超过2日", ("FW303",)),
            ("不予救助未书面说明理由", ("FW303", "GL107")),
        ),
    ),
    Source(
        "反馈",
        6,
        date(2021, 6, 3),
        date(2021, 11, 25),
        (
            ("来信反映政策解释不清", ("GL109", "GL107")),
            ("联络员反映接收部门职责不明确", ("GL102", "FW302")),
        ),
    ),
)
_CAUSES = ("人员变动后交接不到位", "对条款理解不一致", "表单设计不便填写", "人手不足")
_MEASURES = (
    "组织再培训并补齐记录",
    "修订表单并明确责任岗位",
    "增设提醒，逐件督办",
    "完善台账，按月自查",
)
_OPEN = 7
"""How many of the findings are still open at the end, some of them overdue."""


@dataclass(frozen=True)
class Raised:
    """A finding when it is raised."""

    source: str
    fact: str
    day: date
    application: Application


def demonstrate_findings(
    facts: PilotFacts, due: list[Application], draws: Draws
) -> list[Row]:
    """Return the ``findings`` table in order of 提出日期."""
    raised = [
        _raise(source, due, draws) for source in SOURCES for _ in range(source.amount)
    ]
    raised.sort(
        key=lambda one: (one.day, one.application.code, one.application.unit.order)
    )
    settled = [place for place, one in enumerate(raised) if one.day < date(2021, 10, 1)]
    rejected, self_verified = draws.sample(settled, 2)
    rest = [
        place for place in range(len(raised)) if place not in (rejected, self_verified)
    ]
    still_open = set(draws.sample(rest[len(rest) // 2 :], _OPEN))
    rows = []
    for place, one in enumerate(raised):
        row = _row(place + 1, one, draws)
        if place in still_open:
            rows.append(row | _unfinished(draws))
            continue
        fixer, verifier = _posts(facts, one, draws)
        row |= _resolution(one, fixer, verifier, draws)
        if place == rejected:
            row |= {"验证结论": "不通过", "关闭日期": ""}
        if place == self_verified:
            row["验证人岗位"] = fixer
        rows.append(row)
    return rows


def _raise(source: Source, due: list[Application], draws: Draws) -> Raised:
    """Return a finding against a standard that it can be about, once in force."""
    day = office_day(draws.day_between(source.first, source.last))
    fact, codes = draws.pick(source.facts)
    carried_out = [one for one in due if one.since <= day]
    fitting = [one for one in carried_out if one.code.startswith(codes)]
    return Raised(source.name, fact, day, draws.pick(fitting or carried_out))


def _row(serial: int, one: Raised, draws: Draws) -> Row:
    is_serious = draws.chance(140)
    limit = one.day + timedelta(days=15 if is_serious else 30)
    return {
        "编号": f"ZG2021-{serial:03d}",
        "来源": one.source,
        "单位": one.application.unit.name,
        "体系编号": one.application.code,
        "条款": f"{draws.between(4, 8)}.{draws.between(1, 5)}",
        "事实": one.fact,
        "程度": "严重" if is_serious else "一般",
        "提出日期": one.day.isoformat(),
        "期限": limit.isoformat(),
    }


def _unfinished(draws: Draws) -> Row:
    if draws.chance(400):
        return {}
    return {"原因": draws.pick(_CAUSES), "措施": draws.pick(_MEASURES)}


def _resolution(one: Raised, fixer: str, verifier: str, draws: Draws) -> Row:
    """Return cause to closing; what would come after the end has not happened."""
    done = office_day(one.day + timedelta(days=draws.between(4, 27)))
    verified = office_day(done + timedelta(days=draws.between(1, 8)))
    closed = office_day(verified + timedelta(days=draws.below(3)))
    row = {
        "原因": draws.pick(_CAUSES),
        "措施": draws.pick(_MEASURES),
        "整改人岗位": fixer,
    }
    if done <= REPORTING_DATE:
        row["完成日期"] = done.isoformat()
    if closed <= REPORTING_DATE:
        row["验证人岗位"] = verifier
        row["验证日期"] = verified.isoformat()
        row["验证结论"] = "通过"
        row["关闭日期"] = closed.isoformat()
    return row


def _posts(facts: PilotFacts, one: Raised, draws: Draws) -> tuple[str, str]:
    """Return two different posts: who fixes, and who verifies."""
    posts = facts.posts[one.application.unit.name]
    fixer = draws.pick(posts)
    others = [post for post in posts if post != fixer]
    others = others or [post for post in facts.posts[facts.lead.name] if post != fixer]
    return fixer, draws.pick(others)
