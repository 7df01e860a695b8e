"""What a 工作事项表 would change, step by step, in words people can check."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.packages.rows import TABLES_BY_NAME, WorkStepRow
from assessment.packages.step_matching import matched

NEW, CHANGED, REMOVED, GONE = "新增", "修改", "删除版本", "删除环节"
_COLUMNS = TABLES_BY_NAME["work_items"].columns
_NOTHING = "空"


@dataclass(frozen=True, slots=True)
class StepRowChange:
    """One version of a step that would be new, different or gone.

    ``kind`` tells which; 删除环节 leaves the step without any version.
    """

    kind: str
    step: str
    period: str
    details: tuple[str, ...]


def step_row_changes(
    stored: Sequence[WorkStepRow], wanted: Sequence[WorkStepRow]
) -> tuple[StepRowChange, ...]:
    """What is different: gone steps first, then in the order of the table."""
    pairs = matched(stored, wanted)
    kept = set(pairs.values())
    left = {_identity(row) for row in wanted}
    gone = [row for number, row in enumerate(stored) if number not in kept]
    removed = (
        _change(REMOVED if _identity(row) in left else GONE, row, ()) for row in gone
    )
    # A place alone says nothing: what moves others along moves them too.
    order = [pairs[number] for number in range(len(wanted)) if number in pairs]
    has_moved = _out_of_order(order)
    changes = sorted(removed, key=lambda change: change.kind != GONE)
    for number, row in enumerate(wanted):
        if number not in pairs:
            changes.append(_change(NEW, row, ()))
            continue
        details = tuple(_differences(stored[pairs[number]], row))
        if pairs[number] in has_moved:
            details += ("位置有移动",)
        if details:
            changes.append(_change(CHANGED, row, details))
    return tuple(changes)


def _identity(row: WorkStepRow) -> str:
    return row.code or f"{row.domain}/{row.item}/{row.name}"


def _change(kind: str, row: WorkStepRow, details: tuple[str, ...]) -> StepRowChange:
    since = row.starts_on.isoformat() if row.starts_on else "一直"
    until = row.ends_on.isoformat() if row.ends_on else "至今"
    step = f"{row.domain} / {row.item} / {row.name}"
    return StepRowChange(kind, step, f"{since} — {until}", details)


def _differences(before: WorkStepRow, after: WorkStepRow) -> Iterator[str]:
    for column in _COLUMNS:
        words = [
            column.kind.write(getattr(row, column.field)) or _NOTHING
            for row in (before, after)
        ]
        if words[0] != words[1]:
            yield f"{column.header}：{words[0]} → {words[1]}"
    extras = sorted({*before.extra, *after.extra})
    for header in extras:
        old, new = before.extra.get(header, ""), after.extra.get(header, "")
        if old != new:
            yield f"{header}：{old or _NOTHING} → {new or _NOTHING}"


def _out_of_order(order: Sequence[int]) -> set[int]:
    """The fewest rows that have to move for the others to stay in order."""
    # Patience sorting: the longest run that is in order stays.
    tails: list[int] = []
    links: dict[int, int | None] = {}
    for value in order:
        place = bisect_left(tails, value)
        links[value] = tails[place - 1] if place else None
        tails[place : place + 1] = [value]
    stay = set()
    last = tails[-1] if tails else None
    while last is not None:
        stay.add(last)
        last = links[last]
    return set(order) - stay
