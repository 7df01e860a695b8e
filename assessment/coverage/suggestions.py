"""Which texts are about the same thing, told by the pairs of characters they share.

Chinese is not written in words, so texts are compared by their overlapping pairs of
characters (bigrams): cosine of TF-IDF vectors, as in Manning, Raghavan, Schütze,
*Introduction to Information Retrieval*, 6.2–6.3, with damped frequencies. Pure: no
database, no clock, no dictionary; the same texts give the same order.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

Weighted = tuple[tuple[str, float], ...]
"""The parts of a text with what each counts: ``(("临时救助服务规范", 3), ("受理", 1))``."""

_RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")
_WORDS_TOLD = 4
# Pairs that more of the texts have than this say nothing about any of them.
_COMMON = 0.15


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[K]):
    """A text like the one asked about: cosine from 0 to 1, and the words in common."""

    key: K
    score: float
    shared: tuple[str, ...]

    @property
    def reason(self) -> str:
        """“共有：临时救助、受理”."""
        return f"共有：{'、'.join(self.shared)}" if self.shared else ""


def runs(text: str) -> list[str]:
    """The unbroken pieces of ``text``: no signs, no spaces, letters small."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def pairs(run: str) -> list[str]:
    """The overlapping pairs of characters of one piece; a lone character is its own."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _frequencies(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for text, weight in parts:
        counts = Counter(pair for run in runs(text) for pair in pairs(run))
        for pair, count in counts.items():
            found[pair] += weight * count
    return found


class SuggestionIndex(Generic[K]):
    """Texts to suggest from, read once and asked many times."""

    def __init__(self, texts: Mapping[K, Weighted]) -> None:
        self._keys = list(texts)
        frequencies = [_frequencies(texts[key]) for key in self._keys]
        spread = Counter(pair for each in frequencies for pair in each)
        total = len(self._keys)
        self._rarity = {
            pair: math.log((1 + total) / (1 + count)) + 1
            for pair, count in spread.items()
        }
        self._telling = {
            pair for pair, count in spread.items() if count <= max(3, total * _COMMON)
        }
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, each in enumerate(frequencies):
            for pair, value in self._vector(each).items():
                self._postings[pair].append((number, value))

    def _vector(self, frequencies: Mapping[str, float]) -> dict[str, float]:
        """Damped TF × IDF at length 1; pairs that no text has are left out."""
        vector = {
            pair: (1 + math.log(1 + value)) * self._rarity[pair]
            for pair, value in frequencies.items()
            if pair in self._rarity
        }
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        return {pair: value / length for pair, value in vector.items()}

    def rank(
        self, asked: Weighted, *, limit: int, but: Collection[K] = ()
    ) -> tuple[Suggestion[K], ...]:
        """The texts most like ``asked``, the likest first, those in ``but`` left out.

        Equal ones stand in the order they were given in; what shares nothing, or only
        what nearly all of them share, is not suggested.
        """
        scores: dict[int, float] = defaultdict(float)
        shared: dict[int, set[str]] = defaultdict(set)
        for pair, value in self._vector(_frequencies(asked)).items():
            for number, weight in self._postings.get(pair, ()):
                scores[number] += value * weight
                shared[number].add(pair)
        order = sorted(scores, key=lambda number: (-round(scores[number], 9), number))
        best = (
            number
            for number in order
            if self._keys[number] not in but and shared[number] & self._telling
        )
        return tuple(
            Suggestion(
                self._keys[number],
                scores[number],
                tuple(self._words(asked, shared[number])),
            )
            for number, _ in zip(best, range(limit), strict=False)
        )

    def _words(self, asked: Weighted, shared: Collection[str]) -> Iterator[str]:
        """The longest stretches of ``asked`` made of shared pairs, the rarest first."""
        found: dict[str, float] = {}
        for text, _ in asked:
            for run in runs(text):
                for word, weight in self._stretches(run, shared):
                    found[word] = weight
        told: list[str] = []
        for word in sorted(found, key=lambda word: (-found[word], word)):
            if len(told) < _WORDS_TOLD and not any(word in other for other in told):
                told.append(word)
                yield word

    def _stretches(
        self, run: str, shared: Collection[str]
    ) -> Iterator[tuple[str, float]]:
        """Unbroken shared pairs as words, weighed by those that say something."""
        word, weight = "", 0.0
        for pair in (*pairs(run), ""):
            if pair in shared:
                word = word + pair[-1] if word else pair
                weight += self._rarity[pair] if pair in self._telling else 0
                continue
            if weight:
                yield word, weight
            word, weight = "", 0.0
