"""Plans of the standards in force: most measures done in time, some late, a few open.

One town is behind with carrying out and checking: what is overdue is mostly its own.
Standards that came into force towards the end still have measures to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assessment.demonstration.draws import Draws
from assessment.demonstration.implementation import TRIAL_STARTS
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.pilot_facts import MemberUnit, PilotFacts
from assessment.demonstration.standards import REPORTING_DATE, in_force
from assessment.planning.default_plan import DEFAULT_PLAN, DefaultMeasure, Who

_WITHOUT_PLAN_PERMILLE = 50
_OPEN_PERMILLE = 1
_SLOW_PERMILLE = 60
_BEHIND_PERMILLE = 300
_BATCHES = 2
_NOTES = {
    "准备": ("已完成，材料存档", "已完成并报标准化办公室备案", "已落实，有签收记录"),
    "实施": ("已按标准执行，实施记录已核实", "执行到位，记录齐全"),
    "检查": ("已检查，问题已列入整改", "已检查，未发现不符合项"),
    "改进": ("已形成评价意见，继续实施", "已提出修订建议"),
}

Done = tuple[str, str, str]
"""完成日期, 完成说明 and 填报岗位 of units that finished together."""


def demonstrate_plans(
    facts: PilotFacts, standards: list[Row], draws: Draws
) -> list[Row]:
    """Return the ``implementation_plans`` table in catalogue order."""
    behind = draws.pick(facts.towns)
    rows: list[Row] = []
    for standard in standards:
        if not in_force(standard, REPORTING_DATE):
            continue
        if draws.chance(_WITHOUT_PLAN_PERMILLE):
            continue
        since = max(date.fromisoformat(standard["实施日期"]), TRIAL_STARTS)
        for number, measure in enumerate(DEFAULT_PLAN, start=1):
            units = _units(facts, standard, measure)
            rows += _rows(
                standard["体系编号"], number, measure, since, units, behind, draws
            )
    return rows


def _units(
    facts: PilotFacts, standard: Row, measure: DefaultMeasure
) -> tuple[MemberUnit, ...]:
    if measure.who is Who.RESPONSIBLE:
        return facts.units_meant(standard["责任单位"]) or (facts.lead,)
    return facts.units_meant(standard["适用单位"]) or facts.units


def _rows(
    code: str,
    number: int,
    measure: DefaultMeasure,
    since: date,
    units: Sequence[MemberUnit],
    behind: MemberUnit,
    draws: Draws,
) -> list[Row]:
    """The rows of one measure: units that finished together share one."""
    starts, due = measure.starts_on(since), measure.due_on(since)
    batches = [_done(measure, starts, due, draws) for _ in range(_BATCHES)]
    together: dict[Done, list[MemberUnit]] = {}
    for unit in units:
        done = draws.pick(batches)
        if _is_open(unit, behind, measure, draws):
            done = ("", "", "")
        together.setdefault(done, []).append(unit)
    return [
        {
            "体系编号": code,
            "序号": str(number),
            "阶段": measure.stage,
            "准备类别": measure.preparation,
            "内容": measure.content,
            "责任单位": ";".join(unit.name for unit in group),
            "责任岗位": measure.post,
            "计划开始": starts.isoformat(),
            "完成期限": due.isoformat(),
            "完成日期": done[0],
            "完成说明": done[1],
            "填报岗位": done[2],
        }
        for done, group in together.items()
    ]


def _is_open(
    unit: MemberUnit, behind: MemberUnit, measure: DefaultMeasure, draws: Draws
) -> bool:
    """Whether the unit has not done its part by the end."""
    is_late = unit == behind and measure.stage in ("实施", "检查")
    return draws.chance(_BEHIND_PERMILLE if is_late else _OPEN_PERMILLE)


def _done(measure: DefaultMeasure, starts: date, due: date, draws: Draws) -> Done:
    """When a batch of units finished; nothing where that is after the end."""
    last = due + timedelta(days=20) if draws.chance(_SLOW_PERMILLE) else due
    day = office_day(draws.day_between(starts + (due - starts) // 2, last))
    note = draws.pick(_NOTES[measure.stage])
    if day > REPORTING_DATE:
        return "", "", ""
    return day.isoformat(), note, "单位联络员"
