"""Rows about one step follow one another in time.

A step may stand in several rows, each as it was from 启用日期 until 停用日期 (that day
no more). Rows of one step, whether by 环节编号 or by its names, must not overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from assessment.packages.keys import place_words
from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable

_NAMES = ("domain", "item", "name")
_HEADERS = "领域+事项+环节"


def check_step_periods(tables: Mapping[str, ParsedTable], log: ProblemLog) -> None:
    """Report rows of one step that are equal, overlap, or end before they begin."""
    steps = tables.get("work_items")
    if steps is None:
        return
    for index, (begin, end) in enumerate(steps.keys(("starts_on", "ends_on"))):
        if begin is not None and end is not None and end <= begin:
            log.error(
                steps.files[index],
                f"不晚于启用日期（{begin}）",
                row=steps.rows[index],
                column="停用日期",
                value=end,
            )
    told: set[int] = set()
    for rows in (*_groups(steps, _NAMES), *_groups(steps, ("code",))):
        for first, second in pairwise(sorted(rows, key=lambda n: _begin(steps, n))):
            if second not in told and _end(steps, first) > _begin(steps, second):
                told.add(second)
                _report(steps, first, second, log)


def _groups(steps: ParsedTable, fields: tuple[str, ...]) -> Iterator[list[int]]:
    """The row indexes of each step; rows with a faulty or empty key are left out."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for index, key in enumerate(steps.keys(fields)):
        if None not in key and any(key):
            found[key].append(index)
    yield from found.values()


def _begin(steps: ParsedTable, index: int) -> date:
    begin: date | None = steps.values("starts_on")[index]
    return begin or date.min


def _end(steps: ParsedTable, index: int) -> date:
    end: date | None = steps.values("ends_on")[index]
    return end or date.max


def _report(steps: ParsedTable, first: int, second: int, log: ProblemLog) -> None:
    file = steps.files[second]
    place = place_words((steps.files[first], steps.rows[first]), file)
    names = list(steps.keys(_NAMES))
    is_same = names[first] == names[second]
    same_day = _begin(steps, first) == _begin(steps, second)
    log.error(
        file,
        f"与{place}重复" if is_same and same_day else f"与{place}的起止日期重叠",
        row=steps.rows[second],
        column=_HEADERS if is_same else "环节编号",
        value=" / ".join(names[second]) if is_same else steps.values("code")[second],
    )


def check_step_owners(
    tables: Mapping[str, ParsedTable],
    closed: Mapping[str, tuple[date, str]],
    log: ProblemLog,
) -> None:
    """Warn of rows that begin when a unit they name had closed already.

    ``closed`` is what the installation knows; the package's own units come on top.
    """
    steps = tables.get("work_items")
    if steps is None:
        return
    ended = {**closed, **_closed_units(tables.get("units"))}
    for index, (begin, owners) in enumerate(steps.keys(("starts_on", "owner_units"))):
        for name in owners or () if begin is not None else ():
            day, successor = ended.get(name, (date.max, ""))
            if day <= begin:
                advice = f"继任单位是“{successor}”，自停用之日起由它负责，请改写为它"
                log.warning(
                    steps.files[index],
                    f"该单位{day}已停用；{advice if successor else '没有继任单位'}",
                    row=steps.rows[index],
                    column="责任单位",
                    value=name,
                )


def _closed_units(units: ParsedTable | None) -> dict[str, tuple[date, str]]:
    if units is None:
        return {}
    rows = units.keys(("name", "ends_on", "successor"))
    return {name: (day, after or "") for name, day, after in rows if name and day}
