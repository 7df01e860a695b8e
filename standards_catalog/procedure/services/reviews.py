"""What the experts of a panel do: opinions per clause and one vote each."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_event
from standards_catalog.procedure.models import (
    ExpertReview,
    PanelMember,
    ReviewOpinion,
    Stage,
)
from standards_catalog.procedure.selectors.clauses import place_by_id, text_of_snapshot
from standards_catalog.procedure.services.notices import notify, office_accounts
from standards_catalog.procedure.services.steps import StepRefusedError, project_url


def _open_seat(review: ExpertReview, expert: User) -> PanelMember:
    """The expert's seat, locked, in a review that is still open."""
    seat = (
        PanelMember.objects.select_for_update(of=("self",))
        .select_related("review__project__standard", "review__snapshot")
        .filter(review=review, expert=expert)
        .first()
    )
    if seat is None:
        raise StepRefusedError("您不是本次评审的专家")
    if seat.review.is_concluded or seat.review.project.stage != Stage.REVIEWING:
        raise StepRefusedError("本次评审已经结束")
    return seat


@transaction.atomic
def give_opinion(
    *,
    review: ExpertReview,
    expert: User,
    content: str,
    block_id: str = "",
    address: str = "",
) -> ReviewOpinion:
    """Enter an expert's opinion on a clause of the 送审稿, or on the whole of it."""
    seat = _open_seat(review, expert)
    words = content.strip()
    if not words:
        raise StepRefusedError("请写明评审意见")
    place = place_by_id(text_of_snapshot(seat.review.snapshot), block_id)
    if place is None:
        raise StepRefusedError("送审稿中没有这个章条，请刷新页面后再试")
    record_event(
        actor=expert,
        action="提出评审意见",
        object_label=str(seat.review),
        detail={"章条": place.number},
        address=address,
    )
    return ReviewOpinion.objects.create(
        member=seat,
        block_id=place.block_id,
        clause_number=place.number,
        clause_text=place.text,
        position=place.position,
        content=words,
        given_at=timezone.now(),
    )


@transaction.atomic
def remove_opinion(*, opinion: ReviewOpinion, expert: User, address: str = "") -> None:
    """Take back an own opinion while the review is open."""
    seat = _open_seat(opinion.member.review, expert)
    if opinion.member_id != seat.pk:
        raise StepRefusedError("只能删除自己的意见")
    record_event(
        actor=expert,
        action="撤回评审意见",
        object_label=str(seat.review),
        detail={"章条": opinion.clause_number, "意见": opinion.content},
        address=address,
    )
    opinion.delete()


@transaction.atomic
def cast_vote(
    *, review: ExpertReview, expert: User, vote: str, reason: str, address: str = ""
) -> PanelMember:
    """Cast the expert's one vote; 不同意 needs a reason, and no vote is changed."""
    seat = _open_seat(review, expert)
    if seat.vote:
        raise StepRefusedError(f"您已于 {seat.voted_at:%Y-%m-%d} 表决，不能更改")
    if vote not in PanelMember.Vote.values:
        raise StepRefusedError("请选择同意、不同意或弃权")
    words = reason.strip()
    if vote == PanelMember.Vote.NO and not words:
        raise StepRefusedError("不同意须写明理由")
    seat.vote, seat.vote_reason, seat.voted_at = vote, words, timezone.now()
    seat.save(update_fields=["vote", "vote_reason", "voted_at"])
    record_event(
        actor=expert,
        action="评审表决",
        object_label=str(seat.review),
        detail={"表决": vote, "文本摘要": seat.review.snapshot.digest},
        address=address,
    )
    if not seat.review.panel.filter(vote="").exists():
        notify(
            office_accounts(),
            f"{seat.review}，专家已全部表决，请形成结论",
            project_url(seat.review.project),
        )
    return seat
