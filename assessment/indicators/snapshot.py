"""A pilot's facts seen on one day, with whatever was derived from them kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from assessment.indicators.observations import PilotFacts, UnitFact

P = ParamSpec("P")
T = TypeVar("T")


class _OfOneUnit(Protocol):
    @property
    def unit(self) -> str: ...


F = TypeVar("F", bound=_OfOneUnit)


class Snapshot:
    """The facts as of a day. Formulas share through `derive` what several of them,
    or the same one for 35 units, would otherwise work out again."""

    def __init__(self, facts: PilotFacts, as_of: date) -> None:
        self.facts = facts
        self.as_of = as_of
        self._derived: dict[tuple[object, ...], object] = {}

    def derive(
        self,
        build: Callable[Concatenate["Snapshot", P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """`build(self, *args)`, worked out once; the arguments must be hashable."""
        key = (build, args, tuple(sorted(kwargs.items())))
        if key not in self._derived:
            self._derived[key] = build(self, *args, **kwargs)
        return cast(T, self._derived[key])

    def has_happened(self, day: date | None) -> bool:
        """Whether the day is set and not after the as-of date."""
        return day is not None and day <= self.as_of


def active_units(snapshot: Snapshot) -> tuple[UnitFact, ...]:
    """The member units active on the as-of date, in file order."""
    return tuple(
        unit for unit in snapshot.facts.units if unit.is_active(snapshot.as_of)
    )


def grouped_by_unit(rows: Iterable[F]) -> Mapping[str | None, list[F]]:
    """The rows of each unit, and all of them under `None`, in their order."""
    groups: dict[str | None, list[F]] = defaultdict(list)
    for row in rows:
        groups[None].append(row)
        groups[row.unit].append(row)
    return groups
