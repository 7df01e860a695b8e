"""Something that waits to be done, and the parts of the home pages that list it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Unit
from assessment.planning.selectors import PlanState, duties_in_state
from standards_catalog.models import Pilot


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits to be done: how much of it, since when it hurts."""

    label: str
    count: int
    hint: str
    url: str
    is_late: bool = False


def office_plan_todos(pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    """What the office has to press for in the plans."""
    late = duties_in_state(pilot, as_of, PlanState.OVERDUE)
    return (
        Todo(
            "实施计划任务逾期",
            late.count(),
            "期限已过、责任单位尚未报告完成，请督促",
            _duties(PlanState.OVERDUE),
            is_late=True,
        ),
    )


def unit_plan_todos(unit: Unit, pilot: Pilot, as_of: date) -> tuple[Todo, ...]:
    """What the plans want of ``unit``."""
    late = duties_in_state(pilot, as_of, PlanState.OVERDUE).filter(unit=unit)
    running = duties_in_state(pilot, as_of, PlanState.RUNNING).filter(unit=unit)
    return (
        Todo(
            "实施计划任务逾期",
            late.count(),
            "期限已过，完成后由联络员报告",
            _duties(PlanState.OVERDUE),
            is_late=True,
        ),
        Todo(
            "进行中的实施计划任务",
            running.count(),
            "按期完成后由联络员报告",
            _duties(PlanState.RUNNING),
        ),
    )


def _duties(state: PlanState) -> str:
    return f"{reverse('planning:duties')}?state={state.value}"
