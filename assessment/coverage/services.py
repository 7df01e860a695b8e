"""Writes of the office to work steps and their versions; every one is recorded.

A correction (更正) changes the row itself and with it the past. A change as of a day
(变更) ends the row on that day and begins another one with the same 环节编号.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.services import record_event
from assessment.coverage.models import WorkStep
from assessment.coverage.ordering import settle_order
from assessment.coverage.versions import (
    NAMES,
    Difference,
    StepRefusedError,
    check_code,
    check_names,
    day_text,
    differences,
    label_of,
    next_code,
    versions_of,
    words_of,
)
from assessment.coverage.waiting import tell_of_open_reasons
from assessment.coverage.writing import (
    Change,
    begin_versions,
    check_day_within,
    correct_rows,
    new_versions,
)
from standards_catalog.models import Pilot

_CHECKED = (*NAMES, "code", "starts_on", "ends_on")


def locked_pilot(pilot: Pilot) -> Pilot:
    """The pilot, held until the transaction ends: one writer of steps at a time."""
    return Pilot.objects.select_for_update().get(pk=pilot.pk)


def record_step_event(
    *,
    pilot: Pilot,
    actor: User,
    action: str,
    label: str,
    detail: dict[str, Any],
    address: str,
) -> None:
    """Tell the pilot and the audit trail that steps were written by hand."""
    pilot.mark_changed()
    record_event(
        actor=actor,
        action=action,
        object_label=f"{pilot.name} 工作环节 {label}",
        detail=detail,
        address=address,
    )


def told_of(changed: Iterable[Difference]) -> dict[str, list[str]]:
    """Differences as the audit trail keeps them: label → before and after."""
    return {each.label: [each.before, each.after] for each in changed}


@transaction.atomic
def add_step(
    *, step: WorkStep, owners: frozenset[int], actor: User, address: str
) -> WorkStep:
    """Keep a new step, last of its item. StepRefusedError for a name or code that is
    taken."""
    pilot = locked_pilot(step.pilot)
    check_names(step)
    check_code(step, ())
    last = WorkStep.objects.filter(pilot=pilot).aggregate(last=Max("position"))["last"]
    step.position = (last or 0) + 1
    step.save()
    step.owner_units.set(owners)
    settle_order(pilot)
    tell_of_open_reasons([step])
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="新增工作环节",
        label=str(step),
        detail={"启用日期": day_text(step.starts_on, "一直")},
        address=address,
    )
    return step


@transaction.atomic
def correct_step(
    *, step: WorkStep, change: Change, actor: User, address: str
) -> WorkStep:
    """Correct one version of a step. ``change.values`` may hold its dates, which move
    the border with a version that adjoins, and its code, which all versions share."""
    pilot = locked_pilot(step.pilot)
    versions = versions_of(stored_step(step))
    before = next(version for version in versions if version.pk == step.pk)
    change = _with_code(before, versions, change)
    borders = _moved_borders(before, versions, change)
    values = {n: change.values.get(n, getattr(before, n)) for n in _CHECKED}
    trial = WorkStep(pk=step.pk, pilot=pilot, **values)
    check_names(trial, own=[border.step.pk for border in borders])
    check_code(trial, versions)
    correct_rows([change, *borders])
    own = [version.pk for version in versions]
    WorkStep.objects.filter(pk__in=own).update(code=change.values["code"])
    after = stored_step(step)
    settle_order(pilot, _elsewhere(before, after))
    if _says_another_reason(before, after):
        tell_of_open_reasons([after])
    told = {
        label_of(name): words
        for name in ("code", "starts_on", "ends_on")
        if (words := [words_of(row, name) for row in (before, after)])
        and words[0] != words[1]
    }
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="更正工作环节",
        label=str(after),
        detail=told_of(differences(before, after)) | told,
        address=address,
    )
    return after


def _with_code(step: WorkStep, versions: list[WorkStep], change: Change) -> Change:
    """Several versions need a code: their names may stop telling that they are one."""
    code = change.values.get("code", step.code)
    if len(versions) > 1 and not code:
        code = step.code or next_code(step.pilot)
    return Change(step, {**change.values, "code": code}, change.owners)


def _moved_borders(
    step: WorkStep, versions: list[WorkStep], change: Change
) -> list[Change]:
    """The neighbours whose border with ``step`` moves along with it."""
    begin = change.values.get("starts_on", step.starts_on)
    end = change.values.get("ends_on", step.ends_on)
    place = [version.pk for version in versions].index(step.pk)
    borders = []
    if place > 0:
        earlier = versions[place - 1]
        if earlier.ends_on == step.starts_on and begin != step.starts_on:
            if begin is None or (earlier.starts_on or date.min) >= begin:
                raise StepRefusedError(_beyond(earlier), "starts_on")
            borders.append(Change(earlier, {"ends_on": begin}))
        elif begin is None or (earlier.ends_on or date.max) > begin:
            raise StepRefusedError(_beyond(earlier), "starts_on")
    if place + 1 < len(versions):
        later = versions[place + 1]
        if later.starts_on == step.ends_on and end != step.ends_on:
            if end is None or (later.ends_on or date.max) <= end:
                raise StepRefusedError(_beyond(later), "ends_on")
            borders.append(Change(later, {"starts_on": end}))
        elif end is None or (later.starts_on or date.min) < end:
            raise StepRefusedError(_beyond(later), "ends_on")
    return borders


def _beyond(neighbour: WorkStep) -> str:
    since = day_text(neighbour.starts_on, "一直")
    until = day_text(neighbour.ends_on, "至今")
    return f"与另一个版本（{since} — {until}）的日期冲突，同一环节的版本不能重叠。"


@transaction.atomic
def change_step(
    *, step: WorkStep, change: Change, day: date, actor: User, address: str
) -> WorkStep:
    """Let ``step`` be different from ``day`` on; the new version."""
    pilot = locked_pilot(step.pilot)
    before = stored_step(step)
    check_day_within(before, day)
    change = Change(before, change.values, change.owners)
    if not change.changes_anything:
        raise StepRefusedError("没有改动：请填写自该日起不同的内容。")
    trial = WorkStep(
        pilot=pilot,
        starts_on=day,
        ends_on=before.ends_on,
        **{n: change.values.get(n, getattr(before, n)) for n in NAMES},
    )
    check_names(trial, own=[before.pk])
    old_ending = before.ends_on
    (created,) = begin_versions([change], day)
    settle_order(pilot, _elsewhere(before, created))
    if _says_another_reason(before, created):
        tell_of_open_reasons([created])
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="变更工作环节",
        label=str(created),
        detail={
            "自": day.isoformat(),
            "至": day_text(old_ending, "至今"),
            **told_of(differences(stored_step(before), stored_step(created))),
        },
        address=address,
    )
    return created


def _elsewhere(before: WorkStep, after: WorkStep) -> set[int]:
    """The row that stands in another item now, if it does."""
    stays = (before.domain, before.item) == (after.domain, after.item)
    return set() if stays else {after.pk}


def _says_another_reason(before: WorkStep, after: WorkStep) -> bool:
    told = [(s.needs_standard, s.no_standard_reason) for s in (before, after)]
    return told[0] != told[1]


def stored_step(step: WorkStep) -> WorkStep:
    """``step`` as it is in the database now."""
    rows = WorkStep.objects.select_related("pilot").prefetch_related("owner_units")
    return rows.get(pk=step.pk)


@transaction.atomic
def retire_step(*, step: WorkStep, day: date, actor: User, address: str) -> None:
    """Let ``step`` be no more from ``day`` on. Only its last version can end."""
    pilot = locked_pilot(step.pilot)
    step = stored_step(step)
    check_retirement(step, day)
    step.ends_on = day
    step.save(update_fields=["ends_on"])
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="停用工作环节",
        label=str(step),
        detail={"停用日期": day.isoformat()},
        address=address,
    )


def check_retirement(step: WorkStep, day: date) -> None:
    """StepRefusedError if ``step`` cannot end on ``day``."""
    last = versions_of(step)[-1]
    if last.pk != step.pk:
        raise StepRefusedError(
            f"“{step}”自 {day_text(last.starts_on, '一直')} 起另有版本，"
            "请在最后一个版本上停用。",
            "day",
        )
    if step.starts_on is not None and day <= step.starts_on:
        raise StepRefusedError(
            f"“{step}”自 {step.starts_on} 启用，停用日期应更晚；"
            "若从未真正启用，请删除这个版本。",
            "day",
        )


@transaction.atomic
def restore_step(*, step: WorkStep, day: date, actor: User, address: str) -> WorkStep:
    """Use a step again from ``day`` on: as if it had never ended if that is the day it
    ended on, else as a new version after a pause."""
    pilot = locked_pilot(step.pilot)
    step = stored_step(step)
    ended = step.ends_on
    if ended is None or versions_of(step)[-1].pk != step.pk:
        raise StepRefusedError(f"“{step}”没有停用，或后面另有版本。", "day")
    if day < ended:
        raise StepRefusedError(f"恢复日期不能早于停用日期 {ended}。", "day")
    trial = WorkStep(pilot=pilot, starts_on=day, **{n: getattr(step, n) for n in NAMES})
    check_names(trial, own=[step.pk])
    held = stored_step(step)
    held.ends_on = None
    if day == ended:
        restored = held
        held.save(update_fields=["ends_on"])
    else:
        (restored,) = new_versions([Change(held)], day)
        settle_order(pilot)
    record_step_event(
        pilot=pilot,
        actor=actor,
        action="恢复工作环节",
        label=str(step),
        detail={"停用日期": ended.isoformat(), "恢复日期": day.isoformat()},
        address=address,
    )
    return restored
