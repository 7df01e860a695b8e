"""Indicators of the programme: phases' deliverables, and standards promoted upwards."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from assessment.indicators.observations import DeliverableFact, StandardFact
from assessment.indicators.records import FactList
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import (
    standards_by_code,
    standards_of,
    steps_in_use,
)
from assessment.indicators.tally import Judged, Tally, rate_tally
from assessment.indicators.vocabulary import StandardLevel

_HIGHER_LEVELS = frozenset(
    {StandardLevel.NATIONAL, StandardLevel.SECTOR, StandardLevel.PROVINCIAL}
)
_HIGHER_WORDS = ("国家标准", "行业标准", "省级地方标准", "江苏省地方标准")
_NUMBER_PATTERNS = (
    re.compile(r"GB(/[TZ])?\s*\d"),
    # Provincial: DB and exactly two digits; DB with four is a city's.
    re.compile(r"DB\s?\d{2}(/T\s*|\s+)\d"),
    # Sector: without /T the year is asked for, since "TY 101" may be a 体系编号.
    re.compile(r"(?!GB|DB)[A-Z]{2}(/T\s*\d|\s*\d+(\.\d+)*\s*[-—–]\s*\d{4})"),
)


def deliverable_completion(snapshot: Snapshot, unit: str | None) -> Tally:
    """交付物完成率: deliverables confirmed of those whose phase has begun.

    确认日期 ≤ day ÷ deliverables of phases with 阶段开始 ≤ day. With a unit: those it
    is responsible for. Source: 澄政发〔2020〕94号 五 (五个阶段的实施步骤).
    Undefined before the first phase has begun.
    """
    return rate_tally(
        _judge_deliverable(snapshot, deliverable)
        for deliverable in snapshot.facts.deliverables
        if (unit is None or unit in deliverable.responsible_units)
        and snapshot.has_happened(deliverable.phase_starts)
    )


def _judge_deliverable(snapshot: Snapshot, deliverable: DeliverableFact) -> Judged:
    if snapshot.has_happened(deliverable.confirmed_on):
        return deliverable, True, f"{deliverable.confirmed_on}确认"
    overdue = deliverable.phase_ends < snapshot.as_of
    return deliverable, False, "已逾期，未确认" if overdue else "未确认"


def promoted_standards(snapshot: Snapshot, unit: str | None) -> Tally:
    """上升标准数: the pilot's own standards that became national, sector or provincial.

    Standards of level 内部标准 whose 上升为 names such a standard: by its number (GB,
    GB/T, GB/Z; two capital letters, or those with /T; DB and exactly two digits, or
    those with /T), by its word (国家标准, 行业标准, 省级地方标准, 江苏省地方标准), or as
    the 体系编号 of a listed standard of such a level. With a 上升日期 it counts from that
    day on; without one, on every day. City (DB and four digits), group
    (T/) and enterprise (Q/) standards never count. The note counts per 领域 of the
    steps a standard covers, else per its 分体系. With a unit: standards it is
    responsible for. A count is always defined. Source: 澄政发〔2018〕67号 三 “各体系均有
    2项特色管理与服务标准上升为国家标准、行业标准或江苏省地方标准”.
    """
    known = snapshot.derive(standards_by_code)
    promoted = [
        standard
        for standard in standards_of(snapshot, unit)
        if standard.level == StandardLevel.INTERNAL
        and (standard.promoted_on is None or standard.promoted_on <= snapshot.as_of)
        and names_higher_standard(standard.promoted_to, known)
    ]
    return Tally(
        numerator=FactList(
            (standard, f"上升为：{standard.promoted_to}") for standard in promoted
        ),
        note=_count_per_domain(snapshot, promoted),
    )


def names_higher_standard(text: str, known: Mapping[str, StandardFact]) -> bool:
    """Whether any ;-separated part of 上升为 names a standard that counts."""
    return any(
        _is_higher(part.strip(), known) for part in re.split("[;；]", text) if part
    )


def _is_higher(name: str, known: Mapping[str, StandardFact]) -> bool:
    listed = known.get(name)
    if listed is not None:
        return listed.level in _HIGHER_LEVELS
    number = re.sub(r"^《[^》]*》\s*", "", unicodedata.normalize("NFKC", name)).upper()
    return any(pattern.match(number) for pattern in _NUMBER_PATTERNS) or any(
        word in name for word in _HIGHER_WORDS
    )


def domains_by_standard(snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """体系编号 → the 领域 of the steps it covers, each once, in file order."""
    domains: dict[str, dict[str, None]] = {}
    for step in snapshot.derive(steps_in_use):
        for code in step.covering_standards:
            domains.setdefault(code, {})[step.domain] = None
    return {code: tuple(names) for code, names in domains.items()}


def _count_per_domain(snapshot: Snapshot, promoted: Iterable[StandardFact]) -> str:
    domains = snapshot.derive(domains_by_standard)
    counts = Counter(
        domain
        for standard in promoted
        for domain in domains.get(standard.code, (standard.subsystem,))
    )
    return "、".join(f"{domain}{count}项" for domain, count in counts.items())
