"""Everything the four products print, read once so that no two of them can differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch

from accounts.models import Unit
from listing.columns import joined
from standards_catalog.models import (
    LegalInstrument,
    Pilot,
    Section,
    Standard,
    Subsystem,
)
from standards_catalog.numbering.standard_numbers import NumberError, parse_number
from standards_catalog.selectors import (
    Counts,
    Node,
    Standing,
    StatisticsRow,
    count,
    line_of,
    statistics,
    system_tree,
    with_standing,
)
from standards_catalog.validity.successions import standing_on

# Columns of the package that the models have no field for (docs/pilot-package.md).
_ADOPTION, _REMARK = "采用国际标准", "备注"


@dataclass(frozen=True, slots=True)
class DetailLine:
    """A row of the 标准明细表; ``nature`` is empty where a number has none."""

    pk: int
    code: str
    subsystem: str
    section: str
    number: str
    title: str
    level: str
    nature: str
    standing: Standing
    published_on: date | None
    effective_on: date | None
    adopts: str
    replaces: str
    units: str
    remark: str


@dataclass(frozen=True, slots=True)
class LawLine:
    """A row of the 法律法规清单, which is never counted among the standards."""

    code: str
    title: str
    document_number: str
    issuer: str
    effective_on: date | None
    abolished_on: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class KindRow:
    """A row of the 标准统计表 by kind: a subsystem, or 合计."""

    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class SystemProducts:
    """A pilot's standards system on a day.

    ``details`` are the counted rows (应有) in the order of the tree, ``abolished`` the
    rest, and so ``laws`` and ``ended_laws``; the totals of ``tree``, ``by_level`` and ``by_kind`` are over ``details``.
    """

    pilot_name: str
    document: str
    starts_on: date
    ends_on: date
    is_demonstration: bool
    unit_count: int
    day: date
    total: Counts
    tree: tuple[Node, ...]
    details: tuple[DetailLine, ...]
    abolished: tuple[DetailLine, ...]
    by_level: tuple[StatisticsRow, ...]
    by_kind: tuple[KindRow, ...]
    laws: tuple[LawLine, ...]
    ended_laws: tuple[LawLine, ...]


def system_products(pilot: Pilot, day: date) -> SystemProducts:
    """The system of ``pilot`` on ``day``; four queries and the number of units."""
    standards = tuple(
        with_standing(Standard.objects.filter(pilot=pilot), day)
        .select_related("section")
        .prefetch_related(
            Prefetch("responsible_units", Unit.objects.order_by("name", "pk"))
        )
    )
    lines = tuple(line_of(standard) for standard in standards)
    tree = system_tree(pilot, lines)
    rows = {standard.pk: _detail(standard) for standard in standards}
    ordered = tuple(rows[pk] for node in tree for pk in _standards_of(node))
    total = count(lines)
    laws = _laws(pilot, day)
    return SystemProducts(
        pilot_name=pilot.name,
        document=pilot.document,
        starts_on=pilot.starts_on,
        ends_on=pilot.ends_on,
        is_demonstration=pilot.is_demonstration,
        unit_count=pilot.units.count(),
        day=day,
        total=total,
        tree=tree,
        details=_in_standing(ordered, abolished=False),
        abolished=_in_standing(ordered, abolished=True),
        by_level=statistics(lines),
        by_kind=(*_kinds(tree), KindRow("合计", total)),
        laws=tuple(law for law in laws if law.standing is not Standing.ABOLISHED),
        ended_laws=tuple(law for law in laws if law.standing is Standing.ABOLISHED),
    )


def _standards_of(node: Node) -> Iterator[int]:
    yield from (line.pk for line in node.standards)
    for child in node.children:
        yield from _standards_of(child)


def _in_standing(
    rows: Sequence[DetailLine], *, abolished: bool
) -> tuple[DetailLine, ...]:
    return tuple(
        row for row in rows if (row.standing is Standing.ABOLISHED) is abolished
    )


def _kinds(tree: Sequence[Node]) -> Iterator[KindRow]:
    for subsystem, node in zip(Subsystem, tree, strict=True):
        yield KindRow(str(subsystem.label), node.counts)


def _detail(standard: Standard) -> DetailLine:
    edition = {
        name: getattr(standard, f"edition_{name}")
        for name in ("number", "published_on", "effective_on", "replaces")
    }
    number = edition["number"] or ""
    return DetailLine(
        pk=standard.pk,
        code=standard.code,
        subsystem=standard.subsystem,
        section=str(standard.section) if standard.section else "",
        number=number,
        title=standard.title,
        level=standard.level,
        nature=_nature(number),
        standing=Standing(standard.standing),  # type: ignore[attr-defined]
        published_on=edition["published_on"],
        effective_on=edition["effective_on"],
        adopts=str(standard.extra.get(_ADOPTION, "")),
        replaces=edition["replaces"] or "",
        units=joined(standard.responsible_units.all()),
        remark=str(standard.extra.get(_REMARK, "")),
    )


def _nature(number: str) -> str:
    """强制, 推荐 or 指导 as the code says; other numbers are neither."""
    try:
        nature = parse_number(number, undated=True).nature
    except NumberError:
        return ""
    return str(nature) if nature else ""


def _laws(pilot: Pilot, day: date) -> tuple[LawLine, ...]:
    return tuple(
        LawLine(
            law.code,
            law.title,
            law.document_number,
            law.issuer,
            law.effective_on,
            law.abolished_on,
            Standing(standing_on(law, day)),
        )
        for law in LegalInstrument.objects.filter(pilot=pilot)
    )


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section in the order of the tree; ``depth`` 0 stands right below its
    subsystem. ``standard_count`` are its own standards, abolished ones included."""

    section: Section
    depth: int
    standard_count: int
    is_first: bool
    is_last: bool


def section_rows(pilot: Pilot) -> dict[str, tuple[SectionRow, ...]]:
    """The sections of each subsystem, each before those below it. One query."""
    beside: dict[tuple[int | None, str], list[Any]] = defaultdict(list)
    rows = Section.objects.filter(pilot=pilot).annotate(held=Count("standards"))
    for section in rows.order_by("sort", "position", "pk"):
        top = "" if section.parent_id else section.subsystem
        beside[section.parent_id, top].append(section)

    def below(key: tuple[int | None, str], depth: int) -> Iterator[SectionRow]:
        siblings = beside[key]
        for section in siblings:
            yield SectionRow(
                section,
                depth,
                section.held,
                section == siblings[0],
                section == siblings[-1],
            )
            yield from below((section.pk, ""), depth + 1)

    return {name: tuple(below((None, name), 0)) for name in Subsystem.values}
