"""When the deliverables of the five phases were finished and confirmed."""

from collections import Counter
from datetime import date, timedelta

from assessment.demonstration.draws import Draws
from assessment.demonstration.office_days import office_day
from assessment.demonstration.package_folder import Row
from assessment.demonstration.standards import REPORTING_DATE


def demonstrate_deliverables(rows: list[Row], draws: Draws) -> list[Row]:
    """Fill in 完成日期 and 确认日期; the last phase stays open at the end."""
    finished = [dict(row) for row in rows]
    phases = Counter(row["阶段"] for row in rows)
    met: Counter[str] = Counter()
    last_phase = max((row["阶段开始"] for row in rows), default="")
    for row in finished:
        met[row["阶段"]] += 1
        if row["完成日期"]:
            continue
        starts = date.fromisoformat(row["阶段开始"])
        length = date.fromisoformat(row["阶段结束"]) - starts
        planned = starts + length * met[row["阶段"]] // phases[row["阶段"]]
        # One in four comes late: the board then has an overdue line for a while.
        slack = draws.between(-12, 0) if draws.chance(750) else draws.between(3, 14)
        done = max(planned + timedelta(days=slack), starts + timedelta(days=6))
        done = office_day(done)
        confirmed = office_day(done + timedelta(days=draws.between(2, 9)))
        if done <= REPORTING_DATE:
            row["完成日期"] = done.isoformat()
        if confirmed <= REPORTING_DATE and row["阶段开始"] != last_phase:
            row["确认日期"] = confirmed.isoformat()
    return finished
