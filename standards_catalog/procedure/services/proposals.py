"""How a project comes about, and what is put on its file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    FINAL_STAGES,
    DraftingProject,
    NoveltySearch,
    ProjectDocument,
    Stage,
    StageChange,
)
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)
from standards_catalog.procedure.services.steps import StepRefusedError, project_url


@dataclass(frozen=True, slots=True)
class Proposal:
    """What 立项 asks for: which standard, what with it, who leads and why."""

    standard: Standard
    kind: str
    lead_unit: Unit
    purpose: str
    planned_on: date | None = None


@transaction.atomic
def propose(*, proposal: Proposal, actor: User, address: str = "") -> DraftingProject:
    """Put a project on the list, at 立项.

    StepRefusedError for another unit's project, a kind that does not fit the
    standard, and a standard that is being worked on already.
    """
    standard = Standard.objects.select_for_update().get(pk=proposal.standard.pk)
    if not (actor.is_office or actor.unit_id == proposal.lead_unit.pk):
        raise StepRefusedError("只能以本单位为牵头单位提出项目")
    _check_kind(standard, proposal.kind)
    active = DraftingProject.objects.filter(standard=standard).active()
    if active.exists():
        raise StepRefusedError(f"“{standard}”已有正在办理的项目")
    project = DraftingProject(
        standard=standard,
        kind=proposal.kind,
        lead_unit=proposal.lead_unit,
        purpose=proposal.purpose.strip(),
        planned_on=proposal.planned_on,
        proposed_on=timezone.localdate(),
        proposed_by=actor,
        stage_since=timezone.localdate(),
        former_status=standard.status,
    )
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as error:
        raise StepRefusedError(f"“{standard}”已有正在办理的项目") from error
    _log_proposal(project, actor, address)
    _tell_who_is_next(project, actor)
    return project


def _tell_who_is_next(project: DraftingProject, actor: User) -> None:
    """Without 查新, which an abolition needs none of, it is still the lead's turn."""
    url = project_url(project)
    if actor.is_office:
        told = liaisons_of([project.lead_unit])
        notify(told, f"{project}由本单位牵头，请办理立项", url)
    elif project.kind == DraftingProject.Kind.ABOLITION:
        notify(office_accounts(), f"{project}申请立项，请审查", url)


def _log_proposal(project: DraftingProject, actor: User, address: str) -> None:
    StageChange.objects.create(
        project=project,
        at=timezone.now(),
        actor=actor,
        step="propose",
        label="提出立项",
        target=Stage.PROPOSED,
        note=project.purpose,
    )
    record_event(
        actor=actor,
        action="提出立项",
        object_label=f"{project.standard.pilot.name} {project}",
        detail={"牵头单位": project.lead_unit.name, "理由": project.purpose},
        address=address,
    )


def _check_kind(standard: Standard, kind: str) -> None:
    is_published = standard.editions.exclude(effective_on=None).exists()
    if kind == DraftingProject.Kind.NEW and is_published:
        raise StepRefusedError(f"“{standard}”已经发布，应选择修订")
    if kind != DraftingProject.Kind.NEW and not is_published:
        raise StepRefusedError(f"“{standard}”还没有发布，不能{kind}")
    if standard.level != Standard.Level.INTERNAL:
        raise StepRefusedError(
            f"“{standard}”是{standard.level}，本系统只办理内部标准的制修订"
        )


@transaction.atomic
def record_search(*, search: NoveltySearch, actor: User, address: str = "") -> None:
    """Put an unsaved 查新 record on the file of an active project."""
    _require_active(search.project)
    if search.searched_on > timezone.localdate():
        raise StepRefusedError("查新日期不能晚于今天")
    found_some = search.result != NoveltySearch.Result.NONE
    if found_some and not search.findings.strip():
        raise StepRefusedError("查到相关标准时须写明其编号、名称和与本项目的关系")
    search.recorded_by = actor
    search.save()
    record_event(
        actor=actor,
        action="登记查新",
        object_label=str(search.project),
        detail={"范围": search.sources, "结果": search.result},
        address=address,
    )
    project = search.project
    if project.stage == Stage.PROPOSED and not actor.is_office:
        notify(
            office_accounts(),
            f"{project}申请立项，已登记查新，请审查",
            project_url(project),
            subject=f"searched {project.pk}",
        )


@transaction.atomic
def add_document(
    *,
    project: DraftingProject,
    kind: str,
    title: str,
    upload: File[bytes],
    actor: User,
    address: str = "",
) -> ProjectDocument:
    """Put a file on the project's file, with its SHA-256."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    document = ProjectDocument.objects.create(
        project=project,
        kind=kind,
        title=title.strip() or str(upload.name),
        file=upload,
        digest=digest.hexdigest(),
        added_at=timezone.now(),
        added_by=actor,
    )
    record_event(
        actor=actor,
        action="上传项目材料",
        object_label=str(project),
        detail={"名称": document.title, "摘要": document.digest},
        address=address,
    )
    return document


def _require_active(project: DraftingProject) -> None:
    stage = DraftingProject.objects.values_list("stage", flat=True).get(pk=project.pk)
    if stage in FINAL_STAGES:
        raise StepRefusedError(f"项目已经是“{stage}”，不能再改")
