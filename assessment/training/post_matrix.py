"""Who must know what: posts against standards, with how many people were trained.

A post must know the standards named for it (岗位标准), and should know those of 服务提供
and 管理 in force that its unit is responsible for or that apply to its unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from assessment.training.models import Post, SignIn, StaffMember, Training
from standards_catalog.models import Pilot, Standard, Subsystem
from standards_catalog.selectors import StandardLine, Standing, standard_lines

_SHOULD_BE_KNOWN = (Subsystem.SERVICE_PROVISION, Subsystem.MANAGEMENT)


class Mark(StrEnum):
    """What a standard is to a post; the sign stands in the cell beside the count."""

    MUST = "●"
    SHOULD = "○"

    @property
    def words(self) -> str:
        """The mark in words."""
        return "应掌握" if self is Mark.MUST else "应了解"


@dataclass(frozen=True, slots=True)
class Cell:
    """A post and a standard: the mark, and how many of the post's people on the roster
    have signed in to a training about the standard by the date."""

    mark: Mark
    trained: int
    people: int
    is_in_force: bool

    @property
    def count(self) -> str:
        """``3/5``, or a word where nobody holds the post."""
        return f"{self.trained}/{self.people}" if self.people else "无人"

    @property
    def tone(self) -> str:
        """How the cell is coloured; sign and count say the same."""
        if not self.is_in_force:
            return "neutral"
        if self.people and self.trained == self.people:
            return "good"
        return "warning" if self.mark is Mark.MUST else "plain"

    @property
    def words(self) -> str:
        """The cell as a sentence."""
        force = "" if self.is_in_force else "（标准未现行）"
        if not self.people:
            return f"{self.mark.words}{force}，没有在册人员"
        return f"{self.mark.words}{force}，{self.people}人中{self.trained}人已参训"


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with its cells, in the order of the matrix's columns."""

    post: Post
    people: int
    is_covered: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """The posts of one unit."""

    unit: Unit
    lines: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class PostMatrix:
    """Some posts against the standards that any of them must or should know."""

    columns: tuple[StandardLine, ...]
    blocks: tuple[UnitBlock, ...]

    @property
    def lines(self) -> Iterator[PostLine]:
        """All posts, unit after unit."""
        return (line for block in self.blocks for line in block.lines)


@dataclass(frozen=True, slots=True)
class _Known:
    """What cells are made from, read once for all posts shown."""

    lines: tuple[StandardLine, ...]
    in_force: frozenset[int]
    should: Mapping[int, frozenset[int]]
    people: Mapping[tuple[int, str], frozenset[int]]
    trained: Mapping[int, set[int]]


def post_matrix(
    pilot: Pilot,
    day: date,
    posts: Sequence[Any],
    subsystems: Iterable[str] = (),
    *,
    with_should: bool = True,
) -> PostMatrix:
    """The matrix of ``posts`` on ``day``: units in order, standards prefetched.

    ``subsystems`` leaves the columns of these alone; standards named for a post come
    before those that only should be known. Six queries, whatever the size.
    """
    known = _known(pilot, day, {post.unit_id for post in posts}, with_should)
    must = {post.pk: {s.pk for s in post.standards.all()} for post in posts}
    named = set().union(*must.values())
    wanted = named.union(*(known.should[post.unit_id] for post in posts))
    chosen = set(subsystems)
    # What has to be known stands first.
    columns = tuple(
        line
        for line in sorted(known.lines, key=lambda line: line.pk not in named)
        if line.pk in wanted and (not chosen or line.subsystem in chosen)
    )
    blocks = tuple(
        UnitBlock(
            unit, tuple(_line(post, must[post.pk], columns, known) for post in group)
        )
        for unit, group in groupby(posts, key=lambda post: post.unit)
    )
    return PostMatrix(columns, blocks)


def _line(
    post: Any, must: set[int], columns: Sequence[StandardLine], known: _Known
) -> PostLine:
    people = known.people.get((post.unit_id, post.title), frozenset())
    should = known.should[post.unit_id]
    cells: list[Cell | None] = []
    for column in columns:
        if column.pk in must:
            mark = Mark.MUST
        elif column.pk in should:
            mark = Mark.SHOULD
        else:
            cells.append(None)
            continue
        trained = len(people & known.trained.get(column.pk, set()))
        cells.append(Cell(mark, trained, len(people), column.pk in known.in_force))
    return PostLine(post, len(people), bool(must & known.in_force), tuple(cells))


def _known(pilot: Pilot, day: date, units: set[int], with_should: bool) -> _Known:
    lines = standard_lines(pilot, day)
    in_force = {line.pk for line in lines if line.standing is Standing.IN_FORCE}
    nothing: Mapping[int, frozenset[int]] = dict.fromkeys(units, frozenset())
    people: dict[tuple[int, str], set[int]] = defaultdict(set)
    staff = StaffMember.objects.on_roster(day).filter(pilot=pilot, unit__in=units)
    for pk, unit, title in staff.values_list("pk", "unit", "post_title"):
        people[unit, title].add(pk)
    return _Known(
        lines=lines,
        in_force=frozenset(in_force),
        should=_should(pilot, lines, in_force, units) if with_should else nothing,
        people={key: frozenset(found) for key, found in people.items()},
        trained=_trained(pilot, day, units),
    )


def _should(
    pilot: Pilot, lines: Iterable[StandardLine], in_force: set[int], units: set[int]
) -> dict[int, frozenset[int]]:
    """Unit → the standards of 服务提供 and 管理 in force that are its business."""
    eligible = {
        line.pk
        for line in lines
        if line.pk in in_force and line.subsystem in _SHOULD_BE_KNOWN
    }
    applicable = _links(Standard.applicable_units.through, pilot)
    responsible = _links(Standard.responsible_units.through, pilot)
    # A standard that names no unit applies to all of them.
    general = eligible - applicable.keys()
    return {
        unit: frozenset(
            general
            | {pk for pk in eligible if unit in applicable.get(pk, ())}
            | {pk for pk in eligible if unit in responsible.get(pk, ())}
        )
        for unit in units
    }


def _links(through: Any, pilot: Pilot) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = through.objects.filter(standard__pilot=pilot)
    for standard, unit in rows.values_list("standard_id", "unit_id"):
        found[standard].add(unit)
    return found


def _trained(pilot: Pilot, day: date, units: set[int]) -> dict[int, set[int]]:
    """Standard → the people of ``units`` who signed in to a training about it."""
    standards: dict[int, list[int]] = defaultdict(list)
    about = Training.standards.through.objects.filter(
        training__pilot=pilot, training__held_on__lte=day
    )
    for training, standard in about.values_list("training_id", "standard_id"):
        standards[training].append(standard)
    trained: dict[int, set[int]] = defaultdict(set)
    signed = SignIn.objects.filter(pilot=pilot, staff__unit__in=units)
    zone = timezone.get_default_timezone()
    for training, person, at in signed.values_list("training", "staff", "signed_at"):
        if at.astimezone(zone).date() <= day:
            for standard in standards.get(training, ()):
                trained[standard].add(person)
    return trained


def unit_pages(counts: Iterable[tuple[int, int]], most: int) -> list[list[int]]:
    """Units on pages of about ``most`` posts; a unit is never parted.

    ``counts`` are ``(unit, number of its posts)`` in order.
    """
    pages: list[list[int]] = []
    filled = most
    for unit, count in counts:
        if filled + count > most or not pages:
            pages.append([])
            filled = 0
        pages[-1].append(unit)
        filled += count
    return pages
