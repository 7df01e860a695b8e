"""Texts and queries made alike, and the places where one occurs in the other.

Chinese is written without spaces, so that a search is for a piece of text, however
short. What people cannot see or do not type is made the same first: full-width and
half-width characters, capitals, the dashes of standard numbers, spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUERY = 100
_MOST_WORDS = 8
_BEFORE, _AFTER = 24, 72

# Dashes are one dash, whatever stands between them. A space is kept only where the
# text would say something else without it: between two letters or two digits.
_RUNS = re.compile(
    r"-(?: *-)*|((?<=[a-z]) +(?=[a-z])|(?<=[0-9]) +(?=[0-9]))| +", re.ASCII
)


class _Characters(dict[int, str]):
    """What a character is folded to, found out when it is met first."""

    def __missing__(self, code: int) -> str:
        folded = "".join(
            _plain(part) for part in unicodedata.normalize("NFKC", chr(code)).casefold()
        )
        self[code] = folded
        return folded


def _plain(character: str) -> str:
    if character == "\n":
        return character
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "−":
        return "-"
    return "" if kind in ("Cc", "Cf") else character


_CHARACTERS = _Characters()


def _run(match: re.Match[str]) -> str:
    return "-" if match[0].startswith("-") else " " * bool(match[1])


def fold(text: str) -> str:
    """``text`` as it is compared. Lines stay lines."""
    return _RUNS.sub(_run, text.translate(_CHARACTERS))


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query, each once; longer queries are cut."""
    folded = (fold(word) for word in query[:LONGEST_QUERY].split())
    return tuple(dict.fromkeys(filter(None, folded)))[:_MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``is_hit`` if it is what was searched for."""

    text: str
    is_hit: bool = False


Pieces = tuple[Piece, ...]


def marked(text: str, words: Iterable[str]) -> Pieces:
    """The whole of ``text`` in pieces, every occurrence of the folded ``words`` a hit."""
    return pieces_of(text, spans_of(text, words))


def spans_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the folded ``words`` stand in ``text``: spans in order, none touching
    another."""
    folded, origins = _folded_with_origins(text)
    spans = []
    for word in words:
        start = folded.find(word)
        while start >= 0:
            end = start + len(word)
            spans.append((origins[start], origins[end - 1] + 1))
            start = folded.find(word, start + 1)
    return _joined(sorted(spans))


def _folded_with_origins(text: str) -> tuple[str, list[int]]:
    """:func:`fold`, and for each of its characters the place it comes from."""
    parts = [_CHARACTERS[ord(character)] for character in text]
    whole = "".join(parts)
    places = [place for place, part in enumerate(parts) for _ in part]
    origins: list[int] = []
    end = 0
    for match in _RUNS.finditer(whole):
        origins += places[end : match.start()]
        origins += places[match.start() : match.start() + len(_run(match))]
        end = match.end()
    return fold(text), origins + places[end:]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def pieces_of(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """``text`` cut at ``spans``, which are the hits."""
    pieces = []
    end = 0
    for start, stop in spans:
        pieces += [Piece(text[end:start]), Piece(text[start:stop], is_hit=True)]
        end = stop
    pieces.append(Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text)


def snippet(text: str, words: Iterable[str]) -> Pieces:
    """A line's worth of ``text`` around the first hit; its beginning without one.

    Line breaks are printed as spaces.
    """
    words = tuple(words)
    spans = spans_of(text, words)
    first = spans[0][0] if spans else 0
    start = max(first - _BEFORE, 0)
    end = min(max(first, start) + _AFTER + _BEFORE, len(text))
    shown = text[start:end].replace("\n", " ")
    inside = [
        (max(s, start) - start, min(e, end) - start)
        for s, e in spans
        if s < end and e > start
    ]
    pieces = list(pieces_of(shown, inside))
    if start:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return tuple(pieces)
