"""What covers a step on the day, with which clauses and limits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessment.gaps.rules.facts import ClauseFact, GapFacts, LimitFact, StepInUse
from assessment.gaps.rules.limits import Limit, limits_in, stated_limit
from assessment.indicators.system import is_in_force

# From the highest down; what is not named binds nobody else.
_LEVELS = ("国家标准", "行业标准", "省级地方标准", "市级地方标准")


@dataclass(frozen=True)
class Covering:
    """The facts of a day with what follows from them, computed once."""

    facts: GapFacts

    @cached_property
    def in_force(self) -> frozenset[str]:
        """体系编号 in force on the day, as the coverage indicator says it."""
        day = self.facts.day
        return frozenset(
            code for code, s in self.facts.standards.items() if is_in_force(s, day)
        )

    @cached_property
    def limits_by_standard(self) -> Mapping[str, tuple[LimitFact, ...]]:
        """The rules that cite each standard."""
        found: dict[str, list[LimitFact]] = defaultdict(list)
        for limit in self.facts.limits:
            if limit.standard:
                found[limit.standard].append(limit)
        return {code: tuple(rows) for code, rows in found.items()}

    def codes(self, step: StepInUse) -> tuple[str, ...]:
        """The standards in force that cover ``step``; a law never does."""
        named = dict.fromkeys(step.fact.covering_standards)
        return tuple(code for code in named if code in self.in_force)

    def pairs(self, step: StepInUse) -> Iterator[tuple[str, str]]:
        """Every two of them, in catalogue order of their codes."""
        codes = sorted(self.codes(step))
        for index, first in enumerate(codes):
            for second in codes[index + 1 :]:
                yield first, second

    def named(self, code: str) -> str:
        """“FW302《社会救助申请分办转办工作规范》”."""
        return f"{code}《{self.facts.standards[code].title}》"

    def rank(self, code: str) -> int:
        """How high the standard stands; the greater binds the lesser."""
        level = str(self.facts.standards[code].level)
        return len(_LEVELS) - _LEVELS.index(level) if level in _LEVELS else 0

    def owners(self, *codes: str) -> tuple[str, ...]:
        """Who answers for the standards."""
        units = (u for code in codes for u in self.facts.units.get(code, ()))
        return tuple(dict.fromkeys(units))

    def has_text(self, code: str) -> bool:
        """Whether the text in force is kept here."""
        return code in self.facts.texts

    def clauses(self, step: StepInUse, code: str) -> tuple[ClauseFact, ...]:
        """The clauses of the text that cover ``step``: those named with what is below
        them, all where none is named."""
        text = self.facts.texts.get(code, ())
        named = step.clauses.get(code, ())
        if not named:
            return text
        return tuple(
            c for c in text if any(is_within(c.number, number) for number in named)
        )

    def rules(self, step: StepInUse, code: str) -> tuple[LimitFact, ...]:
        """The rules of the standard that are about ``step``."""
        named = step.clauses.get(code, ())
        return tuple(
            rule
            for rule in self.limits_by_standard.get(code, ())
            if rule.is_about(step.fact.item)
            and (
                not named
                or not rule.clause
                or any(is_within(rule.clause, number) for number in named)
            )
        )

    def durations(self, step: StepInUse, code: str) -> tuple[Limit, ...]:
        """How long the standard allows for ``step``.

        What its clauses say comes first. Where none is named, only clauses marked
        measurable are read; where the text is not kept here, its rules speak for it.
        """
        is_named = bool(step.clauses.get(code))
        written = [
            limit
            for clause in self.clauses(step, code)
            if is_named or clause.is_measurable
            for limit in limits_in(clause.words)
            if limit.is_duration
        ]
        stated = [
            stated_limit(rule.limit, rule.unit)
            for rule in self.rules(step, code)
            if rule.limit is not None
        ]
        return tuple(written or (limit for limit in stated if limit.is_duration))


def plain_number(words: str) -> str:
    """A clause number without 第, 章, 条, 附录 and blanks, letters in capitals: what
    two ways of writing one clause have in common."""
    bare = re.sub(r"[\s第章条款]|附录", "", words).upper().replace("．", ".")
    return bare.replace("）", ")").replace("（", "(")


def is_within(number: str, named: str) -> bool:
    """Whether a clause is the one named or below it."""
    inner, outer = plain_number(number), plain_number(named)
    if not inner or not outer or not inner.startswith(outer):
        return inner == outer != ""
    rest = inner[len(outer) :]
    return not rest or not (rest[0].isdigit() and outer[-1].isdigit())
