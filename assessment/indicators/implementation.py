"""标准实施率: standards that are really carried out.

Source: 澄政发〔2018〕67号 三 “实施率达到100%”; 澄政发〔2020〕94号 五(三)(2)
“做好标准实施的相关记录”.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assessment.indicators.observations import StandardFact
from assessment.indicators.snapshot import Snapshot, active_units
from assessment.indicators.system import codes_in_force, why_not_in_force
from assessment.indicators.tally import Judged, Tally, rate_tally
from assessment.indicators.vocabulary import ImplementationKind, ImplementationScope

_PROOF = frozenset(
    {
        ImplementationKind.EXECUTION,
        ImplementationKind.INSPECTION,
        ImplementationKind.RECORD,
    }
)


def implementation_rate(snapshot: Snapshot, unit: str | None) -> Tally:
    """标准实施率: standards in force that the units bound by them carry out.

    Standards in force with a verified (核实日期 ≤ day) record of 类型 执行, 检查 or
    记录 from every applicable unit — 适用单位 as listed, else all member units active
    on the day; from any one of them when the pilot's `implementation_scope` is
    any_unit — ÷ standards in force. A standard without any applicable unit is not
    implemented. With a unit: standards in force applicable to it, and its own record.
    Undefined when no standard is in force.
    """
    in_force = snapshot.derive(codes_in_force)
    judged: list[Judged] = []
    excluded: list[tuple[StandardFact, str]] = []
    for standard in snapshot.facts.standards:
        applicable = units_bound(snapshot, standard)
        if unit is not None and unit not in applicable:
            continue
        if standard.code not in in_force:
            excluded.append((standard, why_not_in_force(standard, snapshot.as_of)))
            continue
        bound = applicable if unit is None else (unit,)
        judged.append(_judge_standard(snapshot, standard, bound))
    return rate_tally(judged, exclusions=excluded)


def units_bound(snapshot: Snapshot, standard: StandardFact) -> tuple[str, ...]:
    """The units a standard applies to: as listed, else all active on the day."""
    return standard.applicable_units or snapshot.derive(_active_names)


def _active_names(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(member.name for member in snapshot.derive(active_units))


def units_with_record(snapshot: Snapshot) -> Mapping[str, set[str]]:
    """体系编号 → the units that have a verified record proving implementation."""
    units: dict[str, set[str]] = defaultdict(set)
    for record in snapshot.facts.implementation_records:
        if (
            record.type in _PROOF
            and snapshot.has_happened(record.dated)
            and snapshot.has_happened(record.verified_on)
        ):
            units[record.standard].add(record.unit)
    return units


def _judge_standard(
    snapshot: Snapshot, standard: StandardFact, bound: Sequence[str]
) -> Judged:
    proven = snapshot.derive(units_with_record).get(standard.code, set())
    missing = [name for name in bound if name not in proven]
    any_one = snapshot.facts.settings.implementation_scope == (
        ImplementationScope.ANY_UNIT
    )
    if not bound:
        return standard, False, "没有适用单位"
    if any_one and len(missing) < len(bound):
        return standard, True, f"{len(bound) - len(missing)}个单位有核实记录"
    if missing:
        listed = "、".join(missing)
        return standard, False, f"{len(missing)}个单位无核实记录：{listed}"
    return standard, True, f"{len(bound)}个单位均有核实记录"
