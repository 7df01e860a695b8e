"""The initials of a title in pinyin: 政务服务规范 is found by ``zwfwgf``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from standards_catalog.search.folding import fold

# Longer ones are sayings; their characters are read alike in shorter phrases.
_LONGEST_PHRASE = 6
_LETTERS = re.compile(r"[a-z0-9]{2,}")


def is_initials(word: str) -> bool:
    """Whether a folded word may be meant as initials: at least two letters or digits."""
    return _LETTERS.fullmatch(word) is not None


def _each(run: str) -> Any:
    """What is not Chinese, character by character; pypinyin takes lists too."""
    return list(run)


def _phrases_of(title: str) -> list[str]:
    """``title`` cut into the fewest phrases of known reading.

    The longest phrase first, as pypinyin cuts, would read 市长 in 重庆市长期护理.
    """
    best: list[tuple[str, ...]] = [()]
    for end in range(1, len(title) + 1):
        starts = range(max(end - _LONGEST_PHRASE, 0), end)
        pieces = ((start, title[start:end]) for start in starts)
        known = [
            (*best[start], piece)
            for start, piece in pieces
            if len(piece) == 1 or piece in PHRASES_DICT
        ]
        best.append(min(known, key=len))
    return list(best[-1])


@lru_cache(maxsize=20_000)
def initials_of(title: str) -> tuple[str, ...]:
    """One initial for each character, empty for punctuation.

    Characters of several readings are read as in their word (重庆 cq, 行长 hz). Letters
    and digits stand for themselves.
    """
    found = lazy_pinyin(_phrases_of(title), style=Style.FIRST_LETTER, errors=_each)
    if len(found) != len(title):
        # A character that normalises to several; there is no telling which is which.
        return ()
    return tuple(fold(letter) if letter.isalnum() else "" for letter in found)


def span_of_initials(title: str, word: str) -> tuple[int, int] | None:
    """The characters of ``title`` whose initials ``word`` is."""
    initials = initials_of(title)
    places = [place for place, letter in enumerate(initials) for _ in letter]
    start = "".join(initials).find(word)
    if start < 0:
        return None
    return places[start], places[start + len(word) - 1] + 1
