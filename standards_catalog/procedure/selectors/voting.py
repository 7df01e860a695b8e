"""The arithmetic of a panel's vote, exact and without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a panel against the shares that are required.

    ``quorum`` is the share of the panel that must have voted and ``approval`` the
    share of the votes cast that must say 同意; an abstention is a vote cast.
    """

    panel: int
    yes: int
    no: int
    abstained: int
    quorum: Fraction
    approval: Fraction

    @property
    def cast(self) -> int:
        """Votes cast, abstentions among them."""
        return self.yes + self.no + self.abstained

    @property
    def is_quorate(self) -> bool:
        """Whether enough of the panel has voted; an empty panel never has."""
        return self.panel > 0 and self.cast >= self.quorum * self.panel

    @property
    def approving_share(self) -> Fraction | None:
        """同意 ÷ votes cast; undefined while nobody has voted."""
        return Fraction(self.yes, self.cast) if self.cast else None

    @property
    def is_passed(self) -> bool:
        """Whether the vote is quorate and the share of 同意 reached."""
        share = self.approving_share
        return self.is_quorate and share is not None and share >= self.approval

    @property
    def is_unanimous(self) -> bool:
        """Whether the whole panel voted 同意."""
        return self.panel > 0 and self.yes == self.panel


def tally_of(votes: Iterable[str], quorum: Fraction, approval: Fraction) -> Tally:
    """The tally of a panel; a member who has not voted stands as an empty text."""
    each = list(votes)
    return Tally(
        panel=len(each),
        yes=each.count("同意"),
        no=each.count("不同意"),
        abstained=each.count("弃权"),
        quorum=quorum,
        approval=approval,
    )
