"""Which units a typed text names: full name, short name, alias, or several at once.

A unit that has closed by the day is answered for by its 继任单位; that is done and said,
never silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Unit
from standards_catalog.models import Pilot

_BETWEEN = re.compile("[;；、，,\n]")
COLLECTIVES: dict[str, str | None] = {
    "各镇街园": Unit.Kind.TOWN.value,
    "各成员单位": None,
}
"""Words for several units at once: those of a kind, or all of the pilot."""


@dataclass
class NamedUnits:
    """What was understood: the units, what was put in the place of what, and the names
    that mean no unit that could answer."""

    units: list[Unit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def units_named(pilot: Pilot, text: str, day: date) -> NamedUnits:
    """The member units that ``text`` names, as they answer on ``day``. Two queries."""
    members = list(
        Unit.objects.filter(memberships__pilot=pilot)
        .select_related("successor")
        .prefetch_related("aliases")
        .order_by("memberships__position")
    )
    by_name = {plain(name): unit for unit in members for name in _names(unit)}
    found = NamedUnits()
    for name in filter(None, map(str.strip, _BETWEEN.split(text))):
        if plain(name) in COLLECTIVES:
            kind = COLLECTIVES[plain(name)]
            found.units += [
                unit
                for unit in members
                if unit.is_active_on(day) and kind in (None, unit.kind)
            ]
        elif (unit := by_name.get(plain(name))) is None:
            found.problems.append(f"本试点没有名为“{name}”的成员单位。")
        else:
            _answering(unit, {member.pk: member for member in members}, day, found)
    found.units = list(dict.fromkeys(found.units))
    return found


def _answering(
    unit: Unit, members: dict[int, Unit], day: date, found: NamedUnits
) -> None:
    """Add who answers for ``unit`` on ``day``: itself or the last of its successors."""
    current, seen = unit, {unit.pk}
    while current.ends_on is not None and current.ends_on <= day:
        successor = current.successor
        if successor is None or successor.pk in seen:
            found.problems.append(
                f"“{unit}”自 {unit.ends_on} 停用，没有继任单位，请写现在的责任单位。"
            )
            return
        seen.add(successor.pk)
        current = members.get(successor.pk, successor)
    found.units.append(current)
    if current != unit:
        found.notes.append(f"“{unit}”自 {unit.ends_on} 停用，由“{current}”继任。")


def _names(unit: Unit) -> Iterator[str]:
    yield unit.name
    if unit.short_name:
        yield unit.short_name
    for alias in unit.aliases.all():
        yield alias.name


def plain(name: str) -> str:
    """Full-width signs made plain, all spaces removed, as in a package."""
    return "".join(unicodedata.normalize("NFKC", name).split())
