"""Small made-up facts for the gap rules: a step, standards, texts and limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from assessment.gaps.rules.engine import find_gaps
from assessment.gaps.rules.facts import (
    ClauseFact,
    FoundGap,
    GapFacts,
    LimitFact,
    StepInUse,
)
from assessment.indicators.observations import StandardFact, StepFact
from assessment.indicators.vocabulary import (
    Applicability,
    StandardLevel,
    StandardStatus,
)

DAY = date(2021, 12, 31)
BEGUN = date(2021, 4, 1)


def a_standard(code: str, title: str = "", **fields: Any) -> StandardFact:
    """An internal service standard in force on :data:`DAY`."""
    defaults: dict[str, Any] = {
        "record_id": 1,
        "subsystem": "服务提供",
        "level": StandardLevel.INTERNAL,
        "status": StandardStatus.CURRENT,
        "effective_on": BEGUN,
    }
    title = title or f"{code}专用服务规范"
    return StandardFact(code=code, title=title, **{**defaults, **fields})


def a_step(*codes: str, name: str = "转交", **fields: Any) -> StepInUse:
    """A step of 转办转介 that the standards ``codes`` are said to cover."""
    fact = StepFact(
        record_id=7,
        domain="救助程序",
        item="转办转介",
        step=name,
        needs_standard=True,
        applicability=Applicability.BINDING,
        covering_standards=codes,
    )
    return StepInUse(fact=fact, identity=fact.key, owners=("测试民政局",), **fields)


def a_limit(
    code: str, limit: str | None, unit: str = "工作日", **fields: Any
) -> LimitFact:
    """A limit from 受理 to 转交."""
    defaults: dict[str, Any] = {
        "wording": "在规定时间内转交",
        "start_event": "受理登记",
        "end_event": "转交相关部门",
    }
    amount = None if limit is None else Decimal(limit)
    return LimitFact(code=code, limit=amount, unit=unit, **{**defaults, **fields})


def a_clause(number: str, content: str, **fields: Any) -> ClauseFact:
    """A clause without a title."""
    return ClauseFact(**{"title": "", **fields}, number=number, content=content)


def found_in(
    *steps: StepInUse, standards: tuple[StandardFact, ...] = (), **facts: Any
) -> tuple[FoundGap, ...]:
    """What the rules find on :data:`DAY`."""
    by_code = {standard.code: standard for standard in standards}
    return find_gaps(
        GapFacts(day=facts.pop("day", DAY), steps=steps, standards=by_code, **facts)
    )


def rules_of(found: tuple[FoundGap, ...]) -> list[str]:
    """Which rules found something."""
    return [gap.rule.value for gap in found]
