"""What was found, ready to print: marked titles, snippets, addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from standards_catalog.models import Standard, StandardEdition
from standards_catalog.search.folding import (
    Pieces,
    marked,
    pieces_of,
    snippet,
    spans_of,
)
from standards_catalog.search.initials import span_of_initials
from standards_catalog.search.models import SearchedClause
from standards_catalog.search.selectors.results import (
    FoundStandard,
    FoundText,
    Results,
)
from standards_catalog.selectors import with_standing

# The address of a standard (anchor empty), or of a place in one of its texts.
Addresses = Callable[[Any, int | None, str], str]


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause that answers."""

    number: str
    title: Pieces
    snippet: Pieces
    url: str


@dataclass(frozen=True, slots=True)
class TextLines:
    """The clauses of one text that answer; ``edition`` is None for the draft."""

    edition: StandardEdition | None
    clauses: tuple[ClauseLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A standard that answers, read through ``with_standing``."""

    standard: Any
    title: Pieces
    number: Pieces
    code: Pieces
    url: str
    texts: tuple[TextLines, ...]
    count: int

    @property
    def more(self) -> int:
        """How many answering clauses are not among those shown."""
        return sum(text.more for text in self.texts)


def lines_of(
    results: Results, day: date, addresses: Addresses
) -> tuple[StandardLine, ...]:
    """The page of ``results`` with the standing on ``day``. Two queries."""
    keys = [found.head.pk for found in results.page]
    standards = Standard.objects.filter(pk__in=keys).select_related("pilot")
    shown = {row.pk: row for row in with_standing(standards, day)}
    texts = [text.edition for found in results.page for text in found.texts]
    editions = StandardEdition.objects.filter(pk__in=[t for t in texts if t])
    known = {edition.pk: edition for edition in editions.defer("text")}
    return tuple(
        _line(found, shown[found.head.pk], known, results.words, addresses)
        for found in results.page
    )


def _line(
    found: FoundStandard,
    standard: Any,
    editions: dict[int, StandardEdition],
    words: Sequence[str],
    addresses: Addresses,
) -> StandardLine:
    number = standard.edition_number or ""
    matching = [n for n in found.head.numbers if spans_of(n, words)]
    if matching and number not in matching:
        number = matching[-1]
    return StandardLine(
        standard=standard,
        title=_title(standard.title, words),
        number=marked(number, words),
        code=marked(standard.code, words),
        url=addresses(standard, None, ""),
        texts=tuple(
            _text_lines(text, standard, editions, words, addresses)
            for text in found.texts
        ),
        count=found.count,
    )


def _title(title: str, words: Sequence[str]) -> Pieces:
    """The title with its hits; without any, the characters whose initials were typed."""
    spans = spans_of(title, words)
    if not spans:
        found = (span_of_initials(title, word) for word in words)
        spans = sorted(span for span in found if span is not None)[:1]
    return pieces_of(title, spans)


def _text_lines(
    text: FoundText,
    standard: Any,
    editions: dict[int, StandardEdition],
    words: Sequence[str],
    addresses: Addresses,
) -> TextLines:
    key = text.edition
    return TextLines(
        edition=editions[key] if key is not None else None,
        clauses=tuple(
            _clause_line(clause, addresses(standard, key, clause.anchor), words)
            for clause in text.clauses
        ),
        more=text.count - len(text.clauses),
    )


def _clause_line(clause: SearchedClause, url: str, words: Sequence[str]) -> ClauseLine:
    return ClauseLine(
        number=clause.number,
        title=marked(clause.title, words),
        snippet=snippet(clause.content, words),
        url=url,
    )
