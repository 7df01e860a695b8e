"""The steps that are decisions: 立项, 审议, and the ways back and out.

As every step, each locks the project, checks the table of :mod:`.steps` and what
``selectors.readiness`` requires, does its work, logs it and tells those whose turn is
next, in one transaction: a refused step leaves nothing behind.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from standards_catalog.models import Standard
from standards_catalog.procedure.models import (
    Deliberation,
    DraftingProject,
    DraftSnapshot,
    ExpertReview,
    Stage,
    StageChange,
)
from standards_catalog.procedure.selectors.readiness import (
    latest_review,
    pending_deliberation,
)
from standards_catalog.procedure.services.drafts import (
    allow_writing,
    forbid_writing,
    start_text,
    take_snapshot,
)
from standards_catalog.procedure.services.notices import (
    leadership_accounts,
    liaisons_of,
    notify,
    office_accounts,
)
from standards_catalog.procedure.services.steps import (
    StepRefusedError,
    complete,
    project_url,
    ready,
)


@transaction.atomic
def accept_proposal(
    *, project: DraftingProject, actor: User, note: str = "", address: str = ""
) -> StageChange:
    """立项 → 起草: the office accepts the proposal; the text is opened.

    Refused without a 查新 record, or where it found a standard to apply as it is.
    """
    locked = ready(project, "accept_proposal", actor)
    standard = locked.standard
    standard.responsible_units.add(locked.lead_unit)
    if locked.kind == DraftingProject.Kind.NEW:
        standard.status = Standard.Status.DRAFTING
        standard.save(update_fields=["status"])
        standard.pilot.mark_changed()
    start_text(project=locked, actor=actor)
    change = complete(locked, "accept_proposal", actor, note=note, address=address)
    notify(
        liaisons_of([locked.lead_unit]),
        f"{locked}已立项，请起草",
        project_url(locked),
        due_on=locked.planned_on,
    )
    return change


@transaction.atomic
def submit_for_deliberation(
    *, project: DraftingProject, actor: User, changes: str = "", address: str = ""
) -> Deliberation:
    """专家评审 → 领导小组审议, with the text as the panel passed it.

    After 修改后通过 ``changes`` says what was changed since.
    """
    locked = ready(project, "submit_for_deliberation", actor)
    review = latest_review(locked)
    assert review is not None  # noqa: S101 - nothing was missing
    words = changes.strip()
    if review.conclusion == ExpertReview.Conclusion.CONDITIONAL and not words:
        raise StepRefusedError("评审结论为“修改后通过”，请写明按评审意见作了哪些修改")
    snapshot = take_snapshot(
        project=locked, kind=DraftSnapshot.Kind.APPROVAL, actor=actor
    )
    deliberation = Deliberation.objects.create(
        project=locked, snapshot=snapshot, submitted_at=timezone.now(), changes=words
    )
    forbid_writing(project=locked, reason="已提请领导小组审议", actor=actor)
    complete(
        locked,
        "submit_for_deliberation",
        actor,
        note=words,
        snapshot=snapshot,
        address=address,
    )
    notify(leadership_accounts(), f"{locked}报批稿，请审议", project_url(locked))
    return deliberation


@transaction.atomic
def approve(
    *, project: DraftingProject, actor: User, opinion: str = "", address: str = ""
) -> Deliberation:
    """领导小组审议 → 批准发布: the approval holds for the text it was given for."""
    locked = ready(project, "approve", actor)
    deliberation = _decide(locked, actor, Deliberation.Decision.APPROVED, opinion)
    complete(
        locked,
        "approve",
        actor,
        note=opinion.strip(),
        snapshot=deliberation.snapshot,
        address=address,
    )
    notify(office_accounts(), f"{locked}已审议通过，请编号发布", project_url(locked))
    return deliberation


@transaction.atomic
def return_to_drafting(
    *, project: DraftingProject, actor: User, opinion: str, address: str = ""
) -> Deliberation:
    """领导小组审议 → 起草: the chain starts again, with the reason on file."""
    locked = ready(project, "return_to_drafting", actor)
    if not opinion.strip():
        raise StepRefusedError("退回修改须写明理由")
    deliberation = _decide(locked, actor, Deliberation.Decision.RETURNED, opinion)
    allow_writing(project=locked, actor=actor)
    complete(
        locked,
        "return_to_drafting",
        actor,
        note=opinion.strip(),
        snapshot=deliberation.snapshot,
        address=address,
    )
    told = [*office_accounts(), *liaisons_of([locked.lead_unit])]
    notify(told, f"{locked}被领导小组退回修改", project_url(locked))
    return deliberation


def _decide(
    project: DraftingProject, actor: User, decision: str, opinion: str
) -> Deliberation:
    deliberation = pending_deliberation(project)
    assert deliberation is not None  # noqa: S101 - nothing was missing
    deliberation.decision, deliberation.opinion = decision, opinion.strip()
    deliberation.decided_at, deliberation.decided_by = timezone.now(), actor
    deliberation.save(update_fields=["decision", "opinion", "decided_at", "decided_by"])
    return deliberation


@transaction.atomic
def redraft(
    *, project: DraftingProject, actor: User, note: str, address: str = ""
) -> StageChange:
    """意见汇总处理 or 专家评审 → 起草: the text is to be written anew."""
    locked = ready(project, "redraft", actor)
    if not note.strip():
        raise StepRefusedError("重新起草须写明理由")
    review = latest_review(locked)
    if review is not None and not review.is_concluded:
        raise StepRefusedError("评审还没有形成结论，不能重新起草")
    allow_writing(project=locked, actor=actor)
    change = complete(locked, "redraft", actor, note=note.strip(), address=address)
    notify(liaisons_of([locked.lead_unit]), f"{locked}须重新起草", project_url(locked))
    return change


@transaction.atomic
def withdraw(
    *, project: DraftingProject, actor: User, note: str, address: str = ""
) -> StageChange:
    """立项 → 终止: the lead unit takes its proposal back."""
    return _end(project, "withdraw", actor, note, address)


@transaction.atomic
def abandon(
    *, project: DraftingProject, actor: User, note: str, address: str = ""
) -> StageChange:
    """Any active stage → 终止, by the office and with a reason."""
    return _end(project, "abandon", actor, note, address)


def _end(
    project: DraftingProject, key: str, actor: User, note: str, address: str
) -> StageChange:
    locked = ready(project, key, actor)
    if not note.strip():
        raise StepRefusedError("终止项目须写明理由")
    standard = locked.standard
    if locked.stage != Stage.PROPOSED and locked.former_status:
        standard.status = locked.former_status
        standard.save(update_fields=["status"])
        standard.pilot.mark_changed()
    forbid_writing(project=locked, reason="项目已终止", actor=actor)
    locked.consultations.filter(closed_at=None).update(closed_at=timezone.now())
    change = complete(locked, key, actor, note=note.strip(), address=address)
    told = [*office_accounts(), *liaisons_of([locked.lead_unit])]
    others = [account for account in told if account != actor]
    notify(others, f"{locked}已终止：{note.strip()}", project_url(locked))
    return change
