"""What is compared when links are suggested: steps, standards, and their clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.coverage.models import WorkStep
from assessment.coverage.suggestions import Suggestion, SuggestionIndex, Weighted
from standards_catalog.authoring.selectors import editions_to_read
from standards_catalog.models import Clause, Pilot, Standard

_SCOPE = "范围"
# Chapters every standard has: what they say is not what the standard asks for.
_FRAMES = (_SCOPE, "规范性引用文件", "术语和定义", "总则", "总体要求", "基本要求")
# Under this a clause is no more than a guess.
_LIKELY = 0.18


@dataclass(frozen=True, slots=True)
class ProposedClause:
    """The clause of a standard that reads most like a step."""

    number: str
    title: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


def step_text(step: WorkStep) -> Weighted:
    """领域, 事项, 环节 and what its source says of it."""
    _, _, source = step.source_clause.partition(":")
    return (
        (step.name, 3),
        (step.item, 2),
        (step.domain, 1),
        (source or step.source_clause, 1),
    )


def standard_texts(pilot: Pilot, day: date) -> dict[int, Weighted]:
    """Title, 子体系, clause titles and 范围 of every standard. Four queries.

    Clauses are those of the edition to read on ``day``, where a text is kept here.
    """
    parts: dict[int, list[tuple[str, float]]] = defaultdict(list)
    rows = Standard.objects.filter(pilot=pilot)
    for pk, title, section in rows.values_list("pk", "title", "section__title"):
        parts[pk] += [(title, 3), (section or "", 1)]
    owners = {edition.pk: pk for pk, edition in editions_to_read(pilot, day).items()}
    clauses = Clause.objects.filter(edition__in=owners)
    titled = clauses.exclude(title="").exclude(title__in=_FRAMES)
    for edition, title in titled.values_list("edition", "title"):
        parts[owners[edition]].append((title, 1))
    scopes = clauses.filter(title=_SCOPE)
    for edition, content in scopes.values_list("edition", "content"):
        parts[owners[edition]].append((content, 1))
    return {pk: tuple(each) for pk, each in parts.items()}


def suggested_standards(
    step: WorkStep, day: date, *, but: Collection[int], limit: int
) -> tuple[Suggestion[int], ...]:
    """The standards most like ``step``, those in ``but`` left out."""
    index = SuggestionIndex(standard_texts(step.pilot, day))
    return index.rank(step_text(step), limit=limit, but=but)


def suggested_steps(
    standard: Standard, steps: Iterable[WorkStep], day: date, *, limit: int
) -> tuple[Suggestion[int], ...]:
    """Of ``steps`` those most like ``standard``."""
    index = SuggestionIndex({step.pk: step_text(step) for step in steps})
    text = standard_texts(standard.pilot, day)[standard.pk]
    return index.rank(text, limit=limit)


def proposed_clauses(
    step: WorkStep, standard_ids: Collection[int], day: date
) -> dict[int, ProposedClause]:
    """The clause of each standard that reads most like ``step``; none if none does.

    Two queries; only of standards whose text is kept here.
    """
    pairs = _clause_indexes(step.pilot, standard_ids, day)
    found = {}
    for standard_id, (index, clauses) in pairs.items():
        best = index.rank(step_text(step), limit=1)
        if best and best[0].score >= _LIKELY:
            found[standard_id] = clauses[best[0].key]
    return found


def proposed_for_steps(
    standard: Standard, steps: Iterable[WorkStep], day: date
) -> dict[int, ProposedClause]:
    """The clause of ``standard`` that reads most like each of ``steps``."""
    pairs = _clause_indexes(standard.pilot, {standard.pk}, day)
    if standard.pk not in pairs:
        return {}
    index, clauses = pairs[standard.pk]
    ranked = ((s.pk, index.rank(step_text(s), limit=1)) for s in steps)
    return {
        pk: clauses[best[0].key]
        for pk, best in ranked
        if best and best[0].score >= _LIKELY
    }


def _clause_indexes(
    pilot: Pilot, standard_ids: Collection[int], day: date
) -> Mapping[int, tuple[SuggestionIndex[int], dict[int, ProposedClause]]]:
    readable = editions_to_read(pilot, day)
    owners = {readable[pk].pk: pk for pk in standard_ids if pk in readable}
    rows = Clause.objects.filter(edition__in=owners).exclude(title__in=_FRAMES)
    texts: dict[int, dict[int, Weighted]] = defaultdict(dict)
    clauses: dict[int, dict[int, ProposedClause]] = defaultdict(dict)
    for pk, edition, number, title, content in rows.values_list(
        "pk", "edition", "number", "title", "content"
    ):
        # A chapter that only holds clauses is not what is cited.
        if not number or not content:
            continue
        texts[owners[edition]][pk] = ((title, 3), (content, 1))
        clauses[owners[edition]][pk] = ProposedClause(number, title)
    return {pk: (SuggestionIndex(texts[pk]), clauses[pk]) for pk in texts}
