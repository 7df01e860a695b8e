"""The evidence index: what the system holds for each group of acceptance material.

The groups A to L are those in which a pilot's acceptance material is filed. A digest
lets anyone see later whether the records behind a report were changed: it is the
SHA-256 of the group's rows in file order, without database keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.implementation.models import LedgerPart
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import steps_in_use
from reports.acceptance.selectors.inputs import Inputs
from reports.acceptance.stored_values import Row
from standards_catalog.models import Section

Rows = Iterable[Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A folder of the acceptance material and the tables that belong in it."""

    letter: str
    name: str
    tables: Mapping[str, Callable[[Inputs], Rows]]


def _pilot(inputs: Inputs) -> Rows:
    pilot = inputs.pilot
    yield [pilot.code, pilot.name, pilot.document, pilot.starts_on, pilot.ends_on]
    yield pilot.targets
    yield pilot.settings


def _members(inputs: Inputs) -> Rows:
    for member in inputs.members:
        yield [member.unit.name, member.unit.kind, member.role]


def _sections(inputs: Inputs) -> Rows:
    sections = Section.objects.filter(pilot=inputs.pilot)
    return sections.values_list("subsystem", "code", "title", "parent__code")


def _editions(inputs: Inputs) -> Rows:
    for row in inputs.catalogue:
        edition = row.edition
        if edition is not None and edition.published_on is not None:
            yield [
                row.standard.code,
                edition.number,
                edition.published_on,
                edition.effective_on,
                edition.replaces,
            ]


def _ledger_parts(inputs: Inputs) -> Rows:
    """The parts of the case ledger stand for their cases: each part's digest covers
    its canonical rows already, and cases come by the million."""
    parts = LedgerPart.objects.filter(pilot=inputs.pilot)
    return parts.values_list("digest", "case_count")


def _steps(inputs: Inputs) -> Rows:
    return steps_in_use(Snapshot(inputs.facts, inputs.as_of))


GROUPS: tuple[Group, ...] = (
    Group(
        "A",
        "申报与批复",
        {"试点基本信息": _pilot, "阶段与交付物": lambda i: i.facts.deliverables},
    ),
    Group("B", "组织机构", {"成员单位": _members, "岗位": lambda i: i.facts.posts}),
    Group("C", "经费", {}),
    Group(
        "D",
        "标准体系",
        {
            "子体系": _sections,
            "标准明细": lambda i: i.facts.standards,
            "法律法规": lambda i: i.facts.laws,
            "工作事项与环节": _steps,
        },
    ),
    Group("E", "制修订过程", {"标准发布记录": _editions}),
    Group(
        "F",
        "宣传培训",
        {
            "在册人员": lambda i: i.facts.staff,
            "培训": lambda i: i.facts.trainings,
            "签到": lambda i: i.facts.sign_ins,
            "免训": lambda i: i.facts.exemptions,
        },
    ),
    Group("G", "实施", {"实施记录": lambda i: i.facts.implementation_records}),
    Group(
        "H",
        "满意度",
        {"测评": lambda i: i.facts.surveys, "答卷": lambda i: i.facts.answer_sheets},
    ),
    Group(
        "I",
        "自评与整改",
        {
            "自评记录": lambda i: i.facts.self_evaluations,
            "不符合项": lambda i: i.facts.findings,
        },
    ),
    Group(
        "J",
        "绩效与典型案例",
        {"可度量条款": lambda i: i.facts.rules, "案件台账分卷": _ledger_parts},
    ),
    Group("K", "中期评估", {}),
    Group("L", "申请表、总结报告、自评打分表", {}),
)


def evidence_rows(inputs: Inputs) -> list[Row]:
    """The groups with the number of rows and the digest of each table and group.

    A group the system keeps no table for has none: its material is filed on paper.
    """
    return [_group_row(inputs, group) for group in GROUPS]


def _group_row(inputs: Inputs, group: Group) -> Row:
    tables = [_table_row(name, read(inputs)) for name, read in group.tables.items()]
    joined = "\n".join(f"{table['name']} {table['digest']}" for table in tables)
    digest = hashlib.sha256(joined.encode()).hexdigest() if tables else ""
    return {
        "letter": group.letter,
        "name": group.name,
        "count": sum(table["count"] for table in tables),
        "digest": digest,
        "tables": tables,
    }


def _table_row(name: str, rows: Rows) -> Row:
    hashed = hashlib.sha256()
    count = 0
    for row in rows:
        count += 1
        hashed.update(_canonical(row).encode() + b"\n")
    return {"name": name, "count": count, "digest": hashed.hexdigest()}


def _canonical(row: Any) -> str:
    return json.dumps(
        _plain(row), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    """``value`` as JSON: dates as text, exact numbers as text, records by field."""
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value))
        return {
            name: _plain(getattr(value, name)) for name in names if name != "record_id"
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # 60 and 60.00 are one mark; databases differ in the zeros they give back.
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, Fraction) else value
