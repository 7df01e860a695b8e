"""Standards found by title, number, code or pinyin initials.

These are read from the catalogue itself at every search, so that a standard is found
by its new name at once. A thousand of them take a few milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from standards_catalog.models import Standard, StandardEdition
from standards_catalog.search.folding import fold, words_of
from standards_catalog.search.initials import initials_of, is_initials

_FILLING = re.compile(r"[- ]+")


class Closeness(IntEnum):
    """How well a standard answers the query by its head; the smaller the better."""

    EXACT = 0
    TITLE = 1
    WORDS = 2
    INITIALS = 3
    TEXT_ONLY = 4


@dataclass(frozen=True)
class Head:
    """What names a standard. ``numbers`` are those of the editions that may be seen."""

    pk: int
    code: str
    title: str
    numbers: tuple[str, ...]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Code and numbers as they are typed without spaces and dashes."""
        return tuple(_compact(fold(name)) for name in (self.code, *self.numbers))

    @cached_property
    def _folded(self) -> str:
        return fold("\n".join((self.title, self.code, *self.numbers)))

    def has(self, word: str) -> bool:
        """Whether a folded word occurs in title, code or a number.

        Spaces and dashes inside code and numbers may be left out.
        """
        if word in self._folded:
            return True
        is_name = word[0].isalpha() and word[0].isascii()
        return is_name and any(_compact(word) in name for name in self._names)

    def begins(self, word: str) -> bool:
        """Whether ``word`` is a piece of the initials of the title."""
        return is_initials(word) and word in "".join(initials_of(self.title))

    def closeness(self, query: str, words: Sequence[str]) -> Closeness | None:
        """How well it answers; None if some word is not in it."""
        whole = fold(query.strip())
        if fold(self.title) == whole or _compact(whole) in self._names:
            return Closeness.EXACT
        if whole in fold(self.title):
            return Closeness.TITLE
        if all(self.has(word) for word in words):
            return Closeness.WORDS
        if all(self.has(word) or self.begins(word) for word in words):
            return Closeness.INITIALS
        return None


def _compact(name: str) -> str:
    return _FILLING.sub("", name)


def heads_of(
    standards: QuerySet[Standard], editions: QuerySet[StandardEdition]
) -> tuple[Head, ...]:
    """The heads of ``standards`` with the numbers of those ``editions`` of theirs.

    Two queries.
    """
    numbers: dict[int, list[str]] = defaultdict(list)
    rows = editions.order_by("pk").values_list("standard_id", "number")
    for key, number in rows:
        if number:
            numbers[key].append(number)
    return tuple(
        Head(pk, code, title, tuple(numbers[pk]))
        for pk, code, title in standards.values_list("pk", "code", "title")
    )


def found_heads(heads: Iterable[Head], query: str) -> dict[int, Closeness]:
    """How well each standard that answers ``query`` by its head does so."""
    words = words_of(query)
    if not words:
        return {}
    judged = ((head.pk, head.closeness(query, words)) for head in heads)
    return {pk: closeness for pk, closeness in judged if closeness is not None}


def narrowed(rows: QuerySet[Any], query: str, editions: QuerySet[Any]) -> QuerySet[Any]:
    """The standards among ``rows`` whose head answers ``query``; all for no words."""
    if not words_of(query):
        return rows
    heads = heads_of(rows.order_by(), editions.filter(standard__in=rows.values("pk")))
    found = found_heads(heads, query)
    return rows.filter(pk__in=found)
