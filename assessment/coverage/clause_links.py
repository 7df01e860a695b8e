"""Where the clauses that cover steps can be read, if their text is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from assessment.coverage.clauses import bare_clause
from standards_catalog.authoring.selectors import editions_to_read
from standards_catalog.authoring.text.reading import anchor_of
from standards_catalog.models import Clause, Pilot


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause as the step names it, and where it can be read.

    ``url`` is empty for a standard whose text is not kept here, and leads to the top
    of the text for what has no anchor of its own (a table, a misprint).
    """

    number: str
    url: str = ""

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class ClauseAddresses:
    """Edition to read by standard, and the anchors of the clauses asked for."""

    editions: Mapping[int, int]
    anchors: Mapping[tuple[int, str], str]

    def cited(
        self, standard_id: int, clauses: Iterable[str]
    ) -> tuple[CitedClause, ...]:
        """``clauses`` of a standard with the address of each."""
        edition = self.editions.get(standard_id)
        if edition is None:
            return tuple(map(CitedClause, clauses))
        base = f"{reverse('authoring:text', args=[standard_id])}?edition={edition}"
        return tuple(self._cited(edition, base, clause) for clause in clauses)

    def _cited(self, edition: int, base: str, clause: str) -> CitedClause:
        anchor = self.anchors.get((edition, bare_clause(clause)))
        return CitedClause(clause, f"{base}#{anchor}" if anchor else base)


def clause_addresses(
    pilot: Pilot, day: date, clauses: Iterable[str]
) -> ClauseAddresses:
    """Where ``clauses`` stand in the texts to read on ``day``. Two queries."""
    editions = {pk: e.pk for pk, e in editions_to_read(pilot, day).items()}
    wanted = {bare_clause(clause) for clause in clauses}
    numbers = {*wanted, *(f"附录{name}" for name in wanted), *clauses_as_cited(wanted)}
    rows = Clause.objects.filter(edition__in=editions.values(), number__in=numbers)
    anchors: dict[tuple[int, str], str] = {}
    for edition, number, block_id in rows.values_list(
        "edition_id", "number", "block_id"
    ):
        anchor = anchor_of(block_id)
        anchors[edition, bare_clause(number)] = anchor
        anchors[edition, bare_clause(number.removeprefix("附录"))] = anchor
    return ClauseAddresses(editions, anchors)


def clauses_as_cited(bare: Iterable[str]) -> set[str]:
    """List items as texts print them: ``5.2 a)`` for ``5.2a)``."""
    found = set()
    for name in bare:
        head = name.rstrip(")）abcdefghijklmnopqrstuvwxyz")
        if head != name and head:
            found.add(f"{head} {name[len(head) :]}")
    return found
