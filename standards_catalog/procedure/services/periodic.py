"""复审: recorded with its conclusion, and reminded of before it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from accounts.services import record_event
from standards_catalog.models import Pilot, Standard
from standards_catalog.procedure.models import (
    DraftingProject,
    PeriodicReview,
)
from standards_catalog.procedure.selectors.periodic import (
    ReviewLine,
    ReviewState,
    review_lines,
)
from standards_catalog.procedure.services.notices import (
    liaisons_of,
    notify,
    office_accounts,
)
from standards_catalog.procedure.services.proposals import Proposal, propose
from standards_catalog.procedure.services.steps import StepRefusedError

_FOLLOWED_BY = {
    PeriodicReview.Conclusion.REVISE.value: DraftingProject.Kind.REVISION.value,
    PeriodicReview.Conclusion.WITHDRAW.value: DraftingProject.Kind.ABOLITION.value,
}


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a 复审 came to; ``lead_unit`` leads the project that follows, if any."""

    conclusion: str
    reason: str
    lead_unit: Unit | None = None


@transaction.atomic
def record_periodic_review(
    *, standard: Standard, outcome: ReviewOutcome, actor: User, address: str = ""
) -> PeriodicReview:
    """Record the 复审 of the edition in force, today.

    继续有效 starts the next period; 修订 and 废止 put a project on the list.
    """
    today = timezone.localdate()
    lines = {line.pk: line for line in review_lines(standard.pilot, today)}
    line = lines.get(standard.pk)
    if line is None:
        raise StepRefusedError("没有现行的版次可以复审")
    if not outcome.reason.strip():
        raise StepRefusedError("请写明复审的理由")
    if outcome.conclusion not in PeriodicReview.Conclusion.values:
        raise StepRefusedError("复审结论应为继续有效、修订或废止")
    project = _follow_up(standard, outcome, actor, address)
    review = PeriodicReview.objects.create(
        standard=standard,
        edition_number=line.edition.number,
        effective_on=line.edition.effective_on or today,
        due_on=line.due_on,
        reviewed_on=today,
        conclusion=outcome.conclusion,
        reason=outcome.reason.strip(),
        reviewed_by=actor,
        project=project,
    )
    record_event(
        actor=actor,
        action="复审",
        object_label=f"{standard.pilot.name} {standard}",
        detail={"结论": outcome.conclusion, "理由": review.reason},
        address=address,
    )
    return review


def _follow_up(
    standard: Standard, outcome: ReviewOutcome, actor: User, address: str
) -> DraftingProject | None:
    kind = _FOLLOWED_BY.get(outcome.conclusion)
    if kind is None:
        return None
    if outcome.lead_unit is None:
        raise StepRefusedError(f"复审结论为“{outcome.conclusion}”时须指定牵头单位")
    proposal = Proposal(
        standard,
        kind,
        outcome.lead_unit,
        f"复审结论：{outcome.conclusion}。{outcome.reason.strip()}",
    )
    return propose(proposal=proposal, actor=actor, address=address)


def remind_of_reviews(*, pilot: Pilot, day: date) -> tuple[ReviewLine, ...]:
    """Tell office and responsible units of every 复审 due or soon due; once each.

    Returns the lines told about, those told about before among them.
    """
    lines = tuple(
        line
        for line in review_lines(pilot, day)
        if line.state is not ReviewState.LATER and not line.has_project
    )
    office = office_accounts()
    for line in lines:
        word = "应当复审" if line.state is ReviewState.OVERDUE else "即将到复审期限"
        units = line.standard.responsible_units.all()
        notify(
            [*office, *liaisons_of(units)],
            f"{line.edition.number}《{line.standard.title}》{word}"
            f"（{line.due_on.isoformat()}）",
            reverse("procedure:periodic_reviews"),
            subject=f"review-{line.edition.pk}-{line.due_on}-{line.state}",
            due_on=line.due_on,
        )
    return lines


def remind_of_deadlines(*, pilot: Pilot, day: date) -> int:
    """Remind units that have not replied two days before a round closes, and the lead
    unit once it is over; each once. Returns how many notices were left.
    """
    projects = DraftingProject.objects.filter(standard__pilot=pilot, stage="征求意见")
    count = 0
    for project in projects.select_related("standard", "lead_unit"):
        for round_ in project.consultations.filter(closed_at=None):
            if round_.closes_on < day:
                told = notify(
                    liaisons_of([project.lead_unit]),
                    f"{round_}已于 {round_.closes_on.isoformat()} 截止，请结束征求意见",
                    reverse("procedure:project", args=[project.pk]),
                    subject=f"closed-{round_.pk}-{round_.closes_on}",
                )
                count += len(told)
            if not 0 <= (round_.closes_on - day).days <= _LAST_DAYS:
                continue
            waiting = round_.invitations.filter(replied_at=None, unit__isnull=False)
            for invitation in waiting.select_related("unit"):
                assert invitation.unit is not None  # noqa: S101 - filtered
                told = notify(
                    liaisons_of([invitation.unit]),
                    f"{round_}将于 {round_.closes_on.isoformat()} 截止，尚未回函",
                    reverse("procedure:invitation", args=[invitation.pk]),
                    subject=f"closing-{invitation.pk}-{round_.closes_on}",
                    due_on=round_.closes_on,
                )
                count += len(told)
    return count


_LAST_DAYS = 2
