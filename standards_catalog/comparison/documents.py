"""Comparison of two texts of a standard, clause by clause (修改对照表)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from standards_catalog.comparison.clauses import ComparedClause, compared_clauses
from standards_catalog.comparison.matching import Pairs, match_clauses, out_of_order
from standards_catalog.comparison.text import Span, SpanKind, compare_text
from standards_catalog.drafting.document import StandardText
from standards_catalog.numbering.cross_references import REFERENCE, reference_to


class ChangeKind(StrEnum):
    UNCHANGED = "unchanged"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of one clause.

    RENUMBERED: the words are the same and only numbers differ, its own or those that
    its cross references and labels print; what was assessed against it stays valid.
    ``moved``: it stands in another order among the clauses that both texts have.
    ``title`` and ``text`` are the spans of the two as printed.
    """

    kind: ChangeKind
    old: ComparedClause | None
    new: ComparedClause | None
    title: tuple[Span, ...]
    text: tuple[Span, ...]
    moved: bool = False

    @property
    def number(self) -> str:
        """The number in the new text, of a removed clause in the old one."""
        clause = self.new or self.old
        return clause.number if clause else ""


def compare_documents(
    old: StandardText, new: StandardText, pairs: Pairs | None = None
) -> list[ClauseChange]:
    """Every clause of both texts, in the order of the new one.

    A removed clause stands behind the one that it followed. Clauses are matched by id,
    then by likeness, unless ``pairs`` says which is which (places among the
    :func:`compared_clauses` of each text). The cover is not compared.
    """
    old_clauses, new_clauses = compared_clauses(old), compared_clauses(new)
    if pairs is None:
        pairs = match_clauses(old_clauses, new_clauses)
    old_of = {j: i for i, j in pairs.items()}
    new_ids = {old_clauses[i].id: new_clauses[j].id for i, j in pairs.items()}
    moved = out_of_order(old_of[j] for j in sorted(old_of))
    changes = []
    for j, clause in enumerate(new_clauses):
        if j not in old_of:
            changes.append(_added(clause))
            continue
        before = old_clauses[old_of[j]]
        changes.append(_kept(before, clause, new_ids, moved=old_of[j] in moved))
    _insert_removed(changes, old_clauses, pairs)
    return changes


def _added(clause: ComparedClause) -> ClauseChange:
    return ClauseChange(
        ChangeKind.ADDED,
        None,
        clause,
        tuple(compare_text("", clause.title)),
        tuple(compare_text("", clause.text)),
    )


def _removed(clause: ComparedClause) -> ClauseChange:
    return ClauseChange(
        ChangeKind.REMOVED,
        clause,
        None,
        tuple(compare_text(clause.title, "")),
        tuple(compare_text(clause.text, "")),
    )


def _kept(
    old: ComparedClause, new: ComparedClause, new_ids: dict[str, str], *, moved: bool
) -> ClauseChange:
    title = tuple(compare_text(old.title, new.title))
    text = tuple(compare_text(old.text, new.text))
    if all(span.kind is SpanKind.EQUAL for span in (*title, *text)):
        same = old.number == new.number
        kind = ChangeKind.UNCHANGED if same else ChangeKind.RENUMBERED
    elif _with_ids(old.words, new_ids) == new.words:
        kind = ChangeKind.RENUMBERED
    else:
        kind = ChangeKind.CHANGED
    return ClauseChange(kind, old, new, title, text, moved)


def _with_ids(words: str, new_ids: dict[str, str]) -> str:
    """``words`` with references to a matched clause under its id in the new text."""
    return REFERENCE.sub(
        lambda token: reference_to(new_ids.get(token[1].strip(), token[1])), words
    )


def _insert_removed(
    changes: list[ClauseChange],
    old_clauses: Sequence[ComparedClause],
    pairs: dict[int, int],
) -> None:
    for i, clause in enumerate(old_clauses):
        if i in pairs:
            continue
        follows = old_clauses[i - 1] if i else None
        place = next(
            (
                at
                for at, c in enumerate(changes, start=1)
                if follows and c.old is follows
            ),
            0,
        )
        changes.insert(place, _removed(clause))
