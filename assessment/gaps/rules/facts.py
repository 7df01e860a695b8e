"""What the gap rules know of a pilot on a day, and what they find. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assessment.indicators.observations import StandardFact, StepFact


class GapKind(StrEnum):
    """The five kinds of the domain brief, 2.8."""

    MISSING = "缺"
    WEAK = "低"
    DATED = "旧"
    DOUBLE = "重"
    CONFLICT = "冲突"


class Rule(StrEnum):
    """Which rule found a gap; a gap added by hand has none."""

    UNCOVERED = "缺-无现行标准"
    NO_LIMIT = "低-无限值"
    WEAKER = "低-弱于办理时限"
    BELOW = "低-弱于上位文件"
    CITATION = "旧-引用失效"
    AGE = "旧-超过复审年限"
    OVERLAP = "重-范围重叠"
    CONTRADICTION = "冲突-限值不一"

    @property
    def kind(self) -> GapKind:
        """The kind of gap the rule finds."""
        return GapKind(self.value.partition("-")[0])


@dataclass(frozen=True, slots=True)
class ClauseFact:
    """A clause of the text in force."""

    number: str
    title: str
    content: str
    is_measurable: bool = False
    rule_code: str = ""

    @property
    def words(self) -> str:
        """Title and text together."""
        return f"{self.title} {self.content}".strip()


@dataclass(frozen=True, slots=True)
class LimitFact:
    """A row of ``rules``: a limit between two events, and whose it is.

    ``standard`` or ``law`` is the 体系编号 cited; both empty for a bare source.
    ``limit`` is ``None`` where the source gives no number.
    """

    code: str
    wording: str
    start_event: str
    end_event: str
    limit: Decimal | None
    unit: str
    standard: str = ""
    law: str = ""
    clause: str = ""
    items: tuple[str, ...] = ()
    source: str = ""

    def is_about(self, item: str) -> bool:
        """Whether it applies to a work item; without 适用事项 to every one."""
        return not self.items or item in self.items

    @property
    def events(self) -> tuple[str, str]:
        """From what to what the limit runs."""
        return self.start_event.strip(), self.end_event.strip()


@dataclass(frozen=True, slots=True)
class StepInUse:
    """A step as it stands on the day, with what its source says of it.

    ``owners`` answer for it on the day; ``clauses`` are those named of each covering
    standard, none where the whole document covers.
    """

    fact: StepFact
    identity: str
    owners: tuple[str, ...] = ()
    time_limit: str = ""
    source_file: str = ""
    source_clause: str = ""
    clauses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The step as a reader names it."""
        return f"{self.fact.item}·{self.fact.step}"

    @property
    def source(self) -> str:
        """Document and clause it comes from."""
        return " ".join(filter(None, (self.source_file, self.source_clause)))


@dataclass(frozen=True, slots=True)
class EndedCitation:
    """A document that has ended by the day and that a standard in force still cites."""

    standard: str
    number: str
    since: date | None
    replaced_by: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """An own edition whose 复审 is due by the day: ``since`` its 实施 or last 复审."""

    standard: str
    since: date
    due_on: date


@dataclass(frozen=True, slots=True)
class GapFacts:
    """Everything the rules may know: steps in use that count, standards by 体系编号,
    texts in force (a standard without one is not there), limits, what has ended."""

    day: date
    steps: tuple[StepInUse, ...]
    standards: Mapping[str, StandardFact]
    texts: Mapping[str, tuple[ClauseFact, ...]] = field(default_factory=dict)
    limits: tuple[LimitFact, ...] = ()
    citations: tuple[EndedCitation, ...] = ()
    reviews: tuple[ReviewDue, ...] = ()
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who answers for each standard on the day."""


@dataclass(frozen=True, slots=True)
class FoundGap:
    """What a rule found, in Chinese sentences.

    ``is_certain`` is false where a person has to judge (待核对): the text is not kept
    here, or limits are counted differently. ``subject`` tells apart what one rule
    finds of the same step and standards.
    """

    rule: Rule
    statement: str
    basis: str
    step: StepInUse | None = None
    standard: str = ""
    other_standard: str = ""
    subject: str = ""
    owners: tuple[str, ...] = ()
    proposed: str = ""
    is_certain: bool = True

    @property
    def kind(self) -> GapKind:
        """The kind of gap."""
        return self.rule.kind

    @property
    def key(self) -> str:
        """The same on every run for the same gap, whatever else has changed."""
        identity = self.step.identity if self.step else ""
        return gap_key(
            self.rule, identity, self.standard, self.other_standard, self.subject
        )


# What a gap is of: its step, or the standards whatever steps they cover.
_OF_STANDARDS = frozenset(
    {Rule.BELOW, Rule.CITATION, Rule.AGE, Rule.OVERLAP, Rule.CONTRADICTION}
)


def gap_key(
    rule: str, identity: str, standard: str, other_standard: str, subject: str
) -> str:
    """The key of a gap from what it names, found or kept.

    The standard a 缺 names is a proposal and no part of it; the step that a gap
    between standards names is an example.
    """
    if rule == Rule.UNCOVERED:
        standard = other_standard = ""
    if rule in _OF_STANDARDS:
        identity = ""
    return "|".join((rule, identity, standard, other_standard, subject))
