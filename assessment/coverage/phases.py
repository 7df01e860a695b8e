"""The phases of the pilot as points in time at which coverage is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.indicators.engine import IndicatorValue
from assessment.programme.models import Phase
from assessment.services import SharedFacts, indicator_on_days
from listing.columns import share_text
from standards_catalog.models import Pilot


@dataclass(frozen=True, slots=True)
class PhaseEnd:
    """A phase that has begun, and the standard coverage on its last day.

    ``day`` is that day, or the page's if the phase is not over by then.
    """

    name: str
    day: date
    is_over: bool
    coverage: IndicatorValue

    @property
    def share(self) -> str:
        """The rate as it is printed beside its target."""
        return coverage_text(self.coverage)

    @property
    def state(self) -> str:
        """“2021-06-30 阶段末”, or until which day the phase is looked at."""
        return f"{self.day.isoformat()}{' 阶段末' if self.is_over else '，进行中'}"


def coverage_text(value: IndicatorValue | None) -> str:
    """A coverage rate that never prints as a target it misses; “—” without one."""
    if value is None:
        return share_text(None)
    return share_text(value.value, value.target.value if value.target else None)


def phase_ends(pilot: Pilot, as_of: date, shared: SharedFacts) -> tuple[PhaseEnd, ...]:
    """The phases begun by ``as_of``, in order. One query, and the engine's few."""
    phases = list(Phase.objects.filter(pilot=pilot, starts_on__lte=as_of))
    days = {phase: min(phase.ends_on, as_of) for phase in phases}
    values = indicator_on_days(
        pilot, "standard_coverage", sorted(set(days.values())), shared=shared
    )
    return tuple(
        PhaseEnd(phase.name, day, phase.ends_on <= as_of, values[day])
        for phase, day in days.items()
    )
