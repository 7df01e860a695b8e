"""What may be drawn, what was drawn, and what became of the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Unit
from assessment.coverage.models import StepCoverage, WorkStep
from assessment.supervision.drawing import (
    Candidates,
    CandidateStandard,
    is_usable,
)
from assessment.supervision.models import Draw, Inspection
from assessment.supervision.publishing import PublishedDraw
from standards_catalog.models import Pilot, Standard
from standards_catalog.relations import unit_names_by_record


def candidates_for(draw: Draw) -> Candidates:
    """What may be drawn under the plan as things stand: units that act on 抽取日期
    and have a standard in force then that applies to them. Four queries."""
    members = Unit.objects.filter(memberships__pilot=draw.pilot)
    units = members.active_on(draw.draws_on)
    if draw.unit_kinds:
        units = units.filter(kind__in=draw.unit_kinds)
    names = tuple(
        units.order_by("memberships__position").values_list("name", flat=True)
    )
    standards = _candidate_standards(draw, frozenset(names))
    able = tuple(
        name for name in names if any(one.applies_to(name) for one in standards)
    )
    return Candidates(able, standards, draw.inspectors)


def _candidate_standards(
    draw: Draw, names: frozenset[str]
) -> tuple[CandidateStandard, ...]:
    rows = Standard.objects.filter(pilot=draw.pilot).in_force_on(draw.draws_on)
    if draw.subsystems:
        rows = rows.filter(subsystem__in=draw.subsystems)
    if draw.domains:
        steps = WorkStep.objects.filter(pilot=draw.pilot, domain__in=draw.domains)
        links = StepCoverage.objects.filter(step__in=steps.in_use_on(draw.draws_on))
        rows = rows.filter(pk__in=links.exclude(standard=None).values("standard"))
    meant = unit_names_by_record(
        Standard.applicable_units.through, "standard_id", draw.pilot
    )
    found = []
    for pk, code, title in rows.values_list("pk", "code", "title"):
        listed = meant.get(pk, ())
        # For whom a standard applies without exception, that is left unsaid.
        own = () if not listed else tuple(name for name in listed if name in names)
        if own or not listed:
            found.append(CandidateStandard(code, " ".join(title.split()), own))
    return tuple(found)


def unusable_names(candidates: Candidates) -> list[str]:
    """Names that a list of candidates cannot hold."""
    names = [*candidates.units, *(one.code for one in candidates.standards)]
    return [name for name in names if not is_usable(name)]


def units_without_inspector(candidates: Candidates, wanted: int) -> list[str]:
    """Candidate units for which fewer than ``wanted`` inspectors may be drawn."""
    return [
        unit
        for unit in candidates.units
        if len(candidates.inspectors_for(unit)) < wanted
    ]


def published_draw(draw: Draw) -> PublishedDraw:
    """Everything that is kept about an announced draw, secret of a drawn one
    included. Whether the day has come to show it is for the caller."""
    return PublishedDraw(
        pilot=draw.pilot.name,
        code=draw.code,
        name=draw.name,
        quota=draw.quota,
        witness_rule=draw.witness_rule,
        announced_at=time_words(draw.announced_at),
        commitment=draw.commitment,
        candidates=draw.frozen_candidates,
        candidates_digest=draw.candidates_digest,
        drawn_at=time_words(draw.drawn_at),
        secret=draw.secret,
        witness=draw.witness,
        witness_post=draw.witness_post,
        seed=draw.seed,
        drawn=draw.drawn,
        result_digest=draw.result_digest,
        voided_at=time_words(draw.voided_at),
        void_reason=draw.void_reason,
    )


def publicly_known(draw: Draw, day: date) -> PublishedDraw:
    """What the public may know of an announced draw on ``day``: seed and result
    from 通知日期 on, or else the units would be told before they are notified."""
    known = published_draw(draw)
    if draw.drawn_at is None or draw.is_open_on(day):
        return known
    return PublishedDraw(
        pilot=known.pilot,
        code=known.code,
        name=known.name,
        quota=known.quota,
        witness_rule=known.witness_rule,
        announced_at=known.announced_at,
        commitment=known.commitment,
        candidates=known.candidates,
        candidates_digest=known.candidates_digest,
        result_digest=known.result_digest,
        voided_at=known.voided_at,
        void_reason=known.void_reason,
    )


def public_draws(pilot: Pilot) -> QuerySet[Draw]:
    """The announced draws of a pilot, void ones too, the newest first."""
    announced = Draw.objects.filter(pilot=pilot, announced_at__isnull=False)
    return announced.defer(*Draw.LONG_FIELDS).order_by("-announced_at", "-pk")


def time_words(moment: datetime | None) -> str:
    """A time to the second as clocks here show it, or nothing."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


@dataclass(frozen=True, slots=True)
class Summary:
    """检查情况汇总 of some checks on a day: of one unit, or of all of them.

    ``sampled`` and ``sampled_conforming`` are the pieces of the samples.
    """

    label: str
    assigned: int
    checked: int
    conforming: int
    partly: int
    failing: int
    overdue: int
    sampled: int
    sampled_conforming: int
    findings: int
    closed: int

    @property
    def conforming_rate(self) -> Fraction | None:
        """符合 ÷ 已检查; ``None`` before the first check."""
        return Fraction(self.conforming, self.checked) if self.checked else None

    @property
    def checked_rate(self) -> Fraction | None:
        """已检查 ÷ 应检查."""
        return Fraction(self.checked, self.assigned) if self.assigned else None


def inspections_of(draw: Draw) -> QuerySet[Inspection]:
    """The checks of a draw, with what a table of them prints. One query."""
    return Inspection.objects.filter(draw=draw).select_related(
        "unit", "standard", "law", "finding", "draw"
    )


def summaries(checks: Iterable[Inspection], day: date) -> tuple[Summary, ...]:
    """One line a unit in the order of the checks, and their total as the last."""
    by_unit: dict[Unit, list[Inspection]] = {}
    for check in checks:
        by_unit.setdefault(check.unit, []).append(check)
    lines = [_summary(str(unit), own, day) for unit, own in by_unit.items()]
    everything = [check for own in by_unit.values() for check in own]
    return (*lines, _summary("合计", everything, day))


def _summary(label: str, checks: list[Inspection], day: date) -> Summary:
    done = [one for one in checks if one.checked_on and one.checked_on <= day]
    results = Counter(one.result for one in done)
    raised = [one.finding for one in done if one.finding is not None]
    return Summary(
        label=label,
        assigned=len(checks),
        checked=len(done),
        conforming=results[Inspection.Result.CONFORMS],
        partly=results[Inspection.Result.PARTLY],
        failing=results[Inspection.Result.FAILS],
        overdue=sum(one.due_on < day for one in checks)
        - sum(one.due_on < day for one in done),
        sampled=sum(one.sample_size or 0 for one in done),
        sampled_conforming=sum(one.conforming_count or 0 for one in done),
        findings=len(raised),
        closed=sum(bool(one.closed_on and one.closed_on <= day) for one in raised),
    )


def overdue_inspections(pilot: Pilot, day: date) -> QuerySet[Inspection]:
    """Checks of the pilot not carried out although 检查期限 has passed on ``day``."""
    rows = Inspection.objects.filter(pilot=pilot).waiting_on(day)
    return rows.filter(due_on__lt=day)


def expected_inspections(unit: Unit, pilot: Pilot, day: date) -> QuerySet[Inspection]:
    """Checks that ``unit`` was told about by ``day`` and that have not been made."""
    told = Q(notice_on__lte=min(day, timezone.localdate()))
    return Inspection.objects.filter(told, pilot=pilot, unit=unit).waiting_on(day)
