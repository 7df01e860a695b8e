"""A step against the four subsystems, as the matrix and the list of steps print it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessment.coverage.models import WorkStep
from listing.columns import Badge, Tone
from standards_catalog.models import LegalInstrument
from standards_catalog.selectors import StandardLine, Standing

_OWNERS_SHOWN = 4
COVERED = Badge("已覆盖", Tone.GOOD)
GAP = Badge("缺口", Tone.BAD)
NOT_NEEDED = Badge("不需要标准", Tone.NEUTRAL)
REFERENCE = Badge("参考", Tone.NEUTRAL)


@dataclass(frozen=True, slots=True)
class CoveringStandard:
    """A standard named for a step, with its standing on the date."""

    line: StandardLine
    badge: Badge

    @property
    def url(self) -> str:
        """The standard's page."""
        return reverse("standards_catalog:detail", args=[self.line.pk])

    def __str__(self) -> str:
        return f"{self.line.code} {self.badge.word}"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A step against the four subsystems, in their order.

    ``state`` says what the step means for the coverage rate on the date.
    """

    step: WorkStep
    owners: str
    cells: tuple[tuple[CoveringStandard, ...], ...]
    laws: tuple[LegalInstrument, ...]
    state: Badge

    @property
    def short_owners(self) -> str:
        """The owners for a narrow cell: the first few, and how many there are."""
        owners = self.owners.split("、")
        if len(owners) <= _OWNERS_SHOWN:
            return self.owners
        return f"{'、'.join(owners[:_OWNERS_SHOWN])}等 {len(owners)} 个单位"

    @property
    def is_gap(self) -> bool:
        """Whether the step counts and nothing in force covers it."""
        return self.state is GAP


def step_state(step: WorkStep, covering: Iterable[CoveringStandard]) -> Badge:
    if step.applicability == WorkStep.Applicability.REFERENCE:
        return REFERENCE
    if not step.needs_standard:
        return NOT_NEEDED
    in_force = any(item.line.standing is Standing.IN_FORCE for item in covering)
    return COVERED if in_force else GAP
