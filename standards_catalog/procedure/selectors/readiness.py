"""What is still missing before a step can be taken, as Chinese lines.

The page shows these lines beside the step and the step itself refuses with them, so
that what is shown and what is enforced cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from standards_catalog.drafting.document import Clause
from standards_catalog.procedure.models import (
    Comment,
    Consultation,
    Deliberation,
    DraftingProject,
    ExpertReview,
    NoveltySearch,
)
from standards_catalog.procedure.selectors.drafts import (
    current_draft,
    drafting_problems,
)
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.selectors.voting import Tally, tally_of

Missing = Callable[[DraftingProject, date], list[str]]


def latest_consultation(project: DraftingProject) -> Consultation | None:
    """The last round, open or closed."""
    return project.consultations.order_by("number").last()


def latest_review(project: DraftingProject) -> ExpertReview | None:
    """The last review, concluded or not."""
    return project.reviews.order_by("number").last()


def pending_deliberation(project: DraftingProject) -> Deliberation | None:
    """What the leadership group has not decided yet."""
    return project.deliberations.filter(decision="").last()


def approved_deliberation(project: DraftingProject) -> Deliberation | None:
    """The approval that a publication rests on."""
    return project.deliberations.filter(
        decision=Deliberation.Decision.APPROVED, publication__isnull=True
    ).last()


def undisposed_comments(project: DraftingProject) -> int:
    """Opinions of all rounds that nobody has answered yet."""
    return Comment.objects.filter(consultation__project=project, disposition="").count()


def tally_of_review(review: ExpertReview) -> Tally:
    """The votes of the panel against the pilot's rules."""
    rules = rules_of(review.project.standard.pilot)
    votes = (member.vote for member in review.panel.all())
    return tally_of(votes, rules.quorum, rules.approval)


def _before_acceptance(project: DraftingProject, day: date) -> list[str]:
    if project.kind == DraftingProject.Kind.ABOLITION:
        return []
    latest = project.searches.last()
    if latest is None:
        return ["还没有查新记录：须写明查了什么、何时查的、结果如何"]
    if latest.result == NoveltySearch.Result.APPLICABLE:
        return ["最近一次查新有可直接采用的标准，应直接采用，不另行制定"]
    return []


def _before_consultation(project: DraftingProject, day: date) -> list[str]:
    missing = _without_text(project)
    if count := undisposed_comments(project):
        missing.append(f"上一轮还有 {count} 条意见没有处理")
    return missing


def _without_text(project: DraftingProject) -> list[str]:
    if project.kind == DraftingProject.Kind.ABOLITION:
        return []
    text = current_draft(project).text
    if text is None or not any(isinstance(block, Clause) for block in text.blocks):
        return ["标准文本还没有章条，请先起草"]
    return []


def _before_closing(project: DraftingProject, day: date) -> list[str]:
    round_ = latest_consultation(project)
    if round_ is None or day > round_.closes_on:
        return []
    waiting = round_.invitations.filter(replied_at=None).count()
    if round_.is_public:
        return [f"向社会公开征求意见到 {round_.closes_on.isoformat()} 才截止"]
    if waiting:
        return [f"还有 {waiting} 家单位没有回函，期限到 {round_.closes_on.isoformat()}"]
    return []


def _before_review(project: DraftingProject, day: date) -> list[str]:
    missing = _without_text(project)
    if count := undisposed_comments(project):
        missing.append(f"还有 {count} 条意见没有写处理意见")
    review = latest_review(project)
    if project.stage == "专家评审" and review is not None and not review.is_concluded:
        missing.append(f"第 {review.number} 次评审还没有形成结论")
    return missing


def _before_conclusion(project: DraftingProject, day: date) -> list[str]:
    review = latest_review(project)
    if review is None or review.is_concluded:
        return ["没有正在进行的评审"]
    tally = tally_of_review(review)
    if tally.is_quorate:
        return []
    needed = -(-tally.quorum.numerator * tally.panel // tally.quorum.denominator)
    return [
        f"专家组 {tally.panel} 人，已表决 {tally.cast} 人，"
        f"至少须 {needed} 人表决（{share_words(tally.quorum)}）"
    ]


def _before_deliberation(project: DraftingProject, day: date) -> list[str]:
    review = latest_review(project)
    if review is None or not review.is_concluded:
        return ["专家评审还没有形成结论"]
    if review.conclusion not in ExpertReview.PASSING:
        return ["专家评审结论为不通过，须重新起草或重新评审"]
    draft = current_draft(project)
    missing = drafting_problems(project, draft.text)
    if (
        review.conclusion == ExpertReview.Conclusion.PASSED
        and draft.digest != review.snapshot.digest
    ):
        missing.append(
            "评审结论为“通过”，但送审后文本又有改动：请恢复送审稿，或重新评审"
        )
    if (
        review.conclusion == ExpertReview.Conclusion.CONDITIONAL
        and draft.text is not None
        and draft.digest == review.snapshot.digest
    ):
        missing.append("评审结论为“修改后通过”，但送审后文本还没有改动")
    return missing


def _before_decision(project: DraftingProject, day: date) -> list[str]:
    if pending_deliberation(project) is None:
        return ["没有待审议的报批稿"]
    return []


def _before_publication(project: DraftingProject, day: date) -> list[str]:
    deliberation = approved_deliberation(project)
    if deliberation is None:
        return ["没有审议通过的报批稿"]
    draft = current_draft(project)
    missing = drafting_problems(project, draft.text)
    if draft.digest != deliberation.snapshot.digest:
        missing.append("文本与审议通过的报批稿不一致，不能发布")
    return missing


def _nothing(project: DraftingProject, day: date) -> list[str]:
    return []


def share_words(share: Fraction) -> str:
    """3/4 as 四分之三 is read: “3/4”."""
    return f"{share.numerator}/{share.denominator}"


MISSING: Mapping[str, Missing] = {
    "accept_proposal": _before_acceptance,
    "open_consultation": _before_consultation,
    "extend_consultation": _nothing,
    "close_consultation": _before_closing,
    "convene_review": _before_review,
    "conclude_review": _before_conclusion,
    "submit_for_deliberation": _before_deliberation,
    "approve": _before_decision,
    "return_to_drafting": _before_decision,
    "redraft": _nothing,
    "publish": _before_publication,
    "withdraw": _nothing,
    "abandon": _nothing,
}
