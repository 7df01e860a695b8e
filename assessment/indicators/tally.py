"""What a formula hands on: the lists, from which alone the counts are taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from assessment.indicators.observations import Fact
from assessment.indicators.records import FactList, ReasonedFact, RecordList


@dataclass(frozen=True, slots=True)
class Tally:
    """The lists behind one indicator value.

    For a rate `numerator` is a part of `denominator`, and `shortfall` the rest of it.
    For an index both hold the records that were pooled, and `score` is the value
    (`None` where nothing was pooled). For a count `numerator` holds what was counted
    and `denominator` is empty. `exclusions` were looked at and left out; `flagged`
    stand in the other lists, or bear on them, and deserve a look.
    """

    numerator: RecordList = field(default_factory=FactList)
    denominator: RecordList = field(default_factory=FactList)
    shortfall: RecordList = field(default_factory=FactList)
    exclusions: RecordList = field(default_factory=FactList)
    flagged: RecordList = field(default_factory=FactList)
    note: str = ""
    score: Fraction | None = None


Judged = tuple[Fact, bool, str]
"""A record of the denominator, whether it is in the numerator, and why."""


def rate_tally(
    judged: Iterable[Judged],
    *,
    exclusions: Iterable[ReasonedFact] = (),
    flagged: Iterable[ReasonedFact] = (),
    note: str = "",
) -> Tally:
    """The tally of a rate: every judged record is in the denominator."""
    rows = tuple(judged)
    return Tally(
        numerator=FactList((fact, why) for fact, met, why in rows if met),
        denominator=FactList((fact, why) for fact, _, why in rows),
        shortfall=FactList((fact, why) for fact, met, why in rows if not met),
        exclusions=FactList(exclusions),
        flagged=FactList(flagged),
        note=note,
    )
