"""What must hold of the table ``gaps`` beyond its cells."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from assessment.packages.problems import ProblemLog
from assessment.packages.tables import ParsedTable

StepKey = tuple[Any, ...]
"""领域, 事项, 环节 and 启用日期 of a step: what tells its rows apart."""

_STEP = ("domain", "item", "step_name", "step_starts_on")
_STEP_OF_TABLE = ("domain", "item", "name", "starts_on")
# What has to be there when something else is.
_TOGETHER = (
    ("claimed_by", "claimed_on", "有认领单位时须写认领日期"),
    ("claimed_on", "claimed_by", "有认领日期时须写认领单位"),
    ("waived_on", "waived_reason", "不处理的须写理由"),
    ("closed_on", "closing_reason", "已关闭的须写理由"),
)
_AFTER_RAISING = ("claimed_on", "waived_on", "closed_on")


def check_gaps(
    tables: Mapping[str, ParsedTable],
    known_steps: Set[StepKey],
    broken: Set[str],
    log: ProblemLog,
) -> None:
    """Each gap names a step there is; claims, waivers and closings are whole and not
    before the gap was raised; the rule fits the kind."""
    gaps = tables.get("gaps")
    if gaps is None:
        return
    if "work_items" not in broken:
        steps = tables.get("work_items")
        keys = set(steps.keys(_STEP_OF_TABLE)) if steps is not None else known_steps
        _check_steps(gaps, keys, log)
    for stated, needed, reason in _TOGETHER:
        _check_together(gaps, stated, needed, reason, log)
    for later in _AFTER_RAISING:
        _check_after_raising(gaps, later, log)
    _check_rules(gaps, log)


def _check_steps(gaps: ParsedTable, keys: Set[StepKey], log: ProblemLog) -> None:
    for index, key in enumerate(gaps.keys(_STEP)):
        if any(key[:3]) and None not in key[:3] and key not in keys:
            begun = f"（{key[3]}起）" if key[3] else ""
            log.error(
                gaps.files[index],
                "不在工作环节表中",
                row=gaps.rows[index],
                column="领域+事项+环节",
                value=f"{' / '.join(key[:3])}{begun}",
            )


def _check_together(
    gaps: ParsedTable, stated: str, needed: str, reason: str, log: ProblemLog
) -> None:
    for index, (one, other) in enumerate(gaps.keys((stated, needed))):
        if one and not other:
            log.error(
                gaps.files[index],
                reason,
                row=gaps.rows[index],
                column=gaps.table.column(needed).header,
            )


def _check_after_raising(gaps: ParsedTable, later: str, log: ProblemLog) -> None:
    for index, (raised, day) in enumerate(gaps.keys(("raised_on", later))):
        if raised is not None and day is not None and day < raised:
            log.error(
                gaps.files[index],
                f"早于提出日期（{raised}）",
                row=gaps.rows[index],
                column=gaps.table.column(later).header,
                value=day,
            )


def _check_rules(gaps: ParsedTable, log: ProblemLog) -> None:
    for index, (kind, source, rule) in enumerate(gaps.keys(("kind", "source", "rule"))):
        fits = rule.partition("-")[0] == kind if rule else source != "规则"
        if None not in (kind, source, rule) and not fits:
            log.error(
                gaps.files[index],
                "来源为规则的须写规则，且与类型一致",
                row=gaps.rows[index],
                column="规则",
                value=rule,
            )
