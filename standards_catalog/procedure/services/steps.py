"""The table of steps and what every step has in common: lock, log, audit.

A project changes its stage through a step of this table and in no other way. The
chain is that of the plan, 五(二)(5); nothing in it can be skipped, because a step
names the only stages it may be taken from and is checked on the locked row.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import record_event
from standards_catalog.procedure.models import (
    ACTIVE_STAGES,
    DraftingProject,
    DraftSnapshot,
    Stage,
    StageChange,
)
from standards_catalog.procedure.selectors.readiness import MISSING

_OFFICE = frozenset({Role.STANDARDS_OFFICE})
_LIAISON = frozenset({Role.UNIT_LIAISON})
_LEADERSHIP = frozenset({Role.LEADERSHIP_GROUP})


class StepRefusedError(Exception):
    """A step cannot be taken; ``reasons`` are Chinese lines that say why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Step:
    """A step: from which stages to which, and who may take it.

    A member unit's liaison may take it only in a project that the unit leads.
    """

    key: str
    label: str
    sources: tuple[Stage, ...]
    target: Stage
    roles: frozenset[Role]


STEPS: tuple[Step, ...] = (
    Step(
        "accept_proposal",
        "批准立项",
        (Stage.PROPOSED,),
        Stage.DRAFTING,
        _OFFICE,
    ),
    Step(
        "open_consultation",
        "发出征求意见稿",
        (Stage.DRAFTING, Stage.DISPOSING),
        Stage.CONSULTING,
        _OFFICE | _LIAISON,
    ),
    Step(
        "extend_consultation",
        "延长征求意见期限",
        (Stage.CONSULTING,),
        Stage.CONSULTING,
        _OFFICE,
    ),
    Step(
        "close_consultation",
        "结束征求意见",
        (Stage.CONSULTING,),
        Stage.DISPOSING,
        _OFFICE | _LIAISON,
    ),
    Step(
        "convene_review",
        "召集专家评审",
        (Stage.DISPOSING, Stage.REVIEWING),
        Stage.REVIEWING,
        _OFFICE,
    ),
    Step(
        "conclude_review",
        "形成评审结论",
        (Stage.REVIEWING,),
        Stage.REVIEWING,
        _OFFICE,
    ),
    Step(
        "submit_for_deliberation",
        "提请领导小组审议",
        (Stage.REVIEWING,),
        Stage.DELIBERATING,
        _OFFICE,
    ),
    Step(
        "approve",
        "审议通过",
        (Stage.DELIBERATING,),
        Stage.APPROVED,
        _LEADERSHIP,
    ),
    Step(
        "return_to_drafting",
        "退回修改",
        (Stage.DELIBERATING,),
        Stage.DRAFTING,
        _LEADERSHIP,
    ),
    Step(
        "redraft",
        "重新起草",
        (Stage.DISPOSING, Stage.REVIEWING),
        Stage.DRAFTING,
        _OFFICE,
    ),
    Step(
        "publish",
        "批准发布",
        (Stage.APPROVED,),
        Stage.PUBLISHED,
        _OFFICE,
    ),
    Step(
        "withdraw",
        "撤回立项",
        (Stage.PROPOSED,),
        Stage.ABANDONED,
        _LIAISON,
    ),
    Step(
        "abandon",
        "终止项目",
        ACTIVE_STAGES,
        Stage.ABANDONED,
        _OFFICE,
    ),
)
STEP_BY_KEY = {step.key: step for step in STEPS}


def may_take(step: Step, project: DraftingProject, user: User) -> bool:
    """Whether the step belongs to the user's role and, for a unit, to its project."""
    if user.is_superuser:
        return True
    if user.role not in step.roles:
        return False
    return not user.is_unit_bound or user.unit_id == project.lead_unit_id


def begin(project: DraftingProject, key: str, actor: User) -> DraftingProject:
    """The project's row, locked and fresh, ready for step ``key``.

    Call inside a transaction. StepRefusedError if it is not the actor's step or not
    the stage for it; two who act at once come one after the other, and the second
    finds the stage changed.
    """
    step = STEP_BY_KEY[key]
    locked = (
        DraftingProject.objects.select_for_update(of=("self",))
        .select_related("standard__pilot", "lead_unit")
        .get(pk=project.pk)
    )
    if not may_take(step, locked, actor):
        raise StepRefusedError(f"您的角色不能办理“{step.label}”")
    if locked.stage not in step.sources:
        places = "、".join(step.sources)
        raise StepRefusedError(
            f"项目现在处于“{locked.stage}”，“{step.label}”只能在“{places}”阶段办理"
        )
    return locked


def ready(project: DraftingProject, key: str, actor: User) -> DraftingProject:
    """The locked project, if the step is allowed now and nothing is missing for it."""
    locked = begin(project, key, actor)
    missing = MISSING[key](locked, timezone.localdate())
    if missing:
        raise StepRefusedError(*missing)
    return locked


def complete(
    project: DraftingProject,
    key: str,
    actor: User,
    *,
    note: str = "",
    snapshot: DraftSnapshot | None = None,
    address: str = "",
) -> StageChange:
    """Move the locked project to the step's stage, and log and audit the step."""
    step = STEP_BY_KEY[key]
    source = project.stage
    if source != step.target:
        project.stage_since = timezone.localdate()
    project.stage = step.target
    project.save(update_fields=["stage", "stage_since"])
    record_event(
        actor=actor,
        action=step.label,
        object_label=f"{project.standard.pilot.name} {project}",
        detail={
            "原阶段": str(source),
            "新阶段": str(step.target),
            "说明": note,
            "文本摘要": snapshot.digest if snapshot is not None else "",
        },
        address=address,
    )
    return StageChange.objects.create(
        project=project,
        at=timezone.now(),
        actor=actor,
        step=key,
        label=step.label,
        source=source,
        target=step.target,
        note=note,
        snapshot=snapshot,
    )


def project_url(project: DraftingProject) -> str:
    """The page of a project."""
    return reverse("procedure:project", args=[project.pk])
