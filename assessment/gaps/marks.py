"""The gaps of steps, for the coverage matrix and the pages of steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.coverage.marks import MarkQuestion, StepMark
from assessment.coverage.models import WorkStep
from assessment.gaps.models import UNFINISHED, Gap, GapState
from assessment.gaps.selectors.records import gaps_on
from assessment.gaps.services.records import gap_url
from assessment.gaps.views.lists import short_owners
from listing.columns import Badge, Tone

_WORDS = {
    Gap.Kind.MISSING: Badge("缺项", Tone.BAD),
    Gap.Kind.WEAK: Badge("待提标", Tone.WARNING),
    Gap.Kind.DATED: Badge("待更新", Tone.WARNING),
    Gap.Kind.DOUBLE: Badge("重复", Tone.WARNING),
    Gap.Kind.CONFLICT: Badge("冲突", Tone.BAD),
}


def step_marks(question: MarkQuestion) -> Mapping[int, Sequence[StepMark]]:
    """Step → its gaps that are still to be done. Five queries.

    A gap keeps to its step when the step goes on as another row.
    """
    gaps = (
        gaps_on(question.pilot, question.as_of)
        .filter(state__in=UNFINISHED, step__isnull=False)
        .select_related("step", "claimed_by")
        .prefetch_related("owner_units")
        .order_by("position")
    )
    by_identity: dict[str, list[StepMark]] = defaultdict(list)
    for gap in gaps:
        by_identity[gap.step.identity].append(_mark(gap, question))
    if not by_identity:
        return {}
    steps = WorkStep.objects.filter(pk__in=question.step_ids).only(
        "code", "domain", "item", "name"
    )
    return {
        step.pk: by_identity[step.identity]
        for step in steps
        if step.identity in by_identity
    }


def _mark(gap: Any, question: MarkQuestion) -> StepMark:
    owner = (
        str(gap.claimed_by)
        if gap.claimed_by is not None
        else short_owners(list(gap.owner_units.all()))
    )
    return StepMark(
        badge=_WORDS[Gap.Kind(gap.kind)],
        url=gap_url(gap),
        owner=owner,
        due_on=gap.due_on,
        is_late=gap.is_overdue,
        action=_action(gap, question),
    )


def _action(gap: Any, question: MarkQuestion) -> str:
    """What this user can do next, in one word."""
    user = question.user
    if user.is_office:
        lacks = gap.due_on is None or not gap.owner_units.all()
        return "落实" if lacks else ""
    if user.role != "unit_liaison":
        return ""
    if gap.state == GapState.OPEN:
        return "认领"
    is_mine = gap.claimed_by_id == user.unit_id
    return "立项" if is_mine and gap.state == GapState.CLAIMED else ""
