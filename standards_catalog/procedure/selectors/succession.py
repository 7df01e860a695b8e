"""修订对照与影响: what became of each clause, and what of its assessment stays valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from standards_catalog.authoring.selectors import edition_text
from standards_catalog.comparison.clauses import ComparedClause, compared_clauses
from standards_catalog.comparison.documents import (
    ChangeKind,
    ClauseChange,
    compare_documents,
)
from standards_catalog.comparison.matching import Pairs, match_clauses
from standards_catalog.drafting.document import Clause as ClauseBlock
from standards_catalog.drafting.document import ListItem, Paragraph, StandardText
from standards_catalog.drafting.outline import Section, sections
from standards_catalog.models import StandardEdition
from standards_catalog.numbering.clauses import number_blocks
from standards_catalog.procedure.models import (
    ClauseMatch,
    ClauseSuccession,
    DraftingProject,
)
from standards_catalog.procedure.selectors.clause_records import (
    WHOLE_STANDARD,
    AskedClause,
    ClauseQuestion,
    ClauseRecords,
    records_of,
)
from standards_catalog.procedure.selectors.drafts import current_draft, last_edition

RELATIONS = {
    ChangeKind.UNCHANGED: ClauseSuccession.Relation.UNCHANGED,
    ChangeKind.RENUMBERED: ClauseSuccession.Relation.RENUMBERED,
    ChangeKind.CHANGED: ClauseSuccession.Relation.CHANGED,
    ChangeKind.ADDED: ClauseSuccession.Relation.ADDED,
    ChangeKind.REMOVED: ClauseSuccession.Relation.REMOVED,
}


@dataclass(frozen=True, slots=True)
class SuccessionLine:
    """A clause of either text; ``is_decided``: a person said so, not the program."""

    change: ClauseChange
    is_decided: bool

    @property
    def relation(self) -> str:
        """What became of the clause, in the words that are kept."""
        return RELATIONS[self.change.kind].value

    @property
    def stays_valid(self) -> bool | None:
        """Whether what was assessed against the old clause holds for the new one;
        ``None`` where there was nothing to assess against."""
        if self.change.kind is ChangeKind.ADDED:
            return None
        return self.change.kind in (ChangeKind.UNCHANGED, ChangeKind.RENUMBERED)


@dataclass(frozen=True, slots=True)
class Succession:
    """The lines of a revision in the order of the new text."""

    predecessor: StandardEdition
    lines: tuple[SuccessionLine, ...]

    @property
    def old_clauses(self) -> tuple[ComparedClause, ...]:
        """The clauses of the old edition, in the order of the lines."""
        return tuple(line.change.old for line in self.lines if line.change.old)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many clauses of each relation."""
        found = Counter(line.relation for line in self.lines)
        return tuple((each.value, found[each.value]) for each in RELATIONS.values())


def predecessor_of(project: DraftingProject) -> StandardEdition | None:
    """The edition whose text a revision goes on from; ``None`` if it is not here."""
    if project.kind != DraftingProject.Kind.REVISION:
        return None
    publication = getattr(project, "publication", None)
    if publication is None:
        edition = last_edition(project)
    else:
        editions = project.standard.editions.exclude(number="")
        edition = editions.filter(number=publication.replaces).first()
    return edition if edition is not None and edition.is_minted else None


def succession_of(project: DraftingProject) -> Succession | None:
    """The clauses of a revision and of the edition before it; ``None`` where either
    text is not kept here."""
    old = predecessor_of(project)
    publication = getattr(project, "publication", None)
    if publication is not None and publication.edition is not None:
        new_text = edition_text(publication.edition)
    else:
        new_text = current_draft(project).text
    old_text = edition_text(old) if old is not None else None
    if old is None or old_text is None or new_text is None:
        return None
    decisions = project.clause_matches.all()
    return Succession(old, succession_lines(old_text, new_text, decisions))


def succession_lines(
    old: StandardText, new: StandardText, decisions: Iterable[ClauseMatch]
) -> tuple[SuccessionLine, ...]:
    """Every numbered clause of both texts, matched as decided or else by likeness."""
    olds, news = compared_clauses(old), compared_clauses(new)
    known = _still_there(decisions, olds, news)
    changes = compare_documents(old, new, _pairs(olds, news, known))
    sure = {(match.old_block_id, match.new_block_id) for match in known}
    return tuple(
        SuccessionLine(change, _ids(change) in sure)
        for change in changes
        if change.number
    )


def _still_there(
    decisions: Iterable[ClauseMatch],
    olds: Sequence[ComparedClause],
    news: Sequence[ComparedClause],
) -> list[ClauseMatch]:
    """Decisions about clauses that the draft still has."""
    old_ids = {"", *(clause.id for clause in olds)}
    new_ids = {"", *(clause.id for clause in news)}
    return [
        match
        for match in decisions
        if match.old_block_id in old_ids and match.new_block_id in new_ids
    ]


def _pairs(
    olds: Sequence[ComparedClause],
    news: Sequence[ComparedClause],
    known: Sequence[ClauseMatch],
) -> Pairs:
    old_places = {clause.id: place for place, clause in enumerate(olds)}
    new_places = {clause.id: place for place, clause in enumerate(news)}
    decided_old = {match.old_block_id for match in known}
    decided_new = {match.new_block_id for match in known}
    free_old = [i for i, clause in enumerate(olds) if clause.id not in decided_old]
    free_new = [j for j, clause in enumerate(news) if clause.id not in decided_new]
    likely = match_clauses([olds[i] for i in free_old], [news[j] for j in free_new])
    pairs = {free_old[i]: free_new[j] for i, j in likely.items()}
    for match in known:
        if match.old_block_id and match.new_block_id:
            pairs[old_places[match.old_block_id]] = new_places[match.new_block_id]
    return pairs


def _ids(change: ClauseChange) -> tuple[str, str]:
    old, new = change.old, change.new
    return (old.id if old else "", new.id if new else "")


def impact_of(
    succession: Succession, user: User
) -> dict[str, tuple[ClauseRecords, ...]]:
    """What ``user`` may see of the records against the old clauses, by block id; those
    about the standard as a whole under :data:`WHOLE_STANDARD`."""
    edition = succession.predecessor
    text = edition_text(edition)
    if text is None:
        return {}
    clauses = tuple(
        AskedClause(part.head.id, part.number.label, _rules_of(part))
        for part in sections(text, number_blocks(text))
    )
    question = ClauseQuestion(
        standard=edition.standard,
        clauses=(AskedClause(WHOLE_STANDARD, ""), *clauses),
        since=edition.effective_on,
        user=user,
    )
    return records_of(question)


def _rules_of(part: Section) -> tuple[str, ...]:
    blocks = [part.head, *(block for block, _ in part.content)]
    measured = (ClauseBlock, ListItem, Paragraph)
    codes = [block.measurable for block in blocks if isinstance(block, measured)]
    return tuple(dict.fromkeys(code for code in codes if code))
