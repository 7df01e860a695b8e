"""The standards system on a date: standing of each standard, tree, statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Field,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from standards_catalog.models import (
    Pilot,
    Section,
    Standard,
    StandardEdition,
    Subsystem,
)


class Standing(StrEnum):
    """What a standard is on a date, whatever its stored 状态 says of today."""

    IN_FORCE = "现行"
    NOT_YET = "未实施"
    ABOLISHED = "废止"
    PLANNED = "待制定"
    DRAFTING = "制定中"


# Plan, clause 三: the parts the four subsystems play.
SUBSYSTEM_ROLES = {
    Subsystem.GENERAL: "基础",
    Subsystem.SERVICE_PROVISION: "核心",
    Subsystem.MANAGEMENT: "支撑和保障",
    Subsystem.POST: "支撑和保障",
}

_EDITION_FIELDS: dict[str, Field[Any, Any]] = {
    "number": CharField(),
    "published_on": DateField(),
    "effective_on": DateField(),
    "abolished_on": DateField(),
    "replaces": CharField(),
    "opened_on": DateField(),
    "opened_at_url": CharField(),
}


def with_standing(standards: QuerySet[Standard], day: date) -> QuerySet[Any]:
    """Annotate the edition to show on ``day`` and the standing it gives.

    The edition is the one in force, else the next to come, else the last. Adds
    ``edition_number``, ``edition_published_on``, ``edition_effective_on``,
    ``edition_abolished_on``, ``edition_replaces``, ``edition_opened_on``,
    ``edition_opened_at_url`` and ``standing`` (a :class:`Standing` value; 现行 as
    :meth:`~standards_catalog.models.standard.StandardQuerySet.in_force_on`).
    """
    turn = Case(
        When(abolished_on__lte=day, then=Value(2)),
        When(effective_on__lte=day, then=Value(0)),
        default=Value(1),
    )
    editions = (
        StandardEdition.objects.filter(standard=OuterRef("pk"))
        .annotate(turn=turn)
        .order_by("turn", F("effective_on").desc(nulls_last=True), "-pk")
    )
    annotated = standards.annotate(
        **{
            f"edition_{name}": Subquery(editions.values(name)[:1], output_field=field)
            for name, field in _EDITION_FIELDS.items()
        }
    )
    standing = Case(
        When(status__in=Standard.UNPUBLISHED, then=F("status")),
        When(edition_abolished_on__lte=day, then=Value(Standing.ABOLISHED.value)),
        When(edition_effective_on__lte=day, then=Value(Standing.IN_FORCE.value)),
        default=Value(Standing.NOT_YET.value),
        output_field=CharField(),
    )
    return annotated.annotate(standing=standing)


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard as the tree, the statistics and the coverage matrix print it."""

    pk: int
    code: str
    title: str
    level: str
    subsystem: str
    section_id: int | None
    number: str
    effective_on: date | None
    standing: Standing

    def matches(self, text: str) -> bool:
        """Whether every word of ``text`` occurs in code, title or number."""
        here = f"{self.code}\n{self.title}\n{self.number}".casefold()
        return all(word in here for word in text.casefold().split())


def standard_lines(pilot: Pilot, day: date) -> tuple[StandardLine, ...]:
    """Every standard of ``pilot`` in file order. One query."""
    standards = with_standing(Standard.objects.filter(pilot=pilot), day)
    return tuple(line_of(standard) for standard in standards)


def line_of(standard: Any) -> StandardLine:
    """The line of a standard read through :func:`with_standing`."""
    return StandardLine(
        pk=standard.pk,
        code=standard.code,
        title=standard.title,
        level=standard.level,
        subsystem=standard.subsystem,
        section_id=standard.section_id,
        number=standard.edition_number or "",
        effective_on=standard.edition_effective_on,
        standing=Standing(standard.standing),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many standards a node holds: listed (应有, all but 废止) and in force."""

    required: int
    in_force: int

    @property
    def share(self) -> Fraction | None:
        """In force ÷ required; undefined where nothing is required."""
        return Fraction(self.in_force, self.required) if self.required else None


def count(lines: Iterable[StandardLine]) -> Counts:
    """Count as ``system_completeness`` does (``design/pilot-package.md``)."""
    standings = [line.standing for line in lines]
    return Counts(
        required=sum(standing is not Standing.ABOLISHED for standing in standings),
        in_force=sum(standing is Standing.IN_FORCE for standing in standings),
    )


@dataclass(frozen=True, slots=True)
class Node:
    """A subsystem or section with everything below it.

    ``counts`` are over the whole node, whatever a search leaves in ``standards``.
    """

    code: str
    title: str
    role: str
    counts: Counts
    standards: tuple[StandardLine, ...]
    children: tuple[Node, ...]
    section_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to show below this node."""
        return not self.standards and all(child.is_empty for child in self.children)


def system_tree(
    pilot: Pilot, lines: Sequence[StandardLine], search: str = ""
) -> tuple[Node, ...]:
    """The tree: four subsystems, nested sections, standards. One query.

    ``search`` leaves the standards that match it and the nodes that lead to them.
    """
    sections: dict[int | None, list[Section]] = defaultdict(list)
    rows = Section.objects.filter(pilot=pilot).order_by("sort", "position", "pk")
    for section in rows:
        sections[section.parent_id].append(section)
    by_section: dict[int | None, list[StandardLine]] = defaultdict(list)
    for line in lines:
        by_section[line.section_id].append(line)

    def build(section: Section) -> Node:
        children = tuple(build(child) for child in sections[section.pk])
        own = by_section[section.pk]
        node = _node(section.code, section.title, "", own, children, search)
        return replace(node, section_id=section.pk)

    return tuple(
        _node(
            "",
            subsystem.label,
            SUBSYSTEM_ROLES[subsystem],
            [line for line in by_section[None] if line.subsystem == subsystem],
            tuple(build(top) for top in sections[None] if top.subsystem == subsystem),
            search,
        )
        for subsystem in Subsystem
    )


def _node(
    code: str,
    title: str,
    role: str,
    own: Sequence[StandardLine],
    children: tuple[Node, ...],
    search: str,
) -> Node:
    counts = count(own)
    required = counts.required + sum(child.counts.required for child in children)
    in_force = counts.in_force + sum(child.counts.in_force for child in children)
    return Node(
        code=code,
        title=title,
        role=role,
        counts=Counts(required, in_force),
        standards=tuple(line for line in own if line.matches(search)),
        children=tuple(child for child in children if not (search and child.is_empty)),
    )


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A line of the 标准统计表: one level, per subsystem and together."""

    label: str
    by_subsystem: tuple[Counts, ...]
    total: Counts


def statistics(lines: Sequence[StandardLine]) -> tuple[StatisticsRow, ...]:
    """The 标准统计表 of GB/T 13016: 应有, 现有 and 现有÷应有 by level, then 合计.

    Levels without a standard are left out.
    """
    levels = [
        (level.label, [line for line in lines if line.level == level])
        for level in Standard.Level
    ]
    rows = [(label, own) for label, own in levels if own]
    return tuple(_statistics_row(*row) for row in [*rows, ("合计", list(lines))])


def _statistics_row(label: str, lines: Sequence[StandardLine]) -> StatisticsRow:
    return StatisticsRow(
        label,
        tuple(
            count(line for line in lines if line.subsystem == subsystem)
            for subsystem in Subsystem
        ),
        count(lines),
    )
