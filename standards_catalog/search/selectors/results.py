"""A search: which standards and which of their clauses answer a query.

A clause answers if every word of the query stands in it or in the head (title, number,
code) of its standard, and at least one in the clause itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.search.folding import words_of
from standards_catalog.search.models import SearchedClause, SearchedText
from standards_catalog.search.selectors.heads import (
    Closeness,
    Head,
    found_heads,
    heads_of,
)

PER_PAGE = 20
PER_STANDARD = 5
MOST_IN_ONE = 300


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may find: standards, their editions, drafts, on a day.

    ``drafts`` are the standards whose draft may be read. Of each standard the edition
    to read on ``day`` is searched, all of them with ``all_editions``.
    """

    pilot: Pilot
    standards: QuerySet[Standard]
    editions: QuerySet[StandardEdition]
    drafts: QuerySet[Standard]
    day: date
    all_editions: bool = False


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text with clauses that answer; ``edition`` is None for the draft."""

    edition: int | None
    clauses: tuple[SearchedClause, ...]
    count: int


@dataclass(frozen=True, slots=True)
class FoundStandard:
    """A standard that answers by its head or its clauses."""

    head: Head
    closeness: Closeness
    texts: tuple[FoundText, ...]

    @property
    def count(self) -> int:
        """How many clauses answer."""
        return sum(text.count for text in self.texts)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, and how much there is of it."""

    words: tuple[str, ...]
    page: tuple[FoundStandard, ...] = ()
    standards: int = 0
    clauses: int = 0


@dataclass(frozen=True, slots=True)
class _Text:
    key: int
    standard: int
    edition: int | None


def search(reach: Reach, query: str, *, number: int = 1, only: str = "") -> Results:
    """Page ``number`` of what answers ``query``, the closest first.

    ``only`` is the code of the one standard to search, then with all its clauses. The
    index must be up to date (``services.reindex``). Six queries at most.
    """
    words = words_of(query)
    if not words:
        return Results(words)
    standards = reach.standards.filter(code=only) if only else reach.standards
    heads = {head.pk: head for head in heads_of(standards, reach.editions)}
    close = found_heads(heads.values(), query)
    texts = _texts(reach, heads)
    condition = _condition(words, heads.values(), texts)
    counts = _counted(texts, condition)
    found = _found(texts, counts)
    order = _ordered(heads, close, found)
    start = (number - 1) * PER_PAGE
    shown = order[start : start + PER_PAGE]
    limit = MOST_IN_ONE if only else PER_STANDARD
    clauses = _clauses(condition, [t for pk in shown for t in found[pk]], limit)
    page = tuple(
        FoundStandard(
            heads[pk],
            close.get(pk, Closeness.TEXT_ONLY),
            tuple(
                FoundText(text.edition, tuple(clauses[text.key]), counts[text.key])
                for text in found[pk]
            ),
        )
        for pk in shown
    )
    return Results(words, page, len(order), sum(counts.values()))


def _texts(reach: Reach, heads: Mapping[int, Head]) -> dict[int, _Text]:
    """The indexed texts within reach, by key."""
    rows = SearchedText.objects.filter(pilot_key=reach.pilot.pk)
    texts = [
        _Text(*row) for row in rows.values_list("pk", "standard_key", "edition_key")
    ]
    editions = _editions_to_search(reach, {text.edition for text in texts})
    drafts = set(reach.drafts.values_list("pk", flat=True))
    return {
        text.key: text
        for text in texts
        if text.standard in heads
        and (
            text.edition in editions
            if text.edition is not None
            else text.standard in drafts
        )
    }


def _editions_to_search(reach: Reach, kept: Collection[int | None]) -> set[int]:
    """All of the ``kept`` editions, or of each standard the one to read on the day."""
    rows = reach.editions.order_by("pk").values_list(
        "pk", "standard_id", "effective_on", "abolished_on"
    )
    chosen: dict[int, tuple[int, int, int]] = {}
    found = [row for row in rows if row[0] in kept]
    if reach.all_editions:
        return {pk for pk, *_ in found}
    for pk, standard, effective_on, abolished_on in found:
        begins = effective_on.toordinal() if effective_on else 0
        place = (_turn(reach.day, effective_on, abolished_on), -begins, -pk)
        chosen[standard] = min(place, chosen.get(standard, place))
    return {-last for _, _, last in chosen.values()}


def _turn(day: date, effective_on: date | None, abolished_on: date | None) -> int:
    """In force first, then to come, then ended (as ``selectors.with_standing``)."""
    if abolished_on is not None and abolished_on <= day:
        return 2
    return 0 if effective_on is not None and effective_on <= day else 1


def _condition(
    words: Sequence[str], heads: Iterable[Head], texts: Mapping[int, _Text]
) -> Q:
    """What a clause has to say: one word at least, and all that its head does not.

    Texts whose heads say the same words are asked for together, so that no text is
    named twice.
    """
    if len(words) == 1:
        return Q(folded__contains=words[0])
    said = {head.pk: frozenset(w for w in words if head.has(w)) for head in heads}
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for text in texts.values():
        groups[said[text.standard]].append(text.key)
    answers = Q()
    for named, keys in groups.items():
        missing = (Q(folded__contains=word) for word in words if word not in named)
        of_these = Q() if len(groups) == 1 else Q(searched_text__in=keys)
        answers |= reduce(and_, missing, of_these)
    return answers & reduce(or_, (Q(folded__contains=word) for word in words))


def _counted(texts: Mapping[int, _Text], condition: Q) -> Counter[int]:
    """How many clauses of each text answer. One pass over the index."""
    if not texts:
        return Counter()
    rows = (
        SearchedClause.objects.filter(condition)
        .order_by()
        .values_list("searched_text")
        .annotate(Count("pk"))
    )
    return Counter({key: count for key, count in rows if key in texts})


def _found(
    texts: Mapping[int, _Text], counts: Mapping[int, int]
) -> dict[int, list[_Text]]:
    """The texts that answer, by standard: editions before the draft."""
    found: dict[int, list[_Text]] = defaultdict(list)
    for text in sorted(
        texts.values(), key=lambda t: (t.edition is None, -(t.edition or 0))
    ):
        if text.key in counts:
            found[text.standard].append(text)
    return found


def _ordered(
    heads: Mapping[int, Head],
    close: Mapping[int, Closeness],
    found: Mapping[int, list[_Text]],
) -> list[int]:
    """Standards by closeness, within it in the order of the system."""
    answering = [pk for pk in heads if pk in close or pk in found]
    return sorted(answering, key=lambda pk: close.get(pk, Closeness.TEXT_ONLY))


def _clauses(
    condition: Q, texts: Sequence[_Text], limit: int
) -> dict[int, list[SearchedClause]]:
    """The first ``limit`` clauses of each text that answer."""
    place = Window(RowNumber(), partition_by="searched_text", order_by="position")
    rows = (
        SearchedClause.objects.filter(
            condition, searched_text__in=[text.key for text in texts]
        )
        .annotate(place=place)
        .filter(place__lte=limit)
        .order_by("searched_text", "position")
        .defer("folded")
    )
    found: dict[int, list[SearchedClause]] = defaultdict(list)
    for clause in rows:
        found[clause.searched_text_id].append(clause)
    return found
