"""A step against the four subsystems, as the matrix and the list of steps print it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessment.coverage.clause_links import CitedClause
from assessment.coverage.marks import StepMark
from assessment.coverage.models import WorkStep
from assessment.coverage.owners import StepOwner, owners_text
from listing.columns import Badge, Tone, joined
from standards_catalog.models import LegalInstrument
from standards_catalog.selectors import StandardLine, Standing

_OWNERS_SHOWN = 4
COVERED = Badge("已覆盖", Tone.GOOD)
GAP = Badge("缺口", Tone.BAD)
NOT_NEEDED = Badge("不需要标准", Tone.NEUTRAL)
REFERENCE = Badge("参考", Tone.NEUTRAL)


@dataclass(frozen=True, slots=True)
class CoveringStandard:
    """A standard named for a step, with its standing on the date and the clauses."""

    line: StandardLine
    badge: Badge
    clauses: tuple[CitedClause, ...] = ()

    @property
    def url(self) -> str:
        """The standard's page."""
        return reverse("standards_catalog:detail", args=[self.line.pk])

    @property
    def with_clauses(self) -> str:
        """“FW301 现行 6.4.1、6.4.2”."""
        return f"{self} {joined(self.clauses)}".strip()

    def __str__(self) -> str:
        return f"{self.line.code} {self.badge.word}"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A step against the four subsystems, in their order.

    ``state`` says what the step means for the coverage rate on the date; ``answering``
    are the units that answer for it on the date; ``marks`` is what other apps say.
    """

    step: WorkStep
    answering: tuple[StepOwner, ...]
    cells: tuple[tuple[CoveringStandard, ...], ...]
    laws: tuple[LegalInstrument, ...]
    state: Badge
    marks: tuple[StepMark, ...] = ()

    @property
    def owners(self) -> str:
        """All owners, each with the closed unit in whose place it answers."""
        return owners_text(self.answering)

    @property
    def short_owners(self) -> str:
        """The owners for a narrow cell: the first few, and how many there are."""
        owners = joined(self.answering[:_OWNERS_SHOWN])
        count = len(self.answering)
        return owners if count <= _OWNERS_SHOWN else f"{owners}等 {count} 个单位"

    @property
    def is_gap(self) -> bool:
        """Whether the step counts and nothing in force covers it."""
        return self.state is GAP

    @property
    def kind(self) -> str:
        """The look of the row: ``gap``, ``out`` (never counted), or nothing."""
        if self.state is GAP:
            return "gap"
        return "" if self.state is COVERED else "out"


def step_state(step: WorkStep, covering: Iterable[CoveringStandard]) -> Badge:
    if step.applicability == WorkStep.Applicability.REFERENCE:
        return REFERENCE
    if not step.needs_standard:
        return NOT_NEEDED
    in_force = any(item.line.standing is Standing.IN_FORCE for item in covering)
    return COVERED if in_force else GAP
