"""What a unit may file about: standards that apply to it, and their clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Unit
from assessment.implementation.models import ImplementationRecord
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition


def standards_to_file(pilot: Pilot, unit: Unit, day: date) -> QuerySet[Standard]:
    """The standards in force on ``day`` that apply to ``unit``.

    Without 适用单位 a standard applies to every member unit.
    """
    units = Standard.applicable_units.through.objects.filter(standard=OuterRef("pk"))
    own = units.filter(unit=unit)
    in_force = Standard.objects.filter(pilot=pilot).in_force_on(day)
    return in_force.filter(Exists(own) | ~Exists(units))


def applies_to(standard: Standard, unit: Unit) -> bool:
    """Whether ``standard`` applies to ``unit``. One query."""
    units = set(standard.applicable_units.values_list("pk", flat=True))
    return not units or unit.pk in units


def edition_on(standard: Standard, day: date) -> StandardEdition | None:
    """The edition of ``standard`` in force on ``day``. At most one query."""
    if standard.status in Standard.UNPUBLISHED:
        return None
    editions = standard.editions.filter(effective_on__lte=day).defer("text")
    return (
        editions.exclude(abolished_on__lte=day).order_by("-effective_on", "-pk").first()
    )


def first_day_after(standard: Standard, day: date) -> date | None:
    """The next day after ``day`` from which an edition is in force. One query."""
    if standard.status in Standard.UNPUBLISHED:
        return None
    coming = standard.editions.filter(effective_on__gt=day).order_by("effective_on")
    return coming.values_list("effective_on", flat=True).first()


@dataclass(frozen=True, slots=True)
class ClauseChoice:
    """A clause to be named by a record, as a page prints it."""

    number: str
    title: str
    content: str
    level: int
    is_chosen: bool = False
    rule_code: str = ""

    @property
    def label(self) -> str:
        """Number and title as a person names the clause."""
        return f"{self.number} {self.title}".strip()


def clause_choices(
    edition: StandardEdition | None, chosen: tuple[str, ...] = ()
) -> tuple[ClauseChoice, ...]:
    """The numbered clauses of an edition whose text is kept here. One query."""
    if edition is None:
        return ()
    wanted = set(chosen)
    return tuple(
        ClauseChoice(
            clause.number,
            clause.title,
            clause.content,
            clause.level,
            clause.number in wanted,
            clause.rule_code,
        )
        for clause in Clause.objects.filter(edition=edition).exclude(number="")
    )


def clauses_by_edition(pilot: Pilot) -> dict[int, set[str]]:
    """The numbers of the clauses of each edition whose text is kept here. One query."""
    found: dict[int, set[str]] = {}
    clauses = Clause.objects.filter(edition__standard__pilot=pilot).exclude(number="")
    for edition, number in clauses.values_list("edition_id", "number"):
        found.setdefault(edition, set()).add(number)
    return found


def counts_by_standard(pilot: Pilot, unit: Unit) -> dict[int, tuple[int, int]]:
    """How many records of ``unit`` each standard has, and how many are verified."""
    records = ImplementationRecord.objects.filed().filter(pilot=pilot, unit=unit)
    counted = (
        records.exclude(standard=None)
        .order_by()
        .values("standard")
        .annotate(n=Count("pk"), v=Count("pk", filter=Q(verified_on__isnull=False)))
    )
    return {row["standard"]: (row["n"], row["v"]) for row in counted}
