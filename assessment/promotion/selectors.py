"""Where promotions stand on a day, and how many each domain has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.models import Unit
from assessment.indicators.programme import domains_by_standard, promoted_standards
from assessment.indicators.registry import INDICATORS_BY_CODE
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import steps_in_use
from assessment.promotion.models import ENDED, PUBLICATION, STAGES, PromotionProject
from assessment.selectors import pilot_facts
from standards_catalog.models import Pilot, Subsystem

WANTED = 2
"""力争各体系均有2项 (澄政发〔2018〕67号 三)."""


def with_stage(projects: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The projects there are on ``day``, with ``stage`` (its word, or 终止) and
    ``is_late``: the next step should have been taken before the day."""
    reached = [
        When(**{f"{stage.field}_on__lte": day}, then=Value(stage.word))
        for stage in reversed(STAGES)
    ]
    begun = Q()
    for stage in STAGES:
        begun |= Q(**{f"{stage.field}_on__lte": day})
    is_open = (Q(publication_on=None) | Q(publication_on__gt=day)) & (
        Q(ended_on=None) | Q(ended_on__gt=day)
    )
    return projects.filter(begun).annotate(
        stage=Case(
            When(ended_on__lte=day, then=Value(ENDED)),
            *reached,
            output_field=CharField(),
        ),
        is_late=ExpressionWrapper(
            Case(
                When(is_open & Q(next_due_on__lt=day), then=Value(True)),
                default=Value(False),
            ),
            output_field=BooleanField(),
        ),
    )


def late_promotions(pilot: Pilot, day: date, unit: Unit | None = None) -> int:
    """Projects whose next step is overdue on ``day``; of one unit or of all."""
    projects = with_stage(PromotionProject.objects.filter(pilot=pilot), day)
    if unit is not None:
        projects = projects.filter(unit=unit)
    return projects.filter(is_late=True).count()


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many standards of a domain or subsystem have risen."""

    name: str
    count: int

    @property
    def is_enough(self) -> bool:
        return self.count >= WANTED


@dataclass(frozen=True, slots=True)
class PromotedCounts:
    """上升标准数 in all, by domain (领域) and by subsystem (分体系)."""

    total: int
    domains: tuple[GroupCount, ...]
    subsystems: tuple[GroupCount, ...]


def promoted_counts(pilot: Pilot, day: date) -> PromotedCounts:
    """How ``promoted_standards`` is made up on ``day``.

    A standard that covers steps of several domains counts in each of them, as in the
    note of the indicator; of the subsystems it is in one.
    """
    needs = INDICATORS_BY_CODE["promoted_standards"].needs
    snapshot = Snapshot(pilot_facts(pilot, needs), day)
    codes = [entry.key for entry in promoted_standards(snapshot, None).numerator]
    covering = domains_by_standard(snapshot)
    domains = dict.fromkeys((s.domain for s in steps_in_use(snapshot)), 0)
    for code in codes:
        for domain in covering.get(code, ()):
            domains[domain] += 1
    home = {standard.code: standard.subsystem for standard in snapshot.facts.standards}
    subsystems: dict[str, int] = dict.fromkeys(Subsystem.values, 0)
    for code in codes:
        subsystems[home[code]] += 1
    return PromotedCounts(len(codes), _groups(domains), _groups(subsystems))


def _groups(counts: dict[str, int]) -> tuple[GroupCount, ...]:
    return tuple(GroupCount(name, count) for name, count in counts.items())


def published_numbers(standard_id: int) -> dict[str, date]:
    """Number → day of each project of the standard that ended in a publication."""
    done = PromotionProject.objects.filter(standard=standard_id).exclude(
        **{f"{PUBLICATION.field}_on": None}
    )
    pairs = done.values_list("result_number", "publication_on")
    return {number: day for number, day in pairs if number and day is not None}
