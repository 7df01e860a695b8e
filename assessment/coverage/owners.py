"""Who answers for a step on a day: the units named, or whoever took their place.

A step keeps the names it was written with. From the day a unit closes, its 继任单位
answers (and that one's, if it has closed too), exactly as the coverage rate counts
(:func:`assessment.indicators.system.heirs_by_unit`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from assessment.coverage.models import WorkStep
from listing.columns import joined
from standards_catalog.models import Pilot, PilotMembership

Heirs = Mapping[int, tuple[Unit, ...]]
"""Unit closed by the day → who followed it, one after the other; the last answers."""


@dataclass(frozen=True, slots=True)
class StepOwner:
    """A unit that answers for a step, and the closed units in whose place it does."""

    unit: Unit
    in_place_of: tuple[Unit, ...] = ()
    is_closed: bool = False

    @property
    def note(self) -> str:
        """“原市物价局”, “已停用，无继任单位”, or nothing."""
        if self.in_place_of:
            return f"原{joined(self.in_place_of)}"
        return "已停用，无继任单位" if self.is_closed else ""

    def __str__(self) -> str:
        return str(self.unit)


def heirs_on(pilot: Pilot, day: date) -> Heirs:
    """The closed member units of ``pilot`` and who followed each. One query."""
    members = PilotMembership.objects.filter(pilot=pilot)
    units = {row.unit_id: row.unit for row in members.select_related("unit__successor")}
    heirs: dict[int, tuple[Unit, ...]] = {}
    for unit in units.values():
        chain: list[Unit] = []
        current: Unit | None = unit
        while (
            current is not None
            and (successor := current.successor) is not None
            and successor not in (unit, *chain)
            and current.ends_on is not None
            and current.ends_on <= day
        ):
            chain.append(successor)
            # Of a unit outside of the pilot nothing further is known here.
            current = units.get(successor.pk)
        if chain:
            heirs[unit.pk] = tuple(chain)
    return heirs


def owners_of(units: Iterable[Unit], heirs: Heirs, day: date) -> tuple[StepOwner, ...]:
    """Who answers for a step that names ``units``, each once, in the stated order."""
    places: dict[Unit, list[Unit]] = defaultdict(list)
    for unit in units:
        chain = heirs.get(unit.pk)
        if chain:
            places[chain[-1]].append(unit)
        else:
            places[unit]
    return tuple(
        StepOwner(unit, tuple(closed), _has_closed(unit, day))
        for unit, closed in places.items()
    )


def step_owners(
    pilot: Pilot, steps: Iterable[WorkStep], day: date
) -> dict[int, tuple[StepOwner, ...]]:
    """Step → who answers for it on ``day``.

    One query if ``owner_units`` of the steps are prefetched, as they should be.
    """
    heirs = heirs_on(pilot, day)
    return {step.pk: owners_of(step.owner_units.all(), heirs, day) for step in steps}


def owners_text(owners: Iterable[StepOwner]) -> str:
    """All owners in one line, each with its note: “市发展改革委（原市物价局）、市民政局”."""
    return joined(f"{each}（{each.note}）" if each.note else each for each in owners)


def units_answered_for(unit_ids: Iterable[int], heirs: Heirs) -> set[int]:
    """``unit_ids`` and the closed units one of them has taken the place of: whose steps
    to show when asked for the steps of these units."""
    wanted = set(unit_ids)
    return wanted | {
        closed
        for closed, chain in heirs.items()
        if not wanted.isdisjoint(unit.pk for unit in chain)
    }


def _has_closed(unit: Unit, day: date) -> bool:
    return unit.ends_on is not None and unit.ends_on <= day
