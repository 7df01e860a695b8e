"""A 工作事项表 cannot accept a reason: that is the leadership group's to do, in the system.

A package of a whole pilot carries acceptances along, because it moves what was decided
elsewhere; a sheet that the office fills in does not decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.packages.problems import Problem, Severity
from assessment.packages.rows import WorkStepRow
from assessment.packages.step_matching import matched

_COLUMN = "理由认可岗位、理由认可日期"
_KEPT = "已认可的理由要照原样保留“{by}”和“{on}”；认可只能由领导小组成员在系统中办理"
_EMPTY = "这两列要空着：认可只能由领导小组成员在系统中办理"
_CHANGED = "理由或是否需要标准有改动，原来的认可作废，请把这两列清空，保存后再请认可"


def acceptance_problems(
    file: str, stored: Sequence[WorkStepRow], wanted: Sequence[WorkStepRow]
) -> Iterator[Problem]:
    """One error for each row that accepts a reason, or forgets that it was accepted."""
    pairs = matched(stored, wanted)
    for number, row in enumerate(wanted):
        before = stored[pairs[number]] if number in pairs else None
        reason = _why_not(before, row)
        if reason:
            name = f"{row.domain} / {row.item} / {row.name}"
            yield Problem(Severity.ERROR, file, None, _COLUMN, name, reason)


def _why_not(before: WorkStepRow | None, after: WorkStepRow) -> str:
    given = _accepted(after)
    accepted = _accepted(before) if before is not None else ("", "")
    if before is not None and _reason(before) == _reason(after):
        if given == accepted:
            return ""
        by, on = accepted
        return _KEPT.format(by=by, on=on) if by else _EMPTY
    if given == ("", ""):
        return ""
    return _CHANGED if accepted[0] else _EMPTY


def _accepted(row: WorkStepRow) -> tuple[str, str]:
    on = row.reason_accepted_on
    return row.reason_accepted_by, on.isoformat() if on else ""


def _reason(row: WorkStepRow) -> tuple[bool | None, str]:
    return row.needs_standard, row.no_standard_reason
