"""Kept gaps with their state on a day, and how the shortfall is looked after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Unit
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.gaps.models import UNFINISHED, Gap, GapState
from standards_catalog.models import Pilot, Standard

_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class CountedStep:
    """A step in use that counts for the coverage rate, and whether it is covered."""

    pk: int
    identity: str
    is_covered: bool


def counted_steps(pilot: Pilot, day: date) -> tuple[CountedStep, ...]:
    """The denominator of ``standard_coverage`` on ``day``. One query."""
    in_force = StepCoverage.objects.filter(
        step=OuterRef("pk"),
        standard__in=Standard.objects.filter(pilot=pilot).in_force_on(day),
    )
    steps = (
        WorkStep.objects.filter(
            pilot=pilot,
            applicability=WorkStep.Applicability.APPLICABLE,
            needs_standard=True,
        )
        .in_use_on(day)
        .annotate(is_covered=Exists(in_force))
        .only("pk", "code", "domain", "item", "name")
    )
    return tuple(CountedStep(s.pk, s.identity, s.is_covered) for s in steps)


def covered_gap_ids(
    pilot: Pilot, day: date, steps: tuple[CountedStep, ...] | None = None
) -> tuple[int, ...]:
    """Gaps 缺 that nobody has closed although their step is covered on ``day``."""
    known = counted_steps(pilot, day) if steps is None else steps
    covered = {step.identity for step in known if step.is_covered}
    gaps = (
        Gap.objects.filter(pilot=pilot, kind=Gap.Kind.MISSING, step__isnull=False)
        .not_closed_on(day)
        .select_related("step")
        .only("pk", "step__code", "step__domain", "step__item", "step__name")
    )
    return tuple(
        gap.pk for gap in gaps if gap.step is not None and gap.step.identity in covered
    )


def gaps_on(pilot: Pilot, day: date) -> Any:
    """The gaps raised by ``day`` with ``state`` and ``is_overdue``. Two queries, and
    the one that reads them."""
    covered = covered_gap_ids(pilot, day)
    return Gap.objects.filter(pilot=pilot).raised_by(day).with_state(day, covered)


@dataclass(frozen=True, slots=True)
class GapSummary:
    """The shortfall of the day and how it is looked after.

    ``counted`` are the steps of ``standard_coverage``, ``uncovered`` those of them
    without a standard in force; of these ``unrecorded`` have no gap at all and
    ``unsettled`` no gap with both 责任单位 and 完成时限. ``kinds`` and ``states`` count all gaps not closed, waived ones included.
    """

    counted: int
    uncovered: int
    unrecorded: int
    unsettled: int
    overdue: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]

    @property
    def to_be_done(self) -> int:
        """Gaps somebody has still to act on."""
        return sum(self.states.get(state, 0) for state in UNFINISHED)


def gap_summary(pilot: Pilot, day: date) -> GapSummary:
    """Four queries."""
    steps = counted_steps(pilot, day)
    covered = covered_gap_ids(pilot, day, steps)
    rows = Gap.objects.filter(pilot=pilot).not_closed_on(day)
    owned = Gap.owner_units.through.objects.filter(gap=OuterRef("pk"))
    found: Any = (
        rows.with_state(day, covered)
        .annotate(has_owner=Exists(owned))
        .select_related("step")
        .defer("statement", "basis")
    )
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    settled: dict[str, bool] = defaultdict(bool)
    overdue = 0
    for gap in found:
        kinds[gap.kind] += 1
        states[gap.state] += 1
        overdue += gap.is_overdue
        if gap.kind == Gap.Kind.MISSING and gap.step is not None:
            # Who accepted to leave it has answered for it as well.
            has_both = gap.has_owner and gap.due_on is not None
            settled[gap.step.identity] |= has_both or gap.is_waived_on(day)
    open_steps = [step.identity for step in steps if not step.is_covered]
    return GapSummary(
        counted=len(steps),
        uncovered=len(open_steps),
        unrecorded=sum(identity not in settled for identity in open_steps),
        unsettled=sum(not settled.get(identity) for identity in open_steps),
        overdue=overdue,
        kinds=kinds,
        states=states,
    )


@dataclass(frozen=True, slots=True)
class UnitGaps:
    """What of the gaps concerns one unit on a day.

    ``unclaimed`` it answers for and nobody has claimed; of those it has claimed
    ``soon_due`` are due within thirty days and ``overdue`` are late.
    """

    unclaimed: int
    soon_due: int
    overdue: int


def unit_gaps(pilot: Pilot, unit: Unit, day: date) -> UnitGaps:
    """Three queries."""
    rows = gaps_on(pilot, day).filter(state__in=UNFINISHED)
    mine = rows.filter(claimed_by=unit).values_list("due_on", flat=True)
    due = [due_on for due_on in mine if due_on is not None]
    soon = day + timedelta(days=_SOON_DAYS)
    owned = rows.filter(state=GapState.OPEN, owner_units=unit)
    return UnitGaps(
        unclaimed=owned.count(),
        soon_due=sum(day <= due_on <= soon for due_on in due),
        overdue=sum(due_on < day for due_on in due),
    )
