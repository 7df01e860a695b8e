"""Which editions are due for 复审, and which soon will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.procedure.models import (
    DraftingProject,
    PeriodicReview,
    ProcedureRules,
)
from standards_catalog.procedure.selectors.rules import months_later, rules_of

_MONTHS_A_YEAR = 12


class ReviewState(StrEnum):
    """How near a 复审 is."""

    OVERDUE = "待复审"
    SOON = "即将到期"
    LATER = "未到期"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """An edition in force with the day its 复审 is due.

    ``since`` is its 实施日期 or, if later, the last 复审 that left it in force;
    ``project`` says whether a revision or abolition is under way already.
    """

    edition: StandardEdition
    since: date
    due_on: date
    state: ReviewState
    has_project: bool

    @property
    def standard(self) -> Standard:
        """The standard of the edition."""
        return self.edition.standard

    @property
    def pk(self) -> int:
        """The key of the standard, which the review is recorded for."""
        return self.edition.standard_id


def due_on(since: date, rules: ProcedureRules) -> date:
    """At most ``review_years`` after ``since`` (标准化法第二十九条: 一般不超过五年)."""
    return months_later(since, rules.review_years * _MONTHS_A_YEAR)


def state_on(day: date, due: date, rules: ProcedureRules) -> ReviewState:
    """待复审 from the day it is due, a warning so many months before."""
    if day >= due:
        return ReviewState.OVERDUE
    if day >= months_later(due, -rules.warning_months):
        return ReviewState.SOON
    return ReviewState.LATER


def review_lines(pilot: Pilot, day: date) -> tuple[ReviewLine, ...]:
    """Every own edition in force on ``day``, the most urgent first. Four queries."""
    rules = rules_of(pilot)
    editions = _reviewable(pilot, day).select_related("standard").defer("text")
    reaffirmed = dict(
        _reaffirmations(day)
        .filter(standard__pilot=pilot)
        .order_by("reviewed_on")
        .values_list("standard_id", "reviewed_on")
    )
    projects = DraftingProject.objects.filter(standard__pilot=pilot).active()
    busy = set(projects.values_list("standard_id", flat=True))
    lines = [
        _line(edition, reaffirmed.get(edition.standard_id), day, rules, busy)
        for edition in editions
    ]
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.standard.position)))


def reviews_due(pilot: Pilot, day: date) -> int:
    """How many editions wait for their 复审 on ``day`` and for nothing else: those
    with a project to revise or abolish them do not count. Two queries."""
    rules = rules_of(pilot)
    busy = DraftingProject.objects.filter(standard__pilot=pilot).active()
    last = _reaffirmations(day).filter(standard=OuterRef("standard"))
    dates = (
        _reviewable(pilot, day)
        .exclude(standard__in=busy.values("standard"))
        .annotate(
            last=Subquery(last.order_by("-reviewed_on").values("reviewed_on")[:1])
        )
        .values_list("effective_on", "last")
    )
    return sum(
        day >= due_on(max(since, last or since), rules)
        for since, last in dates
        if since
    )


def _reviewable(pilot: Pilot, day: date) -> QuerySet[StandardEdition]:
    """The own editions in force on ``day``."""
    return (
        StandardEdition.objects.filter(
            standard__pilot=pilot,
            standard__level=Standard.Level.INTERNAL,
            effective_on__lte=day,
        )
        .exclude(abolished_on__lte=day)
        .exclude(standard__status__in=Standard.UNPUBLISHED)
    )


def _reaffirmations(day: date) -> QuerySet[PeriodicReview]:
    return PeriodicReview.objects.filter(
        conclusion=PeriodicReview.Conclusion.REAFFIRMED, reviewed_on__lte=day
    )


def _line(
    edition: StandardEdition,
    reaffirmed_on: date | None,
    day: date,
    rules: ProcedureRules,
    busy: set[int],
) -> ReviewLine:
    assert edition.effective_on is not None  # noqa: S101 - the query asks for it
    since = max(edition.effective_on, reaffirmed_on or edition.effective_on)
    due = due_on(since, rules)
    state = state_on(day, due, rules)
    return ReviewLine(edition, since, due, state, edition.standard_id in busy)
