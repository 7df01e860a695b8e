"""One change for many steps: planned, shown, and then written all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from assessment.coverage.models import WorkStep
from assessment.coverage.ordering import settle_order
from assessment.coverage.services import locked_pilot, record_step_event
from assessment.coverage.versions import (
    Difference,
    StepRefusedError,
    day_text,
    label_of,
    words_of,
)
from assessment.coverage.waiting import tell_of_open_reasons
from assessment.coverage.writing import (
    Change,
    begin_versions,
    check_day_within,
    correct_rows,
)
from listing.columns import NOTHING, joined
from standards_catalog.models import Pilot

OWNERS_KEPT, OWNERS_ADDED, OWNERS_REMOVED, OWNERS_REPLACED = "", "add", "remove", "set"


@dataclass(frozen=True)
class BulkChange:
    """What is to be done to each chosen step: ``values`` by field, the owners one way
    or another, from a day on or as a correction; or the end of all on ``retire_on``."""

    values: dict[str, Any]
    owners_how: str = OWNERS_KEPT
    owners: tuple[Unit, ...] = ()
    from_day: date | None = None
    retire_on: date | None = None

    def of(self, step: WorkStep) -> Change:
        """The change of one step."""
        named = frozenset(unit.pk for unit in step.owner_units.all())
        given = frozenset(unit.pk for unit in self.owners)
        owners = {
            OWNERS_KEPT: None,
            OWNERS_ADDED: named | given,
            OWNERS_REMOVED: named - given,
            OWNERS_REPLACED: given,
        }[self.owners_how]
        return Change(step, self._values_of(step), owners)

    def _values_of(self, step: WorkStep) -> dict[str, Any]:
        values = dict(self.values)
        if values.get("needs_standard") is True:
            values["no_standard_reason"] = ""
        return values


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One of the chosen steps: what would be different, or why it cannot be."""

    step: WorkStep
    differences: tuple[Difference, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a change would do to each chosen step."""

    steps: tuple[PlannedStep, ...]

    @property
    def changed(self) -> list[PlannedStep]:
        """The steps that would be different."""
        return [each for each in self.steps if each.differences and not each.problem]

    @property
    def same(self) -> list[PlannedStep]:
        """The steps that are like that already."""
        return [e for e in self.steps if not e.differences and not e.problem]

    @property
    def refused(self) -> list[PlannedStep]:
        """The steps that keep the whole change from being made."""
        return [each for each in self.steps if each.problem]

    @property
    def may_be_applied(self) -> bool:
        """Whether there is something to do and nothing against it."""
        return bool(self.changed) and not self.refused


def chosen_steps(pilot: Pilot, keys: Sequence[int]) -> list[WorkStep]:
    """The steps of the pilot with these keys, in their order. Two queries."""
    steps = WorkStep.objects.filter(pilot=pilot, pk__in=keys).select_related("pilot")
    return list(steps.prefetch_related("owner_units"))


def plan_change(
    pilot: Pilot, steps: Sequence[WorkStep], change: BulkChange
) -> BulkPlan:
    """What :func:`apply_change` would do. At most three queries."""
    units = dict(
        Unit.objects.filter(
            pk__in={unit.pk for step in steps for unit in step.owner_units.all()}
            | {unit.pk for unit in change.owners}
        ).in_bulk()
    )
    last = _last_versions(pilot)
    return BulkPlan(tuple(_planned(step, change, units, last) for step in steps))


def _last_versions(pilot: Pilot) -> dict[str, tuple[date, int]]:
    """Identity → begin and key of its last version."""
    last: dict[str, tuple[date, int]] = {}
    for step in WorkStep.objects.filter(pilot=pilot):
        version = (step.starts_on or date.min, step.pk)
        last[step.identity] = max(last.get(step.identity, version), version)
    return last


def _planned(
    step: WorkStep,
    change: BulkChange,
    units: dict[int, Unit],
    last: dict[str, tuple[date, int]],
) -> PlannedStep:
    if change.retire_on is not None:
        return _planned_end(step, change.retire_on, last)
    wanted = change.of(step)
    told = tuple(_differences(wanted, units))
    problem = ""
    if told and change.from_day is not None:
        try:
            check_day_within(step, change.from_day)
        except StepRefusedError as error:
            problem = str(error)
    return PlannedStep(step, told, problem)


def _planned_end(
    step: WorkStep, day: date, last: dict[str, tuple[date, int]]
) -> PlannedStep:
    if step.ends_on == day:
        return PlannedStep(step, ())
    told = Difference(
        label_of("ends_on"), day_text(step.ends_on, NOTHING), day.isoformat()
    )
    problem = ""
    if last[step.identity][1] != step.pk:
        problem = "后面另有版本，请在最后一个版本上停用。"
    elif step.starts_on is not None and day <= step.starts_on:
        problem = f"自 {step.starts_on} 启用，停用日期应更晚。"
    return PlannedStep(step, (told,), problem)


def _differences(change: Change, units: dict[int, Unit]) -> list[Difference]:
    told = []
    if change.changes_owners and change.owners is not None:
        before = joined(change.step.owner_units.all()) or NOTHING
        after = joined(unit for key, unit in units.items() if key in change.owners)
        told.append(Difference("责任单位", before, after or NOTHING))
    changed = WorkStep(**dict(change.values))
    for name in change.values:
        words = words_of(change.step, name), words_of(changed, name)
        if words[0] != words[1]:
            told.append(Difference(label_of(name), *words))
    return told


@transaction.atomic
def apply_change(
    *,
    pilot: Pilot,
    keys: Sequence[int],
    change: BulkChange,
    seen: str,
    actor: User,
    address: str,
) -> int:
    """Do to all chosen steps what the plan says; how many are different.

    StepRefusedError, and nothing written, if one of them cannot be changed or the
    pilot's records are not those that were ``seen`` (its data version).
    """
    pilot = locked_pilot(pilot)
    if seen != str(pilot.data_version):
        raise StepRefusedError("数据刚被修改过，请核对下面按现在的数据重新列出的变化。")
    plan = plan_change(pilot, chosen_steps(pilot, keys), change)
    if not plan.may_be_applied:
        raise StepRefusedError("有环节不能这样修改，没有修改任何环节。")
    steps = [each.step for each in plan.changed]
    written = steps
    if change.retire_on is not None:
        ended = WorkStep.objects.filter(pk__in=[step.pk for step in steps])
        ended.update(ends_on=change.retire_on)
    elif change.from_day is not None:
        written = begin_versions([change.of(s) for s in steps], change.from_day)
    else:
        correct_rows([change.of(step) for step in steps])
        written = chosen_steps(pilot, [step.pk for step in steps])
    settle_order(pilot)
    if "needs_standard" in change.values:
        tell_of_open_reasons(written)
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="批量停用工作环节" if change.retire_on else "批量修改工作环节",
        label=f"{len(steps)} 个",
        detail=_detail(change, plan),
        address=address,
    )
    return len(steps)


def _detail(change: BulkChange, plan: BulkPlan) -> dict[str, Any]:
    """Each step with before and after, so that the change can be taken back by hand."""
    how = f"自 {change.from_day} 起变更" if change.from_day else "更正"
    return {
        "方式": "停用" if change.retire_on else how,
        "环节": {
            f"{each.step.domain}/{each.step}": [str(told) for told in each.differences]
            for each in plan.changed
        },
    }
