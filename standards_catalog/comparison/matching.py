"""Which clause of the new text is which of the old one."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from standards_catalog.comparison.clauses import ComparedClause
from standards_catalog.comparison.common_subsequence import common_length

LEAST_SIMILARITY = Fraction(1, 2)
"""Two clauses are the same one if they share half of their characters in order."""

_CANDIDATES = 5

Pairs = dict[int, int]


def match_clauses(
    old: Sequence[ComparedClause], new: Sequence[ComparedClause]
) -> Pairs:
    """Places in ``old`` → places in ``new``: by id, then by equal title and text, then
    by a title that occurs once in each, then by similarity."""
    pairs: Pairs = {}
    _pair_by(old, new, pairs, lambda clause: clause.id)
    _pair_by(old, new, pairs, lambda clause: clause.body)
    _pair_by(old, new, pairs, lambda clause: clause.title)
    _pair_by_similarity(old, new, pairs)
    return pairs


def _pair_by(
    old: Sequence[ComparedClause],
    new: Sequence[ComparedClause],
    pairs: Pairs,
    key: Callable[[ComparedClause], str],
) -> None:
    """Pair what has the same key, if it is not empty and occurs once on each side."""
    unmatched_old, unmatched_new = _unmatched(old, new, pairs)
    olds = Counter(key(old[i]) for i in unmatched_old)
    news = Counter(key(new[j]) for j in unmatched_new)
    places = {key(new[j]): j for j in unmatched_new}
    for i in unmatched_old:
        value = key(old[i])
        if value and olds[value] == 1 and news[value] == 1:
            pairs[i] = places[value]


def _unmatched(
    old: Sequence[ComparedClause], new: Sequence[ComparedClause], pairs: Pairs
) -> tuple[list[int], list[int]]:
    taken = set(pairs.values())
    return (
        [i for i in range(len(old)) if i not in pairs],
        [j for j in range(len(new)) if j not in taken],
    )


def similarity(old: str, new: str) -> Fraction:
    """Twice the common characters over all characters; 1 for two empty texts."""
    total = len(old) + len(new)
    return Fraction(2 * common_length(old, new), total) if total else Fraction(1)


def _pair_by_similarity(
    old: Sequence[ComparedClause], new: Sequence[ComparedClause], pairs: Pairs
) -> None:
    unmatched_old, unmatched_new = _unmatched(old, new, pairs)
    index: defaultdict[str, list[int]] = defaultdict(list)
    for j in unmatched_new:
        for bigram in _bigrams(new[j].body):
            index[bigram].append(j)
    scored = []
    for i in unmatched_old:
        shared: Counter[int] = Counter()
        for bigram in _bigrams(old[i].body):
            shared.update(index.get(bigram, ()))
        for j, _ in shared.most_common(_CANDIDATES):
            score = similarity(old[i].body, new[j].body)
            if score >= LEAST_SIMILARITY:
                scored.append((-score, abs(i - j), i, j))
    taken: set[int] = set()
    for _, _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _bigrams(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(max(len(text) - 1, 1))}


def out_of_order(places: Iterable[int]) -> set[int]:
    """The fewest of ``places`` without which the others rise (patience sorting)."""
    listed = list(places)
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for at, place in enumerate(listed):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [at]
    rising = set()
    at = piles[-1] if piles else -1
    while at >= 0:
        rising.add(listed[at])
        at = before[at]
    return set(listed) - rising
