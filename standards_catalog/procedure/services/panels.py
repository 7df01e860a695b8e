"""The steps of 专家评审: a panel is convened, and its vote concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from standards_catalog.procedure.models import (
    DraftingProject,
    DraftSnapshot,
    ExpertReview,
    PanelMember,
)
from standards_catalog.procedure.selectors.readiness import (
    latest_review,
    tally_of_review,
)
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.services.drafts import (
    allow_writing,
    forbid_writing,
    take_snapshot,
)
from standards_catalog.procedure.services.notices import liaisons_of, notify
from standards_catalog.procedure.services.steps import (
    StepRefusedError,
    complete,
    project_url,
    ready,
)


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """A review as it is to be convened. ``host`` is a position, no name."""

    meeting_on: date
    place: str
    host: str
    experts: tuple[User, ...]
    chair: User | None = None


@transaction.atomic
def convene_review(
    *, project: DraftingProject, actor: User, plan: ReviewPlan, address: str = ""
) -> ExpertReview:
    """意见汇总处理 → 专家评审, or another review after a concluded one.

    Refused while an opinion waits for its disposition and for a panel that is too
    small or not of experts.
    """
    locked = ready(project, "convene_review", actor)
    _check_panel(locked, plan)
    previous = latest_review(locked)
    snapshot = take_snapshot(
        project=locked, kind=DraftSnapshot.Kind.REVIEW, actor=actor
    )
    review = ExpertReview.objects.create(
        project=locked,
        number=previous.number + 1 if previous is not None else 1,
        snapshot=snapshot,
        meeting_on=plan.meeting_on,
        place=plan.place,
        host=plan.host,
        convened_at=timezone.now(),
    )
    PanelMember.objects.bulk_create(
        PanelMember(review=review, expert=expert, is_chair=expert == plan.chair)
        for expert in plan.experts
    )
    forbid_writing(project=locked, reason="正在专家评审", actor=actor)
    complete(
        locked,
        "convene_review",
        actor,
        note=f"第 {review.number} 次，专家 {len(plan.experts)} 人",
        snapshot=snapshot,
        address=address,
    )
    notify(
        plan.experts,
        f"{review}，请审阅送审稿并表决（{plan.meeting_on.isoformat()}）",
        reverse("procedure:review", args=[review.pk]),
        due_on=plan.meeting_on,
    )
    return review


def _check_panel(project: DraftingProject, plan: ReviewPlan) -> None:
    least = rules_of(project.standard.pilot).panel_size
    if len(set(plan.experts)) < least:
        raise StepRefusedError(
            f"专家组不少于 {least} 人，现在选了 {len(set(plan.experts))} 人"
        )
    if any(e.role != Role.EXPERT or not e.is_active for e in plan.experts):
        raise StepRefusedError("专家组只能由专家角色的在用账号组成")
    if plan.chair is not None and plan.chair not in plan.experts:
        raise StepRefusedError("组长须是专家组成员")


@transaction.atomic
def conclude_review(
    *,
    project: DraftingProject,
    actor: User,
    conclusion: str,
    main_points: str,
    address: str = "",
) -> ExpertReview:
    """Close the votes and state the conclusion the vote allows.

    通过 and 修改后通过 need the required share of 同意; without it the only
    conclusion is 不通过. After 修改后通过 the lead unit may write again.
    """
    locked = ready(project, "conclude_review", actor)
    review = latest_review(locked)
    assert review is not None  # noqa: S101 - nothing was missing
    # Votes lock their seats; taking all seats lets no vote slip in behind the tally.
    list(review.panel.select_for_update())
    _check_conclusion(review, conclusion, main_points)
    review.conclusion = conclusion
    review.main_points = main_points.strip()
    review.concluded_at = timezone.now()
    review.save(update_fields=["conclusion", "main_points", "concluded_at"])
    if conclusion == ExpertReview.Conclusion.CONDITIONAL:
        allow_writing(project=locked, actor=actor)
    complete(
        locked,
        "conclude_review",
        actor,
        note=f"第 {review.number} 次：{conclusion}",
        snapshot=review.snapshot,
        address=address,
    )
    notify(
        liaisons_of([locked.lead_unit]),
        f"{review}：{conclusion}",
        project_url(locked),
    )
    return review


def _check_conclusion(review: ExpertReview, conclusion: str, main_points: str) -> None:
    if conclusion not in ExpertReview.Conclusion.values:
        raise StepRefusedError("评审结论应为通过、修改后通过或不通过")
    is_passing = conclusion in ExpertReview.PASSING
    tally = tally_of_review(review)
    if is_passing and not tally.is_passed:
        raise StepRefusedError(
            f"同意 {tally.yes} 票，未达到表决人数的 "
            f"{tally.approval.numerator}/{tally.approval.denominator}，"
            "结论只能是不通过"
        )
    if not is_passing and tally.is_passed:
        raise StepRefusedError("表决已达到通过的票数，结论不能是不通过")
    if conclusion != ExpertReview.Conclusion.PASSED and not main_points.strip():
        raise StepRefusedError(f"结论为“{conclusion}”时须写明主要修改意见")
