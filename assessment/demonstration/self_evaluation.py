"""Self-evaluation (自查自评) of the units, clause by clause, 2021-07 to 2021-10."""

from datetime import date, timedelta

from assessment.demonstration.draws import Draws, Weighted
from assessment.demonstration.implementation import Application
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row

MOST_ROWS = 48
"""Rows a unit fills in at most: the clauses it was asked to sample."""

_OPENS = date(2021, 7, 12)
_GRADES = Weighted([("符合", 905), ("部分符合", 52), ("不符合", 18), ("不适用", 25)])
_REMARKS = {
    "符合": ("",),
    "部分符合": ("记录填写不完整，已要求补正", "部分办件未按时限办理"),
    "不符合": ("未建立对应台账", "未按条款要求公示"),
    "不适用": ("本单位不承担该项业务", "评价期内未发生该类业务", ""),
}


def demonstrate_self_evaluation(due: list[Application], draws: Draws) -> list[Row]:
    """Return ``self_evaluations`` by unit; one unit is late and one unfinished."""
    by_unit: dict[int, list[Application]] = {}
    for application in due:
        if application.since <= _OPENS:
            by_unit.setdefault(application.unit.order, []).append(application)
    silent, unfinished = draws.sample(sorted(by_unit), 2)
    rows: list[Row] = []
    for order in sorted(by_unit):
        chosen = draws.sample(by_unit[order], MOST_ROWS)
        chosen.sort(key=lambda application: application.code)
        latest = draws.day_between(date(2021, 8, 16), date(2021, 10, 26))
        submitted = office_day(latest)
        for place, application in enumerate(chosen):
            is_open = order == silent or (order == unfinished and place % 3 == 0)
            rows.append(_row(application, None if is_open else submitted, draws))
    return rows


def _row(application: Application, submitted: date | None, draws: Draws) -> Row:
    grade = _GRADES.draw(draws)
    last = (submitted or date(2021, 10, 29)) - timedelta(days=12)
    return {
        "单位": application.unit.name,
        "体系编号": application.code,
        "条款": f"{draws.between(4, 8)}.{draws.between(1, 5)}",
        "评价": grade,
        "说明": draws.pick(_REMARKS[grade]),
        "评价日期": office_day(draws.day_between(_OPENS, last)).isoformat(),
        "提交日期": submitted.isoformat() if submitted else "",
    }
