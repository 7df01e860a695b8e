"""All rules at once: the gaps of a pilot on a day."""

from __future__ import annotations

from assessment.gaps.rules.between import contradicting, overlapping
from assessment.gaps.rules.coverage import below, missing, weak
from assessment.gaps.rules.covering import Covering
from assessment.gaps.rules.facts import FoundGap, GapFacts
from assessment.gaps.rules.standing import dated

_RULES = (missing, weak, below, dated, overlapping, contradicting)


def find_gaps(facts: GapFacts) -> tuple[FoundGap, ...]:
    """The gaps on the day, each once, in the order of kinds and then of the steps.

    The same facts give the same gaps with the same keys.
    """
    known = Covering(facts)
    found: dict[str, FoundGap] = {}
    for rule in _RULES:
        for gap in rule(known):
            found.setdefault(gap.key, gap)
    return tuple(found.values())
