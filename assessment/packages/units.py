"""Which unit a name means: full name, short name or alias.

Units are shared by all pilots of an installation, so what the installation already
knows takes part: a package may add names, and may not contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from assessment.packages.cells import narrow

COLLECTIVES: Mapping[str, str | None] = {"各镇街园": "镇街园", "各成员单位": None}
"""Words for several units at once: those of a kind, or all of the pilot."""


@dataclass(frozen=True)
class KnownUnits:
    """Units of the installation: any name → full name, full name → 类别.

    ``members`` are the full names of the units of this pilot, in order; ``closed`` says
    of a closed unit when it closed and which unit, if any, took its place.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    closed: Mapping[str, tuple[date, str]] = field(default_factory=dict)


class UnitDirectory:
    """Resolves names of units to full names."""

    def __init__(self) -> None:
        self._full_names: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._members: dict[str, None] = {}

    def add(self, name: str, full_name: str) -> str | None:
        """Let ``name`` mean ``full_name``; the other unit's name if it is taken."""
        meant = self._full_names.setdefault(narrow(name), full_name)
        return None if meant == full_name else meant

    def add_member(self, full_name: str, kind: str) -> None:
        """Count ``full_name`` among the units that collective words mean."""
        self._members[full_name] = None
        self._kinds[full_name] = kind

    def full_name(self, name: str) -> str | None:
        """The full name of the unit called ``name``, or ``None``."""
        return self._full_names.get(narrow(name))

    def expand(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units called ``names``, collectives expanded; and the unknown names."""
        found: dict[str, None] = {}
        unknown = []
        for name in names:
            full_name = self.full_name(name)
            if full_name is not None:
                found[full_name] = None
            elif narrow(name) in COLLECTIVES:
                kind = COLLECTIVES[narrow(name)]
                found |= {
                    member: None
                    for member in self._members
                    if kind is None or self._kinds[member] == kind
                }
            else:
                unknown.append(name)
        return tuple(found), tuple(unknown)
