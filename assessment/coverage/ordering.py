"""The order of steps: domain by domain, item by item, as every list shows it.

Places are the positions of the pilot's file, shared out anew over the whole file, so
that lists, the matrix, reports and the exported package show the same order. Rows of
one item stand together, and the versions of one step too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.coverage.models import WorkStep
from standards_catalog.models import Pilot


@dataclass(frozen=True, slots=True)
class Place:
    """A row in the order of the file."""

    pk: int
    domain: str
    item: str
    identity: str
    starts_on: date | None

    @property
    def group(self) -> tuple[str, str, str]:
        """What stands together: the versions of a step within an item."""
        return (self.domain, self.item, self.identity)


Belongs = Callable[[Place], bool]


def places(pilot: Pilot, last: Collection[int] = ()) -> list[Place]:
    """All rows of the pilot in their order, what belongs together put together.

    The rows ``last`` have come to where they belong just now: they do not decide where
    their item and domain stand, and are the last in them.
    """
    rows = WorkStep.objects.filter(pilot=pilot).order_by("position", "pk")
    fields = ("pk", "domain", "item", "name", "code", "starts_on")
    found = [
        Place(row.pk, row.domain, row.item, row.identity, row.starts_on)
        for row in rows.only(*fields)
    ]
    return grouped(sorted(found, key=lambda row: row.pk in last))


def grouped(rows: Iterable[Place]) -> list[Place]:
    """Domains, items and steps by first appearance, versions by time."""
    found = list(rows)
    rank: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(found):
        for depth in (1, 2, 3):
            rank.setdefault(row.group[:depth], number)

    def key(row: Place) -> tuple[int, int, int, date, int]:
        domain, item, step = (rank[row.group[:depth]] for depth in (1, 2, 3))
        return (domain, item, step, row.starts_on or date.min, row.pk)

    return sorted(found, key=key)


def moved(
    rows: Sequence[Place], goes: Belongs, *, before: Belongs, end_of: Belongs
) -> list[Place]:
    """``rows`` with those that go put before the first of ``before``; without one,
    after the last of ``end_of``; without one too, last of all."""
    going = [row for row in rows if goes(row)]
    stay = [row for row in rows if not goes(row)]
    ends = [n for n, row in enumerate(stay, start=1) if end_of(row)]
    target = next(
        (n for n, row in enumerate(stay) if before(row)),
        ends[-1] if ends else len(stay),
    )
    return grouped([*stay[:target], *going, *stay[target:]])


def order_mark(rows: Iterable[Place]) -> str:
    """What a person saw of the order and the names, to notice a change meanwhile."""
    seen = "\n".join(f"{row.pk} {'/'.join(row.group)}" for row in rows)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def keep_order(pilot: Pilot, rows: Sequence[Place]) -> bool:
    """Share out the positions 1, 2, 3 … ; whether any is another one now."""
    steps = WorkStep.objects.filter(pilot=pilot)
    held = dict(steps.values_list("pk", "position"))
    wanted = [
        WorkStep(pk=row.pk, position=number)
        for number, row in enumerate(rows, start=1)
        if held[row.pk] != number
    ]
    WorkStep.objects.bulk_update(wanted, ["position"], batch_size=400)
    return bool(wanted)


def settle_order(pilot: Pilot, last: Collection[int] = ()) -> bool:
    """Put together what belongs together, after steps were added or renamed; ``last``
    as :func:`places` has it."""
    return keep_order(pilot, places(pilot, last))
