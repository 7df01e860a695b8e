"""Promotions: proposed, carried from stage to stage, published or given up.

``promote`` alone keeps 上升为 and 上升日期 of the standard in step with its projects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from assessment.promotion.models import (
    PUBLICATION,
    STAGES,
    PromotionProject,
    Stage,
)
from assessment.promotion.selectors import published_numbers
from standards_catalog.models import Pilot, Standard
from standards_catalog.numbering.standard_numbers import NumberError, parse_number
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)

_PARTS = re.compile("[;；]")


class PromotionRefusedError(Exception):
    """Cannot be done so; the text says in Chinese why, without a full stop."""


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A stage reached: when, by which document, what to note, and what is due next."""

    stage: Stage
    done_on: date
    document: str = ""
    note: str = ""
    next_due_on: date | None = None
    result_number: str = ""


@transaction.atomic
def propose_promotion(
    *,
    standard: Standard,
    level: str,
    unit: Unit,
    plan: StepPlan,
    actor: User,
    address: str,
) -> PromotionProject:
    """A new project, at 意向. One per standard and level."""
    if standard.level != Standard.Level.INTERNAL:
        raise PromotionRefusedError("只有本试点的内部标准可以上升")
    if PromotionProject.objects.filter(standard=standard, level=level).exists():
        raise PromotionRefusedError(f"“{standard}”已有上升为{level}的项目")
    _check_day(None, plan)
    places = PromotionProject.objects.filter(pilot=standard.pilot)
    last = places.aggregate(last=Max("position"))["last"] or 0
    project = PromotionProject(
        pilot=standard.pilot,
        position=last + 1,
        standard=standard,
        unit=unit,
        level=level,
    )
    _put_down(project, plan)
    project.save()
    _announce(project, "提出标准上升", plan, actor, address)
    return project


@transaction.atomic
def take_step(
    *, project: PromotionProject, plan: StepPlan, actor: User, address: str
) -> None:
    """Put down that ``plan.stage`` was reached. 发布 is the office's, and asks for a
    number of the level aimed at; it then stands in the standard's 上升为."""
    locked = _locked(project)
    if locked.ended_on is not None:
        raise PromotionRefusedError("项目已经终止")
    if plan.stage not in locked.following():
        raise PromotionRefusedError(f"不能再办“{plan.stage.word}”，请刷新页面")
    _check_day(locked, plan)
    if plan.stage == PUBLICATION:
        if not actor.is_office:
            raise PromotionRefusedError("“发布”由标准化办公室登记")
        locked.result_number = checked_number(plan.result_number, locked.level)
    _put_down(locked, plan)
    locked.save()
    promote(standard=locked.standard)
    _announce(locked, f"标准上升：{plan.stage.word}", plan, actor, address)


@transaction.atomic
def take_back_step(*, project: PromotionProject, actor: User, address: str) -> Stage:
    """Undo the last stage that was put down by mistake; the first one stays."""
    locked = _locked(project)
    taken = locked.taken()
    if len(taken) <= 1:
        raise PromotionRefusedError("只剩第一步，不能再撤回")
    stage, number = taken[-1].stage, locked.result_number
    setattr(locked, f"{stage.field}_on", None)
    setattr(locked, f"{stage.field}_document", "")
    setattr(locked, f"{stage.field}_note", "")
    if stage == PUBLICATION:
        locked.result_number = ""
    locked.save()
    promote(standard=locked.standard, without=number if stage == PUBLICATION else "")
    _record(locked, "撤回标准上升步骤", {"阶段": stage.word}, actor, address)
    locked.pilot.mark_changed()
    return stage


@transaction.atomic
def give_up(
    *,
    project: PromotionProject,
    ended_on: date,
    reason: str,
    actor: User,
    address: str,
) -> None:
    """终止: the project will not be carried on."""
    locked = _locked(project)
    if locked.publication_on is not None:
        raise PromotionRefusedError("已经发布，不能终止")
    if ended_on > timezone.localdate():
        raise PromotionRefusedError("终止日期不能晚于今天")
    if ended_on < locked.taken()[-1].done_on:
        raise PromotionRefusedError("终止日期不能早于上一步的日期")
    locked.ended_on, locked.end_reason = ended_on, reason.strip()
    locked.next_due_on = None
    locked.save()
    _record(locked, "终止标准上升", {"原因": locked.end_reason}, actor, address)
    locked.pilot.mark_changed()
    notify(
        [*liaisons_of([locked.unit]), *office_accounts()],
        f"“{locked}”已终止：{locked.end_reason}",
        _page(locked),
    )


def promote(*, standard: Standard, without: str = "") -> None:
    """Bring 上升为 and 上升日期 of ``standard`` in step with its published projects.

    What else stands in 上升为 stays; ``without`` is a number that no longer holds. The
    date is the earliest known, and open while a part is undated: such a part counts on
    every day.
    """
    dates = published_numbers(standard.pk)
    before = [part.strip() for part in _PARTS.split(standard.promoted_to)]
    others = [p for p in before if p and p != without and p not in dates]
    known = list(dates.values())
    if others and standard.promoted_on is not None:
        known.append(standard.promoted_on)
    is_undated = bool(others) and standard.promoted_on is None
    standard.promoted_to = ";".join([*others, *dates])
    standard.promoted_on = None if is_undated or not known else min(known)
    standard.save(update_fields=["promoted_to", "promoted_on"])


def checked_number(text: str, level: str) -> str:
    """The number as printed. PromotionRefusedError if it is none, or of another level."""
    if not text.strip():
        raise PromotionRefusedError("发布须填写结果编号")
    try:
        number = parse_number(text)
    except NumberError as error:
        raise PromotionRefusedError(str(error)) from error
    if number.level != level:
        raise PromotionRefusedError(
            f"“{number.printed}”是{number.level}的编号，而目标级别是“{level}”"
        )
    return number.printed


def _check_day(project: PromotionProject | None, plan: StepPlan) -> None:
    if plan.done_on > timezone.localdate():
        raise PromotionRefusedError(f"{plan.stage.word}日期不能晚于今天")
    taken = project.taken() if project is not None else []
    if taken and plan.done_on < taken[-1].done_on:
        last = taken[-1]
        raise PromotionRefusedError(
            f"{plan.stage.word}日期不能早于{last.stage.word}的 {last.done_on.isoformat()}"
        )
    if plan.next_due_on is not None and plan.next_due_on < plan.done_on:
        raise PromotionRefusedError("下一步期限不能早于这一步的日期")


def _put_down(project: PromotionProject, plan: StepPlan) -> None:
    name = plan.stage.field
    setattr(project, f"{name}_on", plan.done_on)
    setattr(project, f"{name}_document", plan.document.strip())
    setattr(project, f"{name}_note", plan.note.strip())
    project.next_due_on = None if plan.stage == STAGES[-1] else plan.next_due_on


def _locked(project: PromotionProject) -> PromotionProject:
    return PromotionProject.objects.select_for_update().get(pk=project.pk)


def _announce(
    project: PromotionProject,
    action: str,
    plan: StepPlan,
    actor: User,
    address: str,
) -> None:
    detail = {
        "目标级别": project.level,
        "日期": plan.done_on.isoformat(),
        "文号": plan.document,
        "结果编号": project.result_number,
    }
    _record(project, action, detail, actor, address)
    project.pilot.mark_changed()
    told = liaisons_of([project.unit]) if actor.is_office else office_accounts()
    notify(told, f"“{project}”：{plan.stage.word}", _page(project))


def _record(
    project: PromotionProject,
    action: str,
    detail: dict[str, Any],
    actor: User,
    address: str,
) -> None:
    pilot: Pilot = project.pilot
    record_event(
        actor=actor,
        action=action,
        object_label=f"{pilot.name} {project}",
        detail=detail,
        address=address,
    )


def _page(project: PromotionProject) -> str:
    return reverse("promotion:project", args=[project.pk])
