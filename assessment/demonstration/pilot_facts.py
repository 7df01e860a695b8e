"""What the generator needs to know about a pilot: units, posts, standards, steps."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.demonstration.package_folder import (
    BasePackage,
    DemonstrationError,
    Row,
)

TOWN = "镇街园"
LEAD = "民政局"
"""The lead department: 民政局 leads every social-assistance task of the plan."""

_SEPARATOR = re.compile(r"[;；、]")
_GROUPS = {
    "各镇街园": (TOWN,),
    "服务窗口": (TOWN,),
    "各相关职能部门": ("部门",),
    "各成员单位": (TOWN, "部门", "机构"),
}


@dataclass(frozen=True)
class MemberUnit:
    """A member unit of the pilot, at its place in the unit table."""

    order: int
    name: str
    short: str
    kind: str

    @property
    def is_town(self) -> bool:
        """Whether the unit is a town, a street office or a park."""
        return self.kind == TOWN


@dataclass(frozen=True)
class PilotFacts:
    """The base package, read once and resolved to units."""

    units: tuple[MemberUnit, ...]
    aliases: Mapping[str, MemberUnit]
    standards: tuple[Row, ...]
    steps: tuple[Row, ...]
    posts: Mapping[str, tuple[str, ...]]
    written: frozenset[str] = frozenset()
    """体系编号 of the standards whose texts the package has."""

    @cached_property
    def towns(self) -> tuple[MemberUnit, ...]:
        """The towns, street offices and parks."""
        return tuple(unit for unit in self.units if unit.is_town)

    @cached_property
    def lead(self) -> MemberUnit:
        """The lead department, or the first unit of a pilot without one."""
        return self.aliases.get(LEAD, self.units[0])

    def units_meant(self, text: str) -> tuple[MemberUnit, ...]:
        """Return the member units that a cell names, in unit-table order.

        Understands full names, short names, aliases and the group words of the
        plan (各镇街园 …); a unit that is no member is passed over.
        """
        found: set[MemberUnit] = set()
        for name in filter(None, map(str.strip, _SEPARATOR.split(text))):
            if name in _GROUPS:
                kinds = _GROUPS[name]
                found.update(unit for unit in self.units if unit.kind in kinds)
            elif name in self.aliases:
                found.add(self.aliases[name])
        return tuple(sorted(found, key=lambda unit: unit.order))


def read_facts(base: BasePackage) -> PilotFacts:
    """Resolve a base package; raises DemonstrationError when it has no units."""
    rows = [row for row in base.rows("units") if row.get("成员角色", "").strip()]
    rows = rows or base.rows("units")
    units = tuple(
        MemberUnit(
            order, row["单位名称"], row.get("简称") or row["单位名称"], row["类别"]
        )
        for order, row in enumerate(rows, start=1)
    )
    if not any(unit.is_town for unit in units):
        raise DemonstrationError(
            f"{base.folder}：units.csv 中没有类别为镇街园的成员单位"
        )
    bare = PilotFacts(
        units=units,
        aliases=_aliases(units, rows),
        standards=tuple(base.rows("standards")),
        steps=tuple(base.rows("work_items")),
        posts={},
        written=frozenset(base.texts),
    )
    return replace(bare, posts=_posts(bare, base.rows("posts")))


def _aliases(units: Iterable[MemberUnit], rows: Iterable[Row]) -> dict[str, MemberUnit]:
    names: dict[str, MemberUnit] = {}
    for unit, row in zip(units, rows, strict=True):
        others = _SEPARATOR.split(row.get("别名", ""))
        for name in (unit.name, unit.short, *map(str.strip, others)):
            if name:
                names.setdefault(name, unit)
    return names


def _posts(facts: PilotFacts, rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the posts of each unit by its name, in the order of the post table."""
    posts: dict[str, list[str]] = {}
    for row in rows:
        for unit in facts.units_meant(row["单位"]):
            posts.setdefault(unit.name, []).append(row["岗位"])
    return {name: tuple(dict.fromkeys(titles)) for name, titles in posts.items()}
