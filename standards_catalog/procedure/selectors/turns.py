"""Whose turn it is on each project, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import Role, User
from standards_catalog.models import Pilot
from standards_catalog.procedure.models import (
    ACTIVE_STAGES,
    Comment,
    Consultation,
    DraftingProject,
    ExpertReview,
    NoveltySearch,
    PanelMember,
    Stage,
)

OFFICE = Role.STANDARDS_OFFICE.label
LEADERSHIP = Role.LEADERSHIP_GROUP.label
EXPERTS = "评审专家"
INVITED = "被征求意见单位"


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has to do what next on a project. ``due_on`` may be unset; ``key`` is the
    step that would be next, empty while others act first."""

    who: str
    what: str
    key: str = ""
    due_on: date | None = None

    def is_late_on(self, day: date) -> bool:
        """Whether the day for it has passed."""
        return self.due_on is not None and self.due_on < day


def with_progress(projects: QuerySet[DraftingProject]) -> QuerySet[DraftingProject]:
    """Annotate what :func:`turn_of` needs; one query for any number of projects."""
    rounds = Consultation.objects.filter(project=OuterRef("pk")).order_by("-number")
    asked = rounds.annotate(
        waiting=Count("invitations", filter=Q(invitations__replied_at=None))
    )
    reviews = ExpertReview.objects.filter(project=OuterRef("pk")).order_by("-number")
    awaited = reviews.annotate(unvoted=Count("panel", filter=Q(panel__vote="")))
    undisposed = (
        Comment.objects.filter(consultation__project=OuterRef("pk"), disposition="")
        .order_by()
        .values("consultation__project")
        .annotate(count=Count("pk"))
    )
    searches = NoveltySearch.objects.filter(project=OuterRef("pk")).order_by("-pk")
    return projects.select_related("standard", "lead_unit").annotate(
        round_closes_on=Subquery(rounds.values("closes_on")[:1]),
        round_is_public=Subquery(rounds.values("is_public")[:1]),
        round_waiting=Subquery(asked.values("waiting")[:1]),
        undisposed=Subquery(undisposed.values("count")[:1]),
        review_on=Subquery(reviews.values("meeting_on")[:1]),
        review_conclusion=Subquery(reviews.values("conclusion")[:1]),
        review_unvoted=Subquery(awaited.values("unvoted")[:1]),
        last_search=Subquery(searches.values("result")[:1]),
        effective_on=Subquery(
            DraftingProject.objects.filter(pk=OuterRef("pk")).values(
                "publication__effective_on"
            )[:1]
        ),
    )


def turn_of(project: DraftingProject, day: date) -> Turn:
    """Whose turn it is; ``project`` comes from :func:`with_progress`."""
    row: Any = project
    lead = str(project.lead_unit)
    match Stage(project.stage):
        case Stage.PROPOSED:
            if project.kind != "废止" and not row.last_search:
                return Turn(lead, "登记查新记录")
            return Turn(OFFICE, "审查立项", "accept_proposal")
        case Stage.DRAFTING:
            return Turn(
                lead, "起草并发出征求意见稿", "open_consultation", project.planned_on
            )
        case Stage.CONSULTING:
            return _while_consulting(row, lead, day)
        case Stage.DISPOSING:
            if row.undisposed:
                return Turn(lead, f"处理 {row.undisposed} 条意见")
            return Turn(OFFICE, "召集专家评审", "convene_review")
        case Stage.REVIEWING:
            return _while_reviewing(row, lead)
        case Stage.DELIBERATING:
            return Turn(LEADERSHIP, "审议报批稿", "approve")
        case Stage.APPROVED:
            return Turn(OFFICE, "编号并发布", "publish")
        case Stage.PUBLISHED:
            return _after_publication(project, row.effective_on, day)
        case Stage.ABANDONED:
            return Turn("—", "项目已终止")


def _while_consulting(row: Any, lead: str, day: date) -> Turn:
    is_over = day > row.round_closes_on
    all_replied = not row.round_waiting and not row.round_is_public
    if is_over or all_replied:
        return Turn(lead, "结束征求意见，汇总意见", "close_consultation")
    waiting = f"{row.round_waiting} 家未回函" if row.round_waiting else "面向社会"
    return Turn(INVITED, f"提出意见（{waiting}）", "", row.round_closes_on)


def _while_reviewing(row: Any, lead: str) -> Turn:
    if not row.review_conclusion:
        if row.review_unvoted:
            what = f"审阅、表决（{row.review_unvoted} 人未表决）"
            return Turn(EXPERTS, what, "conclude_review", row.review_on)
        return Turn(OFFICE, "形成评审结论", "conclude_review")
    if row.review_conclusion == ExpertReview.Conclusion.FAILED:
        return Turn(OFFICE, "退回重新起草或重新评审", "redraft")
    if row.review_conclusion == ExpertReview.Conclusion.CONDITIONAL:
        who = f"{lead}、{OFFICE}"
        return Turn(who, "按评审意见修改后提请审议", "submit_for_deliberation")
    return Turn(OFFICE, "提请领导小组审议", "submit_for_deliberation")


def _after_publication(
    project: DraftingProject, effective_on: date | None, day: date
) -> Turn:
    verb = "废止" if project.kind == "废止" else "实施"
    if effective_on is not None and effective_on > day:
        return Turn("—", f"{effective_on.isoformat()} 起{verb}")
    return Turn("—", f"已{verb}")


_MAIN_STEPS = {
    Stage.PROPOSED: "accept_proposal",
    Stage.DRAFTING: "open_consultation",
    Stage.CONSULTING: "close_consultation",
    Stage.DISPOSING: "convene_review",
    Stage.DELIBERATING: "approve",
    Stage.APPROVED: "publish",
}


def main_step(project: DraftingProject) -> str:
    """The step that leads on from here; ``project`` comes from :func:`with_progress`.
    Empty once nothing is to be done."""
    row: Any = project
    if project.stage != Stage.REVIEWING:
        return _MAIN_STEPS.get(Stage(project.stage), "")
    if not row.review_conclusion:
        return "conclude_review"
    if row.review_conclusion == ExpertReview.Conclusion.FAILED:
        return "redraft"
    return "submit_for_deliberation"


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A project on the board with whose turn it is."""

    project: DraftingProject
    turn: Turn
    is_late: bool


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The projects of one stage, the longest waiting first."""

    stage: str
    cards: tuple[BoardCard, ...]


def board_columns(
    projects: QuerySet[DraftingProject], day: date
) -> tuple[BoardColumn, ...]:
    """Every active project by stage. One query."""
    rows = with_progress(projects.active()).order_by("stage_since", "pk")  # type: ignore[attr-defined]
    cards = [_card(project, day) for project in rows]
    return tuple(
        BoardColumn(
            stage.label, tuple(card for card in cards if card.project.stage == stage)
        )
        for stage in ACTIVE_STAGES
    )


def _card(project: DraftingProject, day: date) -> BoardCard:
    turn = turn_of(project, day)
    return BoardCard(project, turn, turn.is_late_on(day))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line for somebody's list of things to do."""

    label: str
    count: int
    hint: str
    url: str
    is_late: bool = False


def waiting_for(user: User, pilot: Pilot, day: date) -> tuple[Waiting, ...]:
    """What of the procedure waits for ``user`` now; lines without anything are left
    out. ``day`` is the day of the clock, whatever date a page shows."""
    projects = DraftingProject.objects.for_user(user).filter(standard__pilot=pilot)
    cards = [_card(p, day) for p in with_progress(projects.active())]
    lines = [_own_turn(user, cards)]
    lines.append(_open_invitations(user, day))
    lines.append(_open_reviews(user, day))
    return tuple(line for line in lines if line.count)


def _own_turn(user: User, cards: Iterable[BoardCard]) -> Waiting:
    mine = [card for card in cards if is_turn_of(user, card.turn)]
    return Waiting(
        "制修订项目待办理",
        len(mine),
        "轮到您这一方办理的项目",
        f"{reverse('procedure:board')}?mine=yes",
        any(card.is_late for card in mine),
    )


def is_turn_of(user: User, turn: Turn) -> bool:
    """Whether ``turn`` names the user's role or unit."""
    if user.role == Role.LEADERSHIP_GROUP:
        return turn.who == LEADERSHIP
    if user.is_office:
        return OFFICE in turn.who
    return user.is_unit_bound and str(user.unit) in turn.who.split("、")


def _open_invitations(user: User, day: date) -> Waiting:
    rounds = Consultation.objects.filter(
        invitations__unit=user.unit_id,
        invitations__replied_at=None,
        closed_at=None,
        closes_on__gte=day,
    )
    count = rounds.count() if user.is_unit_bound else 0
    return Waiting(
        "征求意见待回函",
        count,
        "提出意见，或回复“无意见”",
        reverse("procedure:invitations"),
    )


def _open_reviews(user: User, day: date) -> Waiting:
    seats = PanelMember.objects.filter(
        expert=user,
        vote="",
        review__concluded_at=None,
        review__project__stage="专家评审",
    )
    is_expert = user.role == Role.EXPERT
    return Waiting(
        "专家评审待表决",
        seats.count() if is_expert else 0,
        "审阅送审稿，提出意见并表决",
        reverse("procedure:reviews"),
        is_expert and seats.filter(review__meeting_on__lt=day).exists(),
    )
