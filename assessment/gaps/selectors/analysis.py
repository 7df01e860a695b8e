"""What running the rules on a day would change among the kept gaps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.gaps.models import Gap
from assessment.gaps.rules.covering import Covering
from assessment.gaps.rules.engine import find_gaps
from assessment.gaps.rules.facts import (
    FoundGap,
    GapFacts,
    Rule,
    StepInUse,
    gap_key,
)
from assessment.gaps.selectors.facts import gap_facts
from assessment.indicators.observations import StandardFact
from standards_catalog.models import Pilot

_GONE = {
    Rule.NO_LIMIT: "覆盖标准已有可度量的时限",
    Rule.WEAKER: "覆盖标准的时限已不低于来源要求",
    Rule.BELOW: "标准的限值已不低于上位文件",
    Rule.CITATION: "现行版次已不再引用失效文件，或已决定继续参照",
    Rule.AGE: "标准已复审、修订或废止",
    Rule.OVERLAP: "两项标准已不再以同一范围覆盖同一环节",
    Rule.CONTRADICTION: "限值已不再不一致",
}


@dataclass(frozen=True, slots=True)
class Closing:
    """A gap that is none any more: since when, and why."""

    gap: Gap
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class AnalysisPlan:
    """New gaps, gaps found again, gaps to be closed.

    ``later`` are found ones that somebody has raised on a later day already; they are
    left as they are.
    """

    day: date
    new: tuple[FoundGap, ...]
    unchanged: tuple[tuple[Gap, FoundGap], ...]
    closing: tuple[Closing, ...]
    later: tuple[Gap, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether a run would raise or close a gap."""
        return bool(self.new or self.closing)

    @property
    def digest(self) -> str:
        """The same for the same changes: what was looked at is what is done."""
        lines = [gap.key for gap in self.new]
        lines += [f"{closing.gap.pk} {closing.reason}" for closing in self.closing]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def key_of(gap: Gap) -> str:
    """The key of a kept gap; empty for one that no rule could find.

    A 缺 added by hand is the same gap as the rule finds.
    """
    rule = gap.rule
    if not rule and gap.kind == Gap.Kind.MISSING and gap.step is not None:
        rule = Rule.UNCOVERED
    if not rule:
        return ""
    return gap_key(
        rule,
        gap.step.identity if gap.step else "",
        gap.standard.code if gap.standard else "",
        gap.other_standard.code if gap.other_standard else "",
        gap.subject,
    )


def planned_analysis(pilot: Pilot, day: date) -> AnalysisPlan:
    """Run the rules on ``day`` and set what they find against what is kept. About
    twenty queries."""
    facts = gap_facts(pilot, day)
    found = {gap.key: gap for gap in find_gaps(facts)}
    kept = Gap.objects.filter(pilot=pilot)
    with_all = kept.select_related("step", "standard", "other_standard")
    open_gaps = list(with_all.not_closed_on(day))
    later = {key_of(gap): gap for gap in with_all.filter(raised_on__gt=day)}
    matched: dict[str, Gap] = {}
    closing = []
    for gap in open_gaps:
        key = key_of(gap)
        if key in found:
            matched.setdefault(key, gap)
        elif key:
            closing.append(_closing(facts, gap, day))
    return AnalysisPlan(
        day=day,
        new=tuple(
            gap for key, gap in found.items() if key not in matched and key not in later
        ),
        unchanged=tuple((gap, found[key]) for key, gap in matched.items()),
        closing=tuple(closing),
        later=tuple(
            gap for key, gap in later.items() if key in found and key not in matched
        ),
    )


def _closing(facts: GapFacts, gap: Gap, day: date) -> Closing:
    if key_of(gap).startswith(Rule.UNCOVERED):
        return _covered(facts, gap, day)
    return Closing(gap, day, f"{_GONE[Rule(gap.rule)]}（按规则重新分析）。")


def _covered(facts: GapFacts, gap: Gap, day: date) -> Closing:
    identity = gap.step.identity if gap.step else ""
    steps: Mapping[str, StepInUse] = {step.identity: step for step in facts.steps}
    step = steps.get(identity)
    if step is None:
        return Closing(gap, day, "环节已停用，或已不计入应有标准的环节。")
    known = Covering(facts)
    since, code = min(
        (_in_force_since(facts.standards[code], day), code)
        for code in known.codes(step)
    )
    on = since if since > gap.raised_on else day
    words = f"{known.named(code)}自{since.isoformat()}起实施，已覆盖本环节。"
    return Closing(gap, on, words)


def _in_force_since(standard: StandardFact, day: date) -> date:
    """实施日期 of the edition in force on ``day``."""
    periods = (
        (standard.effective_on, standard.withdrawn_on),
        *standard.earlier_periods,
    )
    return max(
        begun
        for begun, ended in periods
        if begun is not None and begun <= day and (ended is None or ended > day)
    )
