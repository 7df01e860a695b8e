"""Implementation records: 宣贯, 执行, 检查 and 记录 of a standard in a unit.

A standard counts as implemented when every applicable unit has a verified
record (pilot-package, implementation_rate). Each standard therefore gets a day
on which the last unit is ready; a few standards keep a gap in one unit, either
no record at all or one that nobody has verified.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from assessment.demonstration.draws import Draws, Weighted
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import MemberUnit, PilotFacts
from assessment.demonstration.standards import REPORTING_DATE, in_force

TRIAL_STARTS = date(2021, 4, 1)

_READY = Weighted(
    [
        (date(2021, 5, 28), 12),
        (date(2021, 6, 28), 28),
        (date(2021, 7, 30), 12),
        (date(2021, 8, 30), 10),
        (date(2021, 9, 28), 12),
        (date(2021, 10, 28), 10),
        (date(2021, 11, 26), 9),
        (date(2021, 12, 20), 7),
    ]
)
_GAPS_PERMILLE = 90

_FILER, _VERIFIER = "单位联络员", "标准化办公室经办"
_RETURN_NOTE = "说明过于笼统，请写明抽查的份数和结果，并补签到表或台账照片。"
_NOTES = {
    "宣贯": ("组织集中学习标准文本", "例会宣讲标准要点", "发放标准单行本并签收"),
    "执行": (
        "按标准办理并留存过程记录",
        "对照标准调整办理流程",
        "更新办事指南并按标准执行",
    ),
    "检查": ("抽查台账，记录齐全", "现场检查，执行到位", "抽查办件，个别记录已补正"),
    "记录": ("按表单填写实施记录", "月度实施记录已归档", "补充完善实施记录表单"),
}


@dataclass(frozen=True)
class Application:
    """A standard that a unit has to carry out, and since when."""

    unit: MemberUnit
    code: str
    since: date


def applications(facts: PilotFacts, standards: list[Row]) -> list[Application]:
    """Return unit × applicable standard for all that are in force at the end."""
    found = []
    for row in standards:
        if not in_force(row, REPORTING_DATE):
            continue
        since = max(date.fromisoformat(row["实施日期"]), TRIAL_STARTS)
        units = facts.units_meant(row["适用单位"]) or facts.units
        found += [Application(unit, row["体系编号"], since) for unit in units]
    return found


def demonstrate_implementation(due: list[Application], draws: Draws) -> list[Row]:
    """Return the ``implementation`` table in order of time."""
    ready: dict[str, date] = {}
    gaps: dict[str, int] = {}
    for code in dict.fromkeys(application.code for application in due):
        ready[code] = _READY.draw(draws)
        if draws.chance(_GAPS_PERMILLE):
            units = [one.unit.order for one in due if one.code == code]
            gaps[code] = draws.pick(units)
    rows: list[Row] = []
    for application in due:
        has_gap = gaps.get(application.code) == application.unit.order
        rows += _records(application, ready[application.code], has_gap, draws)
    rows.sort(key=lambda row: (row["日期"], row["体系编号"], row["单位"], row["类型"]))
    _add_filing(rows)
    return rows


def _add_filing(rows: list[Row]) -> None:
    """Say who filed and verified; of the unverified records of each unit the last is
    still a draft and the one before was returned.

    Nothing is drawn here, so that the rest of the demonstration stays as it was.
    """
    waiting: dict[str, list[Row]] = {}
    for row in rows:
        row |= {"已填报": "是", "填报日期": row["日期"], "填报人岗位": _FILER}
        if row["核实日期"]:
            row["核实人岗位"] = _VERIFIER
        elif row["类型"] != "宣贯":
            waiting.setdefault(row["单位"], []).append(row)
    for own in waiting.values():
        for row in own[-2:]:
            row |= {"已填报": "否", "填报日期": "", "填报人岗位": ""}
        if len(own) > 1:
            returned_on = office_day(date.fromisoformat(own[-2]["日期"]))
            own[-2] |= {
                "退回日期": returned_on.isoformat(),
                "退回人岗位": _VERIFIER,
                "退回说明": _RETURN_NOTE,
            }


def _records(
    application: Application, ready: date, has_gap: bool, draws: Draws
) -> list[Row]:
    """Return the records of one unit for one standard, in order of time."""
    start = application.since
    ready = max(ready, start + timedelta(days=30))
    rows = []
    if draws.chance(850):
        day = draws.day_between(start, start + timedelta(days=20))
        rows.append(_record(application, "宣贯", day, 10, draws))
    verified = 0 if has_gap else 1000
    if has_gap and draws.chance(500):
        return rows
    first = draws.day_between(start + timedelta(days=5), ready - timedelta(days=12))
    kind = "执行" if draws.chance(900) else "记录"
    rows.append(_record(application, kind, first, 12, draws, verified))
    if draws.chance(550):
        later = draws.day_between(first + timedelta(days=20), REPORTING_DATE)
        if later <= REPORTING_DATE:
            kind = "检查" if draws.chance(600) else "记录"
            share = 0 if has_gap else 920
            rows.append(_record(application, kind, later, 15, draws, share))
    return rows


def _record(
    application: Application,
    kind: str,
    day: date,
    longest_wait: int,
    draws: Draws,
    verified_permille: int = 950,
) -> Row:
    """Return one record; what would be verified after the end is not verified."""
    day = office_day(day)
    checked = office_day(day + timedelta(days=draws.between(1, longest_wait)))
    is_verified = draws.chance(verified_permille) and checked <= REPORTING_DATE
    clause = "" if kind == "宣贯" else f"{draws.between(4, 7)}.{draws.between(1, 5)}"
    return {
        "单位": application.unit.name,
        "体系编号": application.code,
        "日期": day.isoformat(),
        "类型": kind,
        "条款": clause,
        "说明": draws.pick(_NOTES[kind]),
        "核实日期": checked.isoformat() if is_verified else "",
    }
