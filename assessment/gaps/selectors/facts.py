"""A pilot's rows as the facts the gap rules work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from assessment.coverage.clauses import clauses_by_code
from assessment.coverage.models import WorkStep
from assessment.gaps.rules.facts import (
    ClauseFact,
    EndedCitation,
    GapFacts,
    LimitFact,
    ReviewDue,
    StepInUse,
)
from assessment.implementation.models import MeasurableRule
from assessment.indicators.observations import StandardFact
from assessment.indicators.snapshot import Snapshot
from assessment.indicators.system import heirs_by_unit, steps_with_owners
from assessment.indicators.vocabulary import Applicability
from assessment.selectors import pilot_facts
from standards_catalog.models import Clause, Pilot
from standards_catalog.procedure.selectors.periodic import ReviewState, review_lines
from standards_catalog.validity.models import ValidityDecision
from standards_catalog.validity.selectors import ItemKind, validity_items


def gap_facts(pilot: Pilot, day: date) -> GapFacts:
    """Everything the rules may know of ``pilot`` on ``day``, in about twenty queries
    whatever its size."""
    facts = pilot_facts(pilot, ("standards", "steps"))
    snapshot = Snapshot(facts, day)
    standards = {standard.code: standard for standard in facts.standards}
    steps = _steps(pilot, snapshot)
    covering = {code for step in steps for code in step.fact.covering_standards}
    return GapFacts(
        day=day,
        steps=steps,
        standards=standards,
        texts=_texts(pilot, day, covering & standards.keys()),
        limits=_limits(pilot),
        citations=_citations(pilot, day),
        reviews=_reviews(pilot, day),
        units=_answering(snapshot, facts.standards),
    )


def _steps(pilot: Pilot, snapshot: Snapshot) -> tuple[StepInUse, ...]:
    """The steps in use that count: 适用, and in need of a standard."""
    rows = {
        row.pk: row
        for row in WorkStep.objects.filter(pilot=pilot).in_use_on(snapshot.as_of)
    }
    closed = _closed(snapshot)
    return tuple(
        StepInUse(
            fact=step,
            identity=rows[step.record_id].identity,
            # In the order of the unit list; who has closed gives way to the successor.
            owners=tuple(
                unit.name
                for unit in snapshot.facts.units
                if unit.name in owners and unit.name not in closed
            )
            or step.owner_units,
            time_limit=rows[step.record_id].time_limit,
            source_file=rows[step.record_id].source_file,
            source_clause=rows[step.record_id].source_clause,
            clauses=clauses_by_code(
                rows[step.record_id].covering_clauses, step.covering_standards
            ),
        )
        for step, owners in steps_with_owners(snapshot)
        if step.applicability == Applicability.BINDING and step.needs_standard
    )


def _closed(snapshot: Snapshot) -> frozenset[str]:
    """Units that have closed by the day and left somebody in their place."""
    return frozenset(heirs_by_unit(snapshot))


def _answering(
    snapshot: Snapshot, standards: Iterable[StandardFact]
) -> Mapping[str, tuple[str, ...]]:
    """Who answers for each standard: the units named, or who took their place."""
    heirs = heirs_by_unit(snapshot)
    return {
        standard.code: tuple(
            dict.fromkeys(
                heirs[name][-1] if name in heirs else name
                for name in standard.responsible_units
            )
        )
        for standard in standards
        if standard.responsible_units
    }


def _texts(
    pilot: Pilot, day: date, codes: Iterable[str]
) -> dict[str, tuple[ClauseFact, ...]]:
    """The clauses of the texts in force of these standards. One query."""
    rows = (
        Clause.objects.filter(
            Q(edition__abolished_on=None) | Q(edition__abolished_on__gt=day),
            edition__effective_on__lte=day,
            edition__standard__pilot=pilot,
            edition__standard__code__in=list(codes),
        )
        .order_by("edition__effective_on", "edition_id", "position")
        .values_list(
            "edition__standard__code",
            "edition_id",
            "number",
            "title",
            "content",
            "is_measurable",
            "rule_code",
        )
    )
    newest: dict[str, int] = {}
    texts: dict[str, list[ClauseFact]] = defaultdict(list)
    for code, edition, number, title, content, is_measurable, rule_code in rows:
        if newest.get(code) != edition:
            newest[code], texts[code] = edition, []
        clause = ClauseFact(number, title, content, is_measurable, rule_code)
        texts[code].append(clause)
    return {code: tuple(clauses) for code, clauses in texts.items()}


def _limits(pilot: Pilot) -> tuple[LimitFact, ...]:
    rules = MeasurableRule.objects.filter(pilot=pilot)
    return tuple(
        LimitFact(
            code=rule.code,
            wording=rule.clause_text,
            start_event=rule.start_event,
            end_event=rule.end_event,
            limit=rule.limit,
            unit=rule.limit_unit,
            standard=rule.standard.code if rule.standard else "",
            law=rule.law.code if rule.law else "",
            clause=rule.clause,
            items=tuple(rule.applicable_items),
            source=rule.source_file,
        )
        for rule in rules.select_related("standard", "law")
    )


def _citations(pilot: Pilot, day: date) -> tuple[EndedCitation, ...]:
    """What has ended and is still cited; not what the office decided to go on using."""
    kept = ValidityDecision.Conclusion.KEPT
    return tuple(
        EndedCitation(
            standard=text.standard.code,
            number=item.number if item.kind is ItemKind.STANDARD else item.title,
            since=item.since,
            replaced_by=item.replaced_by,
            clauses=text.clauses,
        )
        for item in validity_items(pilot, day, with_records=False)
        if item.decision is None or item.decision.conclusion != kept
        for text in item.citing
    )


def _reviews(pilot: Pilot, day: date) -> tuple[ReviewDue, ...]:
    return tuple(
        ReviewDue(line.standard.code, line.since, line.due_on)
        for line in review_lines(pilot, day)
        if line.state is ReviewState.OVERDUE
    )
