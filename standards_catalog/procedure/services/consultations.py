"""Opinions during a round, and what becomes of them after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEvent, Unit, User
from accounts.services import record_event
from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    DraftingProject,
    Invitation,
    Stage,
)
from standards_catalog.procedure.selectors.clauses import (
    ClausePlace,
    place_by_id,
    text_of_snapshot,
)
from standards_catalog.procedure.selectors.readiness import undisposed_comments
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)
from standards_catalog.procedure.services.steps import StepRefusedError, project_url

# One address may send so many opinions of the public in an hour.
PUBLIC_LIMIT = 20
PUBLIC_COMMENT = "公众提出意见"
_LONGEST = 4000


@transaction.atomic
def add_comment(
    *,
    consultation: Consultation,
    content: str,
    block_id: str = "",
    invitation: Invitation | None = None,
    contributor: str = "",
    channel: str,
    actor: User | None = None,
    address: str = "",
) -> Comment:
    """Enter one opinion on the clause ``block_id``, or on the whole text.

    Without ``invitation`` it is the public's. StepRefusedError when the round is not
    open, the clause is not in its text, nothing was written, or one address sends
    too much.
    """
    locked = _open_round(consultation)
    words = content.strip()
    if not words:
        raise StepRefusedError("请写明意见内容")
    if len(words) > _LONGEST:
        raise StepRefusedError(f"意见内容有 {len(words)} 字，最多 {_LONGEST} 字")
    place = place_by_id(text_of_snapshot(locked.snapshot), block_id)
    if place is None:
        raise StepRefusedError("征求意见稿中没有这个章条，请刷新页面后再试")
    if invitation is None:
        _check_public(locked, address)
    comment = _entered(locked, place, words, channel, actor)
    comment.invitation, comment.contributor = invitation, contributor.strip()[:100]
    comment.save()
    if invitation is not None:
        _mark_replied(invitation, has_no_comment=False)
    record_event(
        actor=actor,
        action="提出意见" if invitation is not None else PUBLIC_COMMENT,
        object_label=str(locked),
        detail={"提出者": comment.proposer, "章条": place.number},
        address=address,
    )
    return comment


def _entered(
    consultation: Consultation,
    place: ClausePlace,
    words: str,
    channel: str,
    actor: User | None,
) -> Comment:
    return Comment(
        consultation=consultation,
        channel=channel,
        block_id=place.block_id,
        clause_number=place.number,
        clause_text=place.text,
        position=place.position,
        content=words,
        proposed_at=timezone.now(),
        proposed_by=actor,
    )


def _open_round(consultation: Consultation) -> Consultation:
    found = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("project__standard", "snapshot")
        .get(pk=consultation.pk)
    )
    if not (
        found.is_open_on(timezone.localdate())
        and found.project.stage == Stage.CONSULTING
    ):
        raise StepRefusedError("征求意见已经结束或者还没有开始")
    return found


def _check_public(consultation: Consultation, address: str) -> None:
    if not consultation.is_public:
        raise StepRefusedError("本次征求意见不向社会公开")
    # Counted in the audit trail, as wrong passwords are: every process sees it.
    since = timezone.now() - timedelta(hours=1)
    sent = AuditEvent.objects.filter(
        action=PUBLIC_COMMENT, address=address, at__gte=since
    )
    if sent.count() >= PUBLIC_LIMIT:
        raise StepRefusedError("您提交得太频繁，请一小时后再试")


def _mark_replied(invitation: Invitation, *, has_no_comment: bool) -> None:
    invitation.replied_at = invitation.replied_at or timezone.now()
    invitation.has_no_comment = has_no_comment
    invitation.save(update_fields=["replied_at", "has_no_comment"])
    consultation = invitation.consultation
    is_waiting = consultation.invitations.filter(replied_at=None).exists()
    if not (is_waiting or consultation.is_public):
        project = consultation.project
        notify(
            liaisons_of([project.lead_unit]),
            f"{consultation}，各单位已全部回函，可以结束征求意见",
            project_url(project),
            subject=f"replied {consultation.pk}",
        )


@transaction.atomic
def reply_without_comment(
    *, invitation: Invitation, actor: User | None, address: str = ""
) -> None:
    """“无意见”: a reply like any other. Refused where opinions were given."""
    consultation = _open_round(invitation.consultation)
    if invitation.comments.exists():
        raise StepRefusedError("已经提出意见，不能再回复“无意见”；请先删除意见")
    _mark_replied(invitation, has_no_comment=True)
    record_event(
        actor=actor,
        action="回复无意见",
        object_label=str(consultation),
        detail={"单位": invitation.full_name},
        address=address,
    )


@transaction.atomic
def remove_comment(*, comment: Comment, actor: User | None, address: str = "") -> None:
    """Take back an own opinion while the round is open.

    A body whose last opinion goes has not replied any more.
    """
    consultation = _open_round(comment.consultation)
    invitation = comment.invitation
    comment.delete()
    if invitation is not None and not invitation.comments.exists():
        invitation.replied_at = None
        invitation.save(update_fields=["replied_at"])
    record_event(
        actor=actor,
        action="撤回意见",
        object_label=str(consultation),
        detail={"章条": comment.clause_number, "意见": comment.content},
        address=address,
    )


def invite(
    *, consultation: Consultation, units: Iterable[Unit], bodies: Iterable[str]
) -> list[Invitation]:
    """Ask units and bodies without an account; whoever was asked is not asked twice."""
    asked = [
        Invitation.objects.get_or_create(consultation=consultation, unit=unit)
        for unit in units
    ]
    names = dict.fromkeys(" ".join(name.split()) for name in bodies)
    asked += [
        Invitation.objects.get_or_create(consultation=consultation, body_name=name)
        for name in names
        if name
    ]
    return [invitation for invitation, is_new in asked if is_new]


@transaction.atomic
def dispose(
    *,
    comment: Comment,
    disposition: str,
    reason: str,
    actor: User,
    address: str = "",
) -> None:
    """Answer an opinion: 采纳, 部分采纳 or 不采纳; the last two need a reason.

    Only while the project is at 意见汇总处理, by the office or the lead unit.
    """
    project = (
        DraftingProject.objects.select_for_update(of=("self",))
        .select_related("standard")
        .get(pk=comment.consultation.project_id)
    )
    if project.stage != Stage.DISPOSING:
        raise StepRefusedError(f"项目现在处于“{project.stage}”，不能改处理意见")
    if not (actor.is_office or actor.unit_id == project.lead_unit_id):
        raise StepRefusedError("只有标准化办公室和牵头单位可以处理意见")
    if disposition not in Comment.Disposition.values:
        raise StepRefusedError("处理意见应为采纳、部分采纳或不采纳")
    words = reason.strip()
    if disposition in Comment.NEEDS_REASON and not words:
        raise StepRefusedError(f"“{disposition}”须写明理由")
    comment.disposition, comment.reason = disposition, words
    comment.disposed_at, comment.disposed_by = timezone.now(), actor
    comment.save(update_fields=["disposition", "reason", "disposed_at", "disposed_by"])
    record_event(
        actor=actor,
        action="处理意见",
        object_label=str(project),
        detail={"章条": comment.clause_number, "处理": disposition, "理由": words},
        address=address,
    )
    if not undisposed_comments(project):
        notify(
            office_accounts(),
            f"{project}的意见已全部处理，请召集专家评审",
            project_url(project),
            subject=f"disposed {comment.consultation_id}",
        )
