"""运行分析: the rules of a day against the kept gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.gaps.models import Gap
from assessment.gaps.rules.facts import FoundGap
from assessment.gaps.selectors.analysis import (
    AnalysisPlan,
    Closing,
    planned_analysis,
)
from assessment.gaps.services.records import (
    GapRefusedError,
    code_of,
    next_number,
    record_gap_event,
)
from standards_catalog.models import Pilot, Standard

_SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """What a run did."""

    raised: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    unchanged: int


@transaction.atomic
def analyse(
    *,
    pilot: Pilot,
    as_of: date,
    actor: User | None,
    due_on: date | None = None,
    seen: str = "",
    address: str = "",
) -> AnalysisResult:
    """运行分析: raise what the rules find on ``as_of``, close what they find no more.

    Run again it changes nothing. ``due_on`` is the 完成时限 of new gaps; ``seen`` the
    digest of the plan somebody looked at: GapRefusedError if it has changed since.
    """
    locked = Pilot.objects.select_for_update().get(pk=pilot.pk)
    plan = planned_analysis(locked, as_of)
    if seen and seen != plan.digest:
        raise GapRefusedError("预览之后数据有变化，请核对新的预览结果再执行。")
    raised = _raise_all(locked, plan, due_on)
    for gap, found in plan.unchanged:
        _bring_up_to_date(gap, found)
    closed = [_close(closing) for closing in plan.closing]
    if raised or closed:
        _log_analysis(locked, plan, actor, address)
        pilot.mark_changed()
    return AnalysisResult(raised, tuple(closed), len(plan.unchanged))


def _log_analysis(
    pilot: Pilot, plan: AnalysisPlan, actor: User | None, address: str
) -> None:
    record_event(
        actor=actor,
        action="运行缺口分析",
        object_label=pilot.name,
        detail={
            "截至": plan.day.isoformat(),
            "新增": len(plan.new),
            "关闭": "、".join(closing.gap.code for closing in plan.closing),
        },
        address=address,
    )


@transaction.atomic
def close_solved(*, pilot: Pilot, day: date, actor: User | None = None) -> int:
    """Close the gaps the rules find no more, and raise none: for every night."""
    locked = Pilot.objects.select_for_update().get(pk=pilot.pk)
    plan = planned_analysis(locked, day)
    for closing in plan.closing:
        gap = _close(closing)
        record_gap_event(gap, "关闭缺口", actor, "", 理由=gap.closing_reason)
    if plan.closing:
        pilot.mark_changed()
    return len(plan.closing)


def _raise_all(
    pilot: Pilot, plan: AnalysisPlan, due_on: date | None
) -> tuple[Gap, ...]:
    numbers = next_number(pilot)
    standards = dict(Standard.objects.filter(pilot=pilot).values_list("code", "pk"))
    units = dict(Unit.objects.filter(pilots=pilot).values_list("name", "pk"))
    gaps = Gap.objects.bulk_create(
        Gap(
            pilot=pilot,
            position=number,
            code=code_of(number),
            source=Gap.Source.RULE,
            raised_on=plan.day,
            due_on=due_on,
            standard_id=standards.get(found.standard),
            other_standard_id=standards.get(found.other_standard),
            **_found_values(found),
        )
        for number, found in enumerate(plan.new, start=numbers)
    )
    links = Gap.owner_units.through
    links.objects.bulk_create(
        links(gap_id=gap.pk, unit_id=units[name])
        for gap, found in zip(gaps, plan.new, strict=True)
        for name in found.owners
        if name in units
    )
    return tuple(gaps)


def _found_values(found: FoundGap) -> dict[str, object]:
    return {
        "kind": found.kind.value,
        "rule": found.rule.value,
        "subject": found.subject[:_SUBJECT_LENGTH],
        "needs_check": not found.is_certain,
        "step_id": found.step.fact.record_id if found.step else None,
        "statement": found.statement,
        "basis": found.basis,
        "proposed_title": found.proposed,
    }


def _bring_up_to_date(gap: Gap, found: FoundGap) -> None:
    """A gap found again says what is the case now; what people decided stays."""
    if gap.source != Gap.Source.RULE:
        return
    wanted = {
        name: value
        for name, value in _found_values(found).items()
        if name in ("needs_check", "step_id", "statement", "basis")
    }
    changed = {n: v for n, v in wanted.items() if getattr(gap, n) != v}
    if changed:
        Gap.objects.filter(pk=gap.pk).update(**changed)


def _close(closing: Closing) -> Gap:
    gap = closing.gap
    gap.closed_on, gap.closing_reason = closing.on, closing.reason
    gap.save(update_fields=["closed_on", "closing_reason"])
    return gap
