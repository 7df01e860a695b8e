"""What a year and a half leaves behind in the work items: a step that changed, one that
ended, and two that are said to need no standard.

None of it changes a rate from the trial run on: the counted steps of those days are
those of the pilot's own table. The rows say that they are demonstration data.
"""

from collections.abc import Iterator
from datetime import timedelta

from assessment.demonstration.implementation import TRIAL_STARTS
from assessment.demonstration.package_folder import Row

CODE, STARTS, ENDS = "环节编号", "启用日期", "停用日期"
ACCEPTED_BY, ACCEPTED_ON = "理由认可岗位", "理由认可日期"
COLUMNS = (CODE, ACCEPTED_BY, ACCEPTED_ON, STARTS, ENDS)
_NOTE = "演示数据"
_CHANGED = ("联动机制", "领导小组联动", "定期召开碰头会")
_ADDED_OWNER = "市市场监管局"
_AFTER = ("联动机制", "社会救助联络员")
_STEP_CODE = "H0001"


def with_history(steps: list[Row]) -> list[Row]:
    """Return ``steps`` with their history; a table without these items as it is."""
    rows: list[Row] = []
    for step in steps:
        place = (step["领域"], step["事项"], step["环节"])
        rows += _versions(step) if place == _CHANGED else [step]
    last = [n for n, row in enumerate(rows) if (row["领域"], row["事项"]) == _AFTER]
    if last:
        rows[last[-1] + 1 : last[-1] + 1] = _beside(rows[last[-1]])
    return rows


def _versions(step: Row) -> Iterator[Row]:
    """The step as it was until the trial run, and with another owner since then."""
    day = TRIAL_STARTS.isoformat()
    yield {**step, CODE: _STEP_CODE, ENDS: day}
    owners = f"{step['责任单位']};{_ADDED_OWNER}"
    note = ";".join(filter(None, (step.get("备注", ""), f"{_NOTE}：责任单位有增加")))
    yield {**step, CODE: _STEP_CODE, STARTS: day, "责任单位": owners, "备注": note}


def _beside(step: Row) -> Iterator[Row]:
    """A step that ended, one that needs no standard, one that is said to need none."""
    own = {name: step[name] for name in ("领域", "事项")}
    own |= {"责任单位": "市民政局", "适用性": "适用", "备注": _NOTE}
    covered = {"需要标准": "是", "覆盖标准": step["覆盖标准"]}
    ended = {"环节": "分发纸质简报", ENDS: TRIAL_STARTS.isoformat()}
    yield {**own, **covered, **ended}
    yield {
        **own,
        "环节": "安排会场、印发会议资料",
        "需要标准": "否",
        "不需要理由": "属机关内部事务，按本机关会务制度办理",
        ACCEPTED_BY: "领导小组成员",
        ACCEPTED_ON: (TRIAL_STARTS - timedelta(days=20)).isoformat(),
    }
    yield {
        **own,
        "环节": "更新联络员名单",
        "需要标准": "否",
        "不需要理由": "随人员变动即时更新，拟不另订标准",
    }
