"""Longest common subsequence of two strings, computed a machine word at a time.

Bit-parallel algorithm of Hyyrö (“Bit-parallel LCS-length computation revisited”, 2004)
over Python's whole numbers: a row of the dynamic programme is one number, so a clause
of 300 characters takes 300 additions. The rows are kept to walk back along them; where
that would take too much memory, the problem is halved first (Hirschberg 1975).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

KEPT_CELLS = 1 << 27
"""Bits of rows kept at a time: 16 MiB, a text of 11,000 characters by another."""


def _rows(old: str, new: str) -> Iterator[int]:
    """For each prefix of ``new`` a number whose bit i is 0 where the length of the
    common subsequence with ``old`` grows at character i."""
    places: defaultdict[str, int] = defaultdict(int)
    for index, character in enumerate(old):
        places[character] |= 1 << index
    mask = (1 << len(old)) - 1
    row = mask
    yield row
    for character in new:
        matches = row & places[character] if character in places else 0
        row = ((row + matches) | (row - matches)) & mask
        yield row


def _last_row(old: str, new: str) -> int:
    row = 0
    for each in _rows(old, new):
        row = each
    return row


def common_length(old: str, new: str) -> int:
    """How many characters a longest common subsequence has."""
    return len(old) - _last_row(old, new).bit_count()


def common_places(old: str, new: str) -> Iterator[tuple[int, int]]:
    """The pairs (place in ``old``, place in ``new``) of a longest common subsequence."""
    if len(old) * len(new) <= KEPT_CELLS or min(len(old), len(new)) < 2:
        yield from _walk_back(old, new)
        return
    middle = len(new) // 2
    before = _lengths(old, new[:middle])
    after = _lengths(old[::-1], new[middle:][::-1])[::-1]
    best = max(range(len(old) + 1), key=lambda cut: before[cut] + after[cut])
    yield from common_places(old[:best], new[:middle])
    for i, j in common_places(old[best:], new[middle:]):
        yield best + i, middle + j


def _lengths(old: str, new: str) -> list[int]:
    """The length of the common subsequence of each prefix of ``old`` with ``new``."""
    row = _last_row(old, new)
    bits = reversed(f"{row:0{len(old)}b}")
    return list(accumulate((bit == "0" for bit in bits), initial=0))


def _walk_back(old: str, new: str) -> list[tuple[int, int]]:
    rows = list(_rows(old, new))
    pairs = []
    i, j = len(old), len(new)
    while i and j:
        bit = 1 << (i - 1)
        if rows[j] & bit:
            i -= 1
        elif not rows[j - 1] & bit:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    pairs.reverse()
    return pairs
